"""What a standing instruction and a move between a person's own accounts must rest on. Pure."""

from __future__ import annotations

import datetime as dt

from kernel.i18n import _
from marketplace.earnings.models import MandateKind
from marketplace.ledger.models import AccountRole

MOVES = {AccountRole.SPENDABLE: AccountRole.SAVINGS, AccountRole.SAVINGS: AccountRole.SPENDABLE}
"""From where to where a person may move their own money. What is saved for release stays until release."""


def mandate_refusal(
    kind: MandateKind, *, basis: str, consented_on: dt.date | None, begins_on: dt.date, today: dt.date
) -> tuple[str, str]:
    """(field, sentence) of what is missing, or two empty strings (Mandela Rule 103: the part for the family is theirs).

    A family part needs the person's own word, a court debt its paper.
    """
    if kind is MandateKind.FAMILY and consented_on is None:
        return "consented_on", _("Enter the day the person agreed. Money goes to the family only with their word.")
    if consented_on and consented_on > today:
        return "consented_on", _("This day lies ahead. Enter the day the person agreed.")
    if not basis.strip():
        return "basis", _("Name the paper it rests on: the signed request, or the court order and its number.")
    if begins_on < today.replace(day=1):
        return "begins_on", _("Begin in this month or later: what was earned before is shared out already.")
    return "", ""
