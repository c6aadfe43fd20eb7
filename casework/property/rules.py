"""Pure decisions on belongings (Nelson Mandela Rule 67)."""

from __future__ import annotations

from dataclasses import dataclass

from casework.property.models import Signature, Way
from kernel.errors import DomainError
from kernel.i18n import _

RULE_67 = "Mandela Rule 67 (2)"
SHORTEST_REASON = 5


@dataclass(frozen=True, kw_only=True)
class Leaving:
    """How things leave keeping, for all pieces of one deed."""

    way: Way = Way.GIVEN_BACK
    signature: Signature = Signature.SIGNED
    witness: str = ""
    recipient: str = ""
    reason: str = ""


def check_leaving(leaving: Leaving) -> None:
    """Raises DomainError when a way lacks its reason or receiver, or a receipt nobody signed lacks its witness."""
    if leaving.way is not Way.GIVEN_BACK and len(leaving.reason) < SHORTEST_REASON:
        raise DomainError(_("Say in a few words why it is not given back to the person."), rule=RULE_67, field="reason")
    if leaving.way in {Way.SENT_OUT, Way.HEIRS} and not leaving.recipient:
        raise DomainError(_("Write who received it."), rule=RULE_67, field="recipient")
    if leaving.signature is not Signature.SIGNED and not leaving.witness:
        raise DomainError(_("Write the name of the witness."), rule=RULE_67, field="witness")


def check_pieces(asked: int, kept: int, what: str) -> None:
    """Raises DomainError when more pieces would leave than are kept."""
    if not 0 < asked <= kept:
        raise DomainError(
            _("Of %(what)s, %(kept)s are kept. Write a number from 1 to %(kept)s.", what=what, kept=kept),
            field="things",
        )
