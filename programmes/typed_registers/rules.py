"""The code on a paper, and when two marks say the same. Pure."""

from __future__ import annotations

import secrets
from typing import Any

from programmes.registers.rules import CODES, Mark, Standing, minutes_of, pays

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits that nobody mistakes for one another on paper."""
LENGTH = 8


def new_code() -> str:
    """A code to print: short enough to type, too many to guess."""
    return "".join(secrets.choice(ALPHABET) for _sign in range(LENGTH))


def read_code(typed: str) -> str:
    """A typed code as it is kept: without blanks and hyphens, in capitals."""
    return "".join(typed.split()).replace("-", "").upper()


def shown_code(code: str) -> str:
    """A code as it is printed: in two groups."""
    return f"{code[:4]}-{code[4:]}"


Said = tuple[str, bool, int, int, int]
"""(code, whether it pays, minutes, good pieces, rejected ones): what a mark comes to."""


def said_by(mark: Mark, planned: int) -> Said:
    """What a typed mark comes to in a session of so many minutes."""
    code = CODES.get(mark.code)
    if code is None:
        return (mark.code, False, 0, 0, 0)
    pieces, rejected = (mark.pieces, mark.rejected) if code.attended else (0, 0)
    return (code.code, pays(code, mark.paid), minutes_of(mark, code, planned), pieces, rejected)


def said_before(kept: Any, planned: int) -> Said:
    """What a kept row of a register comes to."""
    typed = Mark(code=kept.code, minutes=kept.minutes, pieces=kept.pieces, rejected=kept.rejected, paid=kept.paid)
    return said_by(typed, planned)


def said_for_good(now: Standing) -> Said:
    """What a recorded row comes to after its corrections."""
    return (now.code, now.pays, now.minutes, now.pieces, now.rejected)
