"""The letter to the service: who, what for, what it must know, and how it answers us."""

from __future__ import annotations

from casework.public import PersonCard
from kernel.documents import render_pdf
from kernel.i18n import _l, language
from kernel.units.queries import unit_of
from probation.referrals.models import Referral
from probation.services.models import OutsideService


def referral_letter(
    person: PersonCard, referral: Referral, service: OutsideService, outcomes: list[str], risk: str
) -> bytes:
    """The PDF of a referral, in the sender's language: the service's people read it, not the person alone."""
    context = {
        "person": person, "referral": referral, "service": service, "outcomes": outcomes, "risk": risk,
        "office": unit_of(person.office_id) if person.office_id else None,
    }  # fmt: skip
    return render_pdf("probation/referrals/letter.pdf.html", context, title=_l("Referral"), locale=language())
