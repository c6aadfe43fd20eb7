"""When two humans who decide together deserve a look, and how the age of money is counted. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

OFTEN, MOST_SHARE, MUTUAL = 10, 50, 3
"""From so many decisions on, a share above that percentage strikes; and each asking the other at least so often."""
AGES = (7, 30, 90)
"""Days up to which money in between is new, a week old to a month, up to three months; beyond is older."""


@dataclass(frozen=True, kw_only=True)
class Pair:
    """How often ``decided`` approved what ``asked`` asked for, its share of all, and how often the other way round."""

    asked: str
    decided: str
    many: int
    share: int
    back: int

    @property
    def strikes(self) -> bool:
        """Whether an auditor should look: most of all goes through these two, or each approves the other's."""
        return (self.many >= OFTEN and self.share > MOST_SHARE) or min(self.many, self.back) >= MUTUAL


def pairs_of(rows: Iterable[Any]) -> list[Pair]:
    """Pairs from (asker's id, name, decider's id, name, many), those that strike first, then the most frequent."""
    counted = {(row[0], row[2]): row for row in rows}
    whole = sum(row[4] for row in counted.values())
    found = [
        Pair(asked=row[1], decided=row[3], many=row[4], share=round(100 * row[4] / whole),
             back=counted[decider, asker][4] if (decider, asker) in counted else 0)
        for (asker, decider), row in counted.items()
    ]  # fmt: skip
    return sorted(found, key=lambda one: (not one.strikes, -one.many, one.asked, one.decided))


def age_of(days: int) -> int:
    """The place of an age among AGES; their number for what is older than all."""
    return next((n for n, most in enumerate(AGES) if days <= most), len(AGES))
