"""The sheets that stationers sell, and how labels are laid on them. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from kernel.enums import LabelledEnum
from kernel.i18n import _l

MOST_LABELS = 600


class Sheet(LabelledEnum):
    """An A4 sheet of labels."""

    S24 = "s24", _l("24 labels of 70 × 37 mm")
    S8 = "s8", _l("8 labels of 105 × 74 mm, with care and safety")
    S65 = "s65", _l("65 labels of 38 × 21 mm, code and number only")


@dataclass(frozen=True, kw_only=True)
class Grid:
    """Columns and rows of a sheet, and how many letters of the care and safety words fit on a label."""

    columns: int
    rows: int
    letters: int

    @property
    def size(self) -> int:
        """Labels on one sheet."""
        return self.columns * self.rows


GRIDS = {
    Sheet.S24: Grid(columns=3, rows=8, letters=90),
    Sheet.S8: Grid(columns=2, rows=4, letters=420),
    Sheet.S65: Grid(columns=5, rows=13, letters=0),
}


def pages(grid: Grid, labels: int, used: int) -> list[list[list[bool]]]:
    """Sheets as rows of places: True where a label is printed. The first ``used`` places are gone."""
    places = [False] * used + [True] * labels
    places += [False] * (-len(places) % grid.size)
    lines = [places[at : at + grid.columns] for at in range(0, len(places), grid.columns)]
    return [lines[at : at + grid.rows] for at in range(0, len(lines), grid.rows)]


def credits_that_fit(sheet: Sheet, safety: str) -> int:
    """How many sentences about makers have room: care and safety go first, and the smallest label has none."""
    if sheet is Sheet.S8:
        return 2
    return 1 if sheet is Sheet.S24 and not safety.strip() else 0


def fitting(words: str, letters: int) -> str:
    """As many whole words as fit; an ellipsis says that there are more, on the page behind the code."""
    text = " ".join(words.split())
    return text if len(text) <= letters else text[:letters].rsplit(" ", 1)[0] + "…"
