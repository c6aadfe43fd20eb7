"""References, IBANs and the EPC payload. Pure.

ISO 11649 (creditor reference), ISO 13616 (IBAN), EPC069-12 version 002 (quick response code for a credit transfer).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum import bic as bics
from stdnum import iban as ibans
from stdnum import iso11649
from stdnum.exceptions import ValidationError
from stdnum.iso7064 import mod_97_10

from kernel.i18n import _

_FOLD = str.maketrans("OI", "01")
_DUST = re.compile(r"[^A-Z0-9]")
NAME, TEXT, PAYLOAD = 70, 140, 331
MOST_MINOR = 99_999_999_999
"""EPC069-12: from 0.01 to 999999999.99 euros."""
CODE = 6


def reference_of(code: str) -> str:
    """The creditor reference of an order: "RF", two check digits and the order's code, which staff know too."""
    return f"RF{mod_97_10.calc_check_digits(code + 'RF')}{code}"


def in_fours(plain: str) -> str:
    """A reference or an account number as papers print it, in groups of four."""
    return " ".join(plain[n : n + 4] for n in range(0, len(plain), 4))


def folded(text: str) -> str:
    """Capitals and digits alone, with the letters O and I read as 0 and 1: what people mistype, told apart nowhere."""
    return _DUST.sub("", text.upper()).translate(_FOLD)


def is_reference(text: str) -> bool:
    """Whether these are the check digits of this reference."""
    return bool(iso11649.is_valid(text))


def checked_iban(typed: str) -> str:
    """An IBAN in its plain form. Raises ValueError with a sentence unless length and check digits are right."""
    try:
        return str(ibans.validate(typed))
    except ValidationError as error:
        words = _("This is no IBAN: its length or its check digits are wrong. Compare it with the bank's paper.")
        raise ValueError(words) from error


def checked_bic(typed: str) -> str:
    """A BIC in its plain form, or nothing where none was typed. Raises ValueError with a sentence."""
    try:
        return str(bics.validate(typed)) if typed.strip() else ""
    except ValidationError as error:
        raise ValueError(_("This is no BIC. It has eight or eleven signs, such as BELADEBEXXX.")) from error


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """What a bank needs for a transfer to us. ``reference`` or ``text``, never both."""

    name: str
    iban: str
    minor: int
    bic: str = ""
    reference: str = ""
    text: str = ""


def epc_payload(one: Transfer) -> str:
    """The twelve lines of an EPC code, the last one empty. Raises ValueError for what banks would refuse."""
    if not 0 < one.minor <= MOST_MINOR:
        raise ValueError(_("A code can be made for sums from 0.01 to 999999999.99 euros."))
    if not one.name or len(one.name) > NAME or len(one.text) > TEXT:
        raise ValueError(_("The name may have 70 signs and the text 140. Make them shorter."))
    if bool(one.reference) == bool(one.text):
        raise ValueError(_("A transfer carries a reference or a text, and never both."))
    if one.reference and not is_reference(one.reference):
        raise ValueError(_("The check digits of this reference are wrong."))
    amount = f"EUR{one.minor // 100}.{one.minor % 100:02}"
    lines = ["BCD", "002", "1", "SCT", checked_bic(one.bic), one.name, checked_iban(one.iban), amount, "",
             one.reference, one.text, ""]  # fmt: skip
    if any("\n" in line or "\r" in line for line in lines):
        raise ValueError(_("Write the name and the text in one line."))
    payload = "\n".join(lines)
    if len(payload.encode()) > PAYLOAD:
        raise ValueError(_("This is too long for a code. Make the name shorter."))
    return payload
