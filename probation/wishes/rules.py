"""Numbers that a message can reach. Pure.

The English reminder query sends only to numbers "07…, 11 digits after removing spaces" (probation.md 4.7). Other
countries have their own mobile ranges; where none is listed, ITU-T E.164 (8 to 15 digits after the plus) is checked.
"""

from __future__ import annotations

import re

from kernel.fields import plain_digits

MOBILE = {
    "44": r"7\d{9}",
    "33": r"[67]\d{8}",
    "216": r"[2459]\d{7}",
    "49": r"1[567]\d{8,9}",
    "34": r"[67]\d{8}",
    "7": r"9\d{9}",
    "86": r"1\d{10}",
}
"""Mobile numbers by country code, as each country's numbering plan has them."""
_GAPS = re.compile(r"[\s().\-/\u2010-\u2015]+")
_E164 = re.compile(r"\+[1-9]\d{7,14}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def mobile_of(typed: str, home: str = "") -> str | None:
    """The number as +441234567890, or None when no message can reach it. ``home``: the country code for "07…"."""
    bare = _GAPS.sub("", plain_digits(typed))
    if bare.startswith("00"):
        bare = f"+{bare[2:]}"
    elif bare.startswith("0") and home:
        bare = f"+{home}{bare[1:]}"
    if not _E164.fullmatch(bare):
        return None
    for code, pattern in MOBILE.items():
        if bare.startswith(f"+{code}"):
            return bare if re.fullmatch(pattern, bare[len(code) + 1 :]) else None
    return bare


def mail_of(typed: str) -> str | None:
    """The e-mail address, or None when it is none."""
    bare = typed.strip()
    return bare if _MAIL.fullmatch(bare) else None


def masked(address: str) -> str:
    """An address as a log may show it: its last three signs."""
    return f"…{address[-3:]}" if address else ""
