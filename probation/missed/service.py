"""Shares of missed appointments with and without a message, small numbers hidden."""

from __future__ import annotations

from dataclasses import dataclass

from casework.public import small_numbers
from kernel.authz import Actor
from probation.circumstances.rules import interval
from probation.missed.queries import came_and_missed


@dataclass(frozen=True, kw_only=True)
class Missed:
    """Of ``known`` appointments so many were missed; None where a number is hidden."""

    missed: int | None
    known: int | None
    percent: int | None = None
    least: int | None = None
    most: int | None = None


@dataclass(frozen=True, kw_only=True)
class Line:
    """An office, or all of them (``office`` empty)."""

    office: str
    reminded: Missed
    not_reminded: Missed


def lines(actor: Actor) -> list[Line]:
    """One line for each office and a last one for all of them; none where nothing was planned."""
    rows = came_and_missed(actor)
    if not rows:
        return []
    matrix = small_numbers.as_matrix(
        [[row.came_with, row.missed_with, row.came_without, row.missed_without] for row in rows], 4
    )
    cells = small_numbers.shown(matrix, small_numbers.hidden_in(matrix))
    return [
        Line(office=name, reminded=_share(came, missed), not_reminded=_share(also_came, also_missed))
        for name, (came, missed, also_came, also_missed, _all) in zip(
            [*(row.name for row in rows), ""], cells, strict=True
        )
    ]


def _share(came: int | None, missed: int | None) -> Missed:
    if came is None or missed is None:
        return Missed(missed=missed, known=None)
    sure = interval(missed, came + missed)
    if sure is None:
        return Missed(missed=missed, known=0)
    return Missed(
        missed=missed, known=came + missed, percent=small_numbers.share(missed, came + missed),
        least=round(100 * sure[0]), most=round(100 * sure[1]),
    )  # fmt: skip
