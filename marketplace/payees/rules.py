"""What a payee must be before money goes there. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from stdnum import iban
from stdnum.exceptions import ValidationError

from kernel.i18n import _

WAIT = dt.timedelta(hours=72)
"""Nobody is paid at once: time enough for the person to see the paper slip and object."""
IBAN_LETTERS = 2


def bank_account(typed: str) -> str:
    """An IBAN in its plain form, or any other account number as it was typed. Raises ValueError for a wrong IBAN."""
    plain = typed.replace(" ", "").upper()
    if not plain[:IBAN_LETTERS].isalpha():
        return typed.strip()
    try:
        return str(iban.validate(plain))
    except ValidationError as error:
        raise ValueError(_("The check digits of this account number are wrong. Compare it with the paper.")) from error


def payee_refusal(facts: Mapping[str, Any], consented_on: dt.date, today: dt.date) -> tuple[str, str]:
    """(field, sentence) of what is missing, or two empty strings."""
    missing = {
        "name": _("Enter the name of the recipient."),
        "relation": _("Say who the recipient is to the person."),
        "bank_account": _("Enter where the money goes."),
        "identity": _("Name the paper of the recipient that was seen, with its number."),
    }
    for key, words in missing.items():
        if not facts[key].strip() and not (key == "bank_account" and facts.get("in_cash")):
            return key, words
    if facts.get("in_cash") and facts["bank_account"].strip():
        return "bank_account", _("Either a bank account, or in cash. Leave one of the two empty.")
    if consented_on > today:
        return "consented_on", _("This day lies ahead. Enter the day on which the recipient agreed.")
    return "", ""


def in_fours(number: str) -> str:
    """A bank account as papers print it: an IBAN in groups of four, so that it can be compared and wraps."""
    if not number:
        return _("in cash, against the paper")
    grouped = number[:IBAN_LETTERS].isalpha()
    return " ".join(number[n : n + 4] for n in range(0, len(number), 4)) if grouped else number


def account_ending(number: str) -> str:
    """Enough of a bank account to recognise it on a page: its last four signs. Nothing for who comes for cash."""
    return f"…{number[-4:]}" if number else _("in cash")
