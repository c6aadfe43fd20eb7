"""Tables of counts with small numbers hidden so that totals do not give them away. Pure.

A table is a matrix whose last row and last column are totals, so each line obeys one equation: its parts sum to its
total. Hidden are the counts from 1 to 4, then as many more as it takes that nobody can work them out: in each line at
least two are hidden, what they sum to leaves room for a count of five, and no equation (or chain of equations) leads to
one of them alone. Several tables over the same people share their column totals: what one hides there all hide.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from casework.review_rules.rules import add_span

LEAST = 5
"""The smallest count that is shown; none at all is shown too."""
Cell = tuple[int, int]
Matrix = Sequence[Sequence[int]]
BANDS = (0, 25, 35, 50)
"""Ages at which bands begin."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Counts with labels: one row for each group and a last one for all. A hidden count is None."""

    title: Any
    head: Any
    labels: Sequence[Any]
    cells: Sequence[Sequence[int | None]]


def as_matrix(rows: Iterable[Sequence[int]], width: int) -> list[list[int]]:
    """Rows of counts with their totals at the end of each row and in a last row."""
    found = [[*row, sum(row)] for row in rows]
    return [*found, [sum(column) for column in zip(*found, strict=True)] or [0] * (width + 1)]


def lines_of(matrix: Matrix) -> Iterator[list[Cell]]:
    """Every row and every column, each with its total last."""
    height, width = len(matrix), len(matrix[0])
    yield from ([(row, column) for column in range(width)] for row in range(height))
    yield from ([(row, column) for row in range(height)] for column in range(width))


def hidden_in(matrix: Matrix, forced: Iterable[Cell] = ()) -> set[Cell]:
    """The cells that are not shown: small ones, ``forced`` ones, and those that would give another one away."""
    hidden = {cell for line in lines_of(matrix) for cell in line if 0 < _at(matrix, cell) < LEAST} | set(forced)
    while (more := _betrayer(matrix, hidden)) is not None:
        hidden.add(more)
    return hidden


def _at(matrix: Matrix, cell: Cell) -> int:
    return matrix[cell[0]][cell[1]]


def _betrayer(matrix: Matrix, hidden: set[Cell]) -> Cell | None:
    """The next cell to hide: the one that helps most lines, of those the smallest; None when all is safe."""
    weak = [line for line in lines_of(matrix) if _gives_away(matrix, line, hidden)]
    chains = [line for cell in _alone(hidden) for line in lines_of(matrix) if cell in line]
    for lines in (weak, chains):
        helps = Counter(cell for line in lines for cell in line if cell not in hidden and _at(matrix, cell))
        if helps:
            return min(helps, key=lambda cell: (_weight(matrix, cell), -helps[cell], _at(matrix, cell), cell))
    return None


def _weight(matrix: Matrix, cell: Cell) -> int:
    """0 for a part, 1 for a total, 2 for the total of all: what readers miss most is hidden last."""
    return (cell[0] == len(matrix) - 1) + (cell[1] == len(matrix[0]) - 1)


def _gives_away(matrix: Matrix, line: Sequence[Cell], hidden: set[Cell]) -> bool:
    """Whether a line's own equation tells too much: one hidden alone, or a sum too small to hide who is small."""
    *parts, total = line
    inside = [cell for cell in parts if cell in hidden]
    if total in hidden or not inside:
        return len(inside) == 0 and total in hidden
    room = sum(_at(matrix, cell) for cell in inside) - len(inside) + 1
    return len(inside) == 1 or room < LEAST


def _alone(hidden: set[Cell]) -> list[Cell]:
    """Hidden cells that a chain of equations leads to: those that stand on no ring of hidden cells."""
    return [cell for cell in sorted(hidden) if not _joined(hidden - {cell}, cell)]


def _joined(edges: set[Cell], cell: Cell) -> bool:
    """Whether the row and the column of a cell are linked by other hidden cells."""
    reached, new = {("row", cell[0])}, {("row", cell[0])}
    while new:
        new = {
            ("column", edge[1]) if side == "row" else ("row", edge[0])
            for side, place in new
            for edge in edges
            if edge[0 if side == "row" else 1] == place
        } - reached
        reached |= new
    return ("column", cell[1]) in reached


def hidden_together(matrices: Sequence[Matrix]) -> list[set[Cell]]:
    """``hidden_in`` for tables over the same people: a column total hidden in one is hidden in all."""
    columns: set[int] = set()
    while True:
        found = [hidden_in(one, {(len(one) - 1, column) for column in columns}) for one in matrices]
        now = {
            cell[1] for one, hidden in zip(matrices, found, strict=True) for cell in hidden if cell[0] == len(one) - 1
        }
        if now == columns:
            return found
        columns = now


def shown(matrix: Matrix, hidden: set[Cell]) -> list[list[int | None]]:
    """The matrix with None where a count is hidden."""
    return [
        [None if (row, column) in hidden else count for column, count in enumerate(counts)]
        for row, counts in enumerate(matrix)
    ]


def share(part: int | None, whole: int | None) -> int | None:
    """A part in whole percent; None where one of the two is hidden or there is nobody."""
    return None if part is None or not whole else round(100 * part / whole)


def band_starts(day: dt.date) -> list[tuple[dt.date, int]]:
    """(last birthday that falls into the band, its first age) for each band of ages on a day, the oldest first."""
    return [(add_span(day, -12 * age, 0), age) for age in reversed(BANDS)]


@dataclass(frozen=True)
class Half:
    """Half a year. The running one is counted to the end of last month, so that no single day can be told."""

    year: int
    part: int

    @property
    def key(self) -> str:
        """How an address names it."""
        return f"{self.year}-{self.part}"

    @property
    def begins(self) -> dt.date:
        """Its first day."""
        return dt.date(self.year, 1 if self.part == 1 else 7, 1)

    def ends_before(self, today: dt.date) -> dt.date:
        """The first day that is not counted any more."""
        return min(add_span(self.begins, 6, 0), today.replace(day=1))


def halves(today: dt.date, many: int = 6) -> list[Half]:
    """The half-years to choose from, the newest first: the running one once a month of it is over."""
    last = today.replace(day=1) - dt.timedelta(days=1)
    index = last.year * 2 + (last.month > 6)  # noqa: PLR2004 - half a year
    return [Half((index - n) // 2, (index - n) % 2 + 1) for n in range(many)]
