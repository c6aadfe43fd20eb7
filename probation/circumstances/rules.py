"""When circumstances are asked for, what counts as settled, and how sure a share is. Pure.

Points at 0, 3, 6, 12 and 24 months: probation.md 6.15. The interval is Wilson's (J. Am. Stat. Assoc. 22, 1927, 209),
which stays between 0 and 1 and is honest for few people.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from kernel.enums import LabelledEnum
from kernel.i18n import _l
from probation.circumstances.models import Family, HealthContact, Housing, Money, Papers, Point, Work
from probation.clocks.rules import add_months

MONTHS = {Point.START: 0, Point.M3: 3, Point.M6: 6, Point.M12: 12, Point.M24: 24}
EARLY = dt.timedelta(days=14)
"""How long before its day a point may be answered."""
Z = 1.959964
"""The normal quantile of a 95 % interval."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One of the six questions: its column, its words, its answers, and which of them are settled."""

    key: str
    label: Any
    kind: type[LabelledEnum]
    settled: frozenset[LabelledEnum]


AREAS = (
    Asked(
        key="housing", label=_l("Housing"), kind=Housing,
        settled=frozenset({Housing.OWN, Housing.FAMILY, Housing.SUPPORTED}),
    ),
    Asked(
        key="work", label=_l("Work and training"), kind=Work, settled=frozenset({Work.JOB, Work.TRAINING, Work.CARING})
    ),
    Asked(
        key="health", label=_l("Has a health service to go to"), kind=HealthContact,
        settled=frozenset({HealthContact.YES}),
    ),
    Asked(key="money", label=_l("Money"), kind=Money, settled=frozenset({Money.ENOUGH, Money.TIGHT})),
    Asked(key="papers", label=_l("Identity papers"), kind=Papers, settled=frozenset({Papers.VALID})),
    Asked(key="family", label=_l("Family and friends"), kind=Family, settled=frozenset({Family.SUPPORT})),
)  # fmt: skip


def due_on(starts_on: dt.date, point: Point) -> dt.date:
    """The day of a point: so many months after the start, the last of the month where it has no such day."""
    return add_months(starts_on, MONTHS[point])


def point_open(starts_on: dt.date, today: dt.date) -> Point | None:
    """The point that can be answered today: the newest whose time has come; an earlier one is over then."""
    begun = [point for point in Point if due_on(starts_on, point) - EARLY <= today]
    return begun[-1] if begun else None


def asked_now(starts_on: dt.date, today: dt.date, answered: Collection[Point]) -> Point | None:
    """The point still to be asked today; None when it was answered or nothing has come yet."""
    point = point_open(starts_on, today)
    return None if point in answered else point


def interval(part: int, whole: int) -> tuple[float, float] | None:
    """Wilson's 95 % interval of a share; None of nobody."""
    if not whole:
        return None
    share, room = part / whole, Z * Z / whole
    middle = share + room / 2
    spread = Z * math.sqrt(share * (1 - share) / whole + room / (4 * whole))
    return max(0.0, (middle - spread) / (1 + room)), min(1.0, (middle + spread) / (1 + room))
