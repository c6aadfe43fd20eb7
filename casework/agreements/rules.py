"""What it takes to stand by a plan: words, signatures, and what "updated" means. Pure."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from casework.plans.models import Agreement, Signed
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id

ASKED = (Agreement.AGREED, Agreement.DISAGREED, Agreement.COULD_NOT_ANSWER)
"""What is asked; that the plan had been read together before follows from the record."""
NEED_NO_WORDS = frozenset({Agreement.AGREED, Agreement.UPDATED_AGREED})
_UPDATED = {
    Agreement.AGREED: Agreement.UPDATED_AGREED,
    Agreement.DISAGREED: Agreement.UPDATED_DISAGREED,
}


@dataclass(frozen=True, kw_only=True)
class Reading:
    """How the plan was read together. ``id`` is made by the form; ``paper`` is what was read, in ``language``."""

    id: uuid.UUID = field(default_factory=new_id)
    paper: bytes | None = None
    language: str = ""
    token: str = ""
    signed: Signed = Signed.NOT
    signed_name: str = ""
    witness: str = ""
    whys: Mapping[str, str] = field(default_factory=dict)


def updated(said: Agreement, versions: int) -> Agreement:
    """The same answer as the record calls it: to a plan that was read before, it is an answer to a changed plan."""
    return _UPDATED.get(said, said) if versions else said


def demand_whole(said: Agreement, words: str, reading: Reading) -> None:
    """Refuse an answer without its words, and a signature that nobody could give or nobody saw."""
    if said not in NEED_NO_WORDS and not words:
        raise DomainError(_("Write down what the person said, or why they could not answer."), field="words")
    if reading.signed is not Signed.NOT and said is Agreement.COULD_NOT_ANSWER:
        raise DomainError(_("Somebody who could not answer does not sign. Choose “Not signed”."), field="signed")
    if reading.signed is Signed.SCREEN and not (reading.signed_name and reading.witness):
        raise DomainError(
            _("A signature on the screen needs the person's name as they type it, and a witness."), field="signed_name"
        )
