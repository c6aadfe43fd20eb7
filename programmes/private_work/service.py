"""Commands on work for private beneficiaries: mark it, note the free wage, take a consent and give it back."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from casework.public import by_number, person_for
from kernel import audit, clock, documents
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _, isolate
from kernel.ids import new_id
from kernel.units.queries import unit_of
from programmes.catalogue.models import Workshop
from programmes.catalogue.policies import can_manage, demand
from programmes.checks.rules import contribute_hold
from programmes.fitting.queries import contribute_place_check
from programmes.fitting.rules import Finding, Seat
from programmes.intakes.models import Intake
from programmes.pay.models import RateBasis
from programmes.places.models import AllocationState
from programmes.private_work.models import HowRead, HowSigned, PrivateWork, WageComparison, WorkConsent
from programmes.private_work.queries import (
    agreed_among,
    comparisons_of,
    consent_for,
    open_consent,
    places_in,
    staff_names,
    work_for,
    works_of_group,
)
from programmes.private_work.rules import SOURCE, staff_among, text_on
from programmes.reviews.service import put_under_review, reread

LISTENERS = (Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR, Role.CASE_MANAGER)
"""Whoever hears that somebody takes their word back notes it at once."""
LEAST_SOURCE = 10


def connect() -> None:
    """Nobody gets or keeps a place in private work without consent."""
    contribute_place_check("private_work", 45, place_findings)
    contribute_hold(hold_words)


@dataclass(frozen=True, kw_only=True)
class NewWork:
    """A private work: for whom, under which contract, in which workshop or group. ``declared``: no staff gain by it."""

    unit_id: uuid.UUID
    beneficiary: str
    contract: str
    from_on: dt.date
    until_on: dt.date
    complaints_to: str
    declared: bool
    workshop_id: uuid.UUID | None = None
    intake_id: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=new_id)


def mark(actor: Actor, new: NewWork) -> PrivateWork:
    """Say that a workshop or group works for a private beneficiary. Places there without consent come under review.

    Raises DomainError where a member of staff would benefit, whatever else is said.
    """
    demand(can_manage(actor, new.unit_id))
    if (there := session.get(PrivateWork, new.id)) is not None:
        return there
    _check(new)
    facts = {name: value for name, value in vars(new).items() if name != "declared"}
    made = PrivateWork(**facts, noted_by=actor.human_id)
    session.add(made)
    audit.record(actor, "private_work.marked", made)
    session.flush()
    for place in places_in(made):
        if open_consent(made.id, place.person_id) is None:
            _question(actor, place, _without(made))
    return made


def _check(new: NewWork) -> None:
    if name := staff_among(new.beneficiary, staff_names()):
        words = _("%(name)s works here. The work of people in prison is never for the benefit of staff.", name=name)
        raise DomainError(words, rule="Mandela Rule 97", field="beneficiary")
    if not new.declared:
        words = _("Confirm that no member of staff and nobody of their family gains by it.")
        raise DomainError(words, rule="Mandela Rule 97", field="declared")
    if new.until_on < new.from_on:
        raise DomainError(_("The last day comes before the first. Mend one of them."), field="until_on")
    where = session.get(Workshop, new.workshop_id) if new.workshop_id else None
    group = session.get(Intake, new.intake_id) if new.intake_id else None
    if (found := where or group) is None or found.unit_id != new.unit_id or (where and group):
        raise DomainError(_("Choose one workshop or one group of this prison."), field="where")


def _without(work: Any) -> str:
    return _("Nobody has to work for “%(name)s”: this person has not said yes. Nothing is lost by it. Ask for consent, "
             "or offer other work.", name=isolate(work.beneficiary))  # fmt: skip


def _question(actor: Actor, place: Any, words: str) -> None:
    if place.state not in {AllocationState.UNDER_REVIEW, AllocationState.SUSPENDED}:
        put_under_review(actor, place, words=words, reason=words)


@dataclass(frozen=True, kw_only=True)
class NewComparison:
    """What a free worker gets for such work, and where that was found."""

    work_id: uuid.UUID
    basis: RateBasis
    minor: int
    currency: str
    source: str
    found_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)


def compare(actor: Actor, new: NewComparison) -> WageComparison:
    """Note the free wage. The newest stands beside the rate."""
    work = work_for(actor, new.work_id)
    demand(can_manage(actor, work.unit_id))
    if (there := session.get(WageComparison, new.id)) is not None:
        return there
    if len(new.source.strip()) < LEAST_SOURCE:
        raise DomainError(_("Say where the figure was found, so that anybody can look it up."), field="source")
    if new.found_on > clock.today(work.zone):
        raise DomainError(_("This day lies ahead. Write when the figure was found."), field="found_on")
    made = WageComparison(**vars(new), noted_by=actor.human_id)
    session.add(made)
    audit.record(actor, "private_work.compared", made, reason=new.source)
    session.flush()
    return made


@dataclass(frozen=True, kw_only=True)
class NewConsent:
    """A person's yes: how it was read, in which language, how it was signed, and the paper."""

    work_id: uuid.UUID
    number: str
    language: str
    how_read: HowRead
    how_signed: HowSigned
    signed_name: str
    witness: str
    paper: bytes = b""
    id: uuid.UUID = field(default_factory=new_id)


def person_named(actor: Actor, work: Any, number: str) -> Any:
    """The card of somebody in the prison of a private work, by number. Raises DomainError in words."""
    found = by_number(actor, number)
    card = person_for(actor, found) if found else None
    if card is None or card.establishment_id != work.unit_id or not card.in_custody:
        raise DomainError(_("Nobody in this prison has that number."), field="number")
    return card


def consent(actor: Actor, new: NewConsent) -> WorkConsent:
    """Keep a person's voluntary yes with its paper; a place that waited for it goes on when nothing else is against it.

    The same form sent twice keeps one. Raises DomainError while no free wage is noted to compare with.
    """
    work = work_for(actor, new.work_id)
    demand(can_manage(actor, work.unit_id))
    if (there := session.get(WorkConsent, new.id)) is not None:
        return there
    card = person_named(actor, work, new.number)
    _check_consent(work, card, new)
    paper = None
    if new.paper:
        title = _("Consent of %(name)s", name=card.name)
        paper = documents.store(actor, "work.consent", new.paper, title=title, person_id=card.id)
    made = WorkConsent(
        id=new.id, work_id=work.id, person_id=card.id, version=text_on(clock.today(work.zone)).number,
        language=new.language, how_read=new.how_read, how_signed=new.how_signed, signed_name=new.signed_name.strip(),
        witness=new.witness.strip(), document_id=paper.id if paper else None, given_at=clock.now(),
        taken_by=actor.human_id,
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "work_consent.given", made)
    session.flush()
    reread(actor, card.id, reason=_("The person said yes to the work."))
    return made


def _check_consent(work: Any, card: Any, new: NewConsent) -> None:
    if not comparisons_of(work.id):
        raise DomainError(_("Note what a free worker gets first: nobody agrees to what they cannot compare."),
                          rule=SOURCE)  # fmt: skip
    if open_consent(work.id, card.id) is not None:
        raise DomainError(_("This person has said yes already."), field="number")
    if not new.signed_name.strip() or not new.witness.strip():
        raise DomainError(_("A signature needs the person's name as they write it, and a witness."),
                          field="signed_name")  # fmt: skip


def withdraw(actor: Actor, consent_id: uuid.UUID, words: str = "") -> WorkConsent:
    """Take a consent back at once. The person's places in this work come under review; nothing is lost by it."""
    found, work = consent_for(actor, consent_id)
    demand(actor.has(*LISTENERS) and actor.covers(work.unit_id))
    if found.withdrawn_at is not None:
        return found
    found.withdrawn_at, found.withdrawn_by, found.withdrawn_words = clock.now(), actor.human_id, words.strip()
    audit.record(actor, "work_consent.withdrawn", found)
    session.flush()
    said = _(
        "The person took back their consent to work for “%(name)s”. Nothing is lost by it: pay that was earned stays, "
        "and it counts nowhere against them. Offer other work.",
        name=isolate(work.beneficiary),
    )
    for place in places_in(work):
        if place.person_id == found.person_id:
            _question(actor, place, said)
    return found


def place_findings(group: Any, seats: Sequence[Seat], today: dt.date) -> dict[uuid.UUID, list[Finding]]:
    """What stands against places in private work: no free wage noted, no consent."""
    found: dict[uuid.UUID, list[Finding]] = defaultdict(list)
    for work in works_of_group(group, max(today, group.starts_on), group.ends_on):
        name, agreed = isolate(work.beneficiary), agreed_among(work.id, [seat.person_id for seat in seats])
        if not comparisons_of(work.id):
            words = _("The work for “%(name)s” has no free wage beside its rate yet. Note one first.", name=name)
            missing = list(seats)
        else:
            words = _("This group works for “%(name)s”, a private beneficiary. Ask for the person's own consent first.",
                      name=name)  # fmt: skip
            missing = [seat for seat in seats if seat.person_id not in agreed]
        for seat in missing:
            found[seat.person_id].append(Finding(code="private_work", words=words, rule=SOURCE))
    return found


def hold_words(place: Any) -> str:
    """Why a place under review may not go on: its work is private and the person has not said yes."""
    group = session.get_one(Intake, place.intake_id)
    today = clock.today(unit_of(group.unit_id).zone)
    works = works_of_group(group, max(today, group.starts_on), group.ends_on)
    missing = next((one for one in works if open_consent(one.id, place.person_id) is None), None)
    return _without(missing) if missing else ""
