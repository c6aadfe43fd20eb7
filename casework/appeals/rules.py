"""Pure decisions on appeals: until when one may be lodged and must be answered, who answers, who is next in line."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.authz import Role
from kernel.i18n import said


@dataclass(frozen=True, kw_only=True)
class Rung:
    """One place in the line: whose turn it is, for how many days; the one who ``watches`` does not answer."""

    role: Role
    days: int = 0
    watches: bool = False


@dataclass(frozen=True, kw_only=True)
class Policy:
    """The data file: days to lodge, the line of those who answer, and the rules they rest on."""

    lodge_days: int
    lodge_rule: Any
    answer_rule: Any
    line: tuple[Rung, ...]

    @property
    def answer_days(self) -> int:
        """Days the first in line has."""
        return self.line[0].days


@functools.cache
def policy() -> Policy:
    """The policy in force, from its data file."""
    raw = tomllib.loads((Path(__file__).parent / "appeals.toml").read_text(encoding="utf-8"))
    shown = functools.partial(said, words=raw["words"])
    line = tuple(
        Rung(role=Role(one["role"]), days=one.get("days", 0), watches=one.get("watches", False)) for one in raw["line"]
    )
    return Policy(
        lodge_days=raw["lodging"]["days"], lodge_rule=shown(raw["lodging"]["citation"]),
        answer_rule=shown(raw["answering"]["citation"]), line=line,
    )  # fmt: skip


def lodge_until(handed_on: dt.date | None) -> dt.date | None:
    """The last day to appeal; None while the reasons were not handed over, because no time runs before that."""
    return handed_on + dt.timedelta(days=policy().lodge_days) if handed_on else None


def answer_due(received_on: dt.date) -> dt.date:
    """The last day for the answer to an appeal."""
    return received_on + dt.timedelta(days=policy().answer_days)


def rung_due(rung: int, reached_on: dt.date) -> dt.date | None:
    """Until when the one in line at ``rung`` has; None for who only watches."""
    here = policy().line[rung]
    return None if here.watches else reached_on + dt.timedelta(days=here.days)


def next_rung(rung: int) -> int | None:
    """The next place in the line; None at its end."""
    return rung + 1 if rung + 1 < len(policy().line) else None


def answerers(rung: int) -> frozenset[Role]:
    """The roles that may answer an appeal that has come so far: whose turn it is, and who stands above them.

    When the appeal has gone past everybody who answers, the last of them still owes it.
    """
    line = [one for one in policy().line if not one.watches]
    return frozenset(one.role for one in line[min(rung, len(line) - 1) :])
