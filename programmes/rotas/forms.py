"""What a coordinator fills in for a rota, and for the slots of a prison."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from wtforms import HiddenField
from wtforms.validators import InputRequired

from kernel.errors import DomainError
from kernel.fields import read_time
from kernel.forms import BaseForm, DateField, TimeField, id_field
from kernel.i18n import _, _l
from programmes.rotas.models import SlotPart
from programmes.rotas.rules import MOST_WEEKS, Pattern, Slotted
from programmes.rotas.service import NewRota

PARTS = tuple(SlotPart)
Times = Mapping[SlotPart, tuple[dt.time, dt.time]]


@dataclass
class Cell:
    """One day of a rota as it is filled in: the slots that are ticked, and a time of its own as typed."""

    parts: set[SlotPart] = field(default_factory=set)
    begins: str = ""
    ends: str = ""


Grid = list[list[Cell]]


def grid_of(pattern: Pattern, times: Times) -> Grid:
    """A pattern as it is shown: what lies in a slot of the prison is a tick, the rest times of their own."""
    grid = [[Cell() for _day in range(7)] for _week in range(pattern.weeks)]
    for one in pattern.slots:
        cell = grid[one.week][one.weekday]
        part = next((part for part in PARTS if times[part] == (one.starts_at, one.ends_at)), None)
        if part is not None:
            cell.parts.add(part)
        else:
            cell.begins, cell.ends = f"{one.starts_at:%H:%M}", f"{one.ends_at:%H:%M}"
    return grid


def stretched(grid: Grid, weeks: int) -> Grid:
    """The same rota with more or fewer weeks; new ones repeat those that are there."""
    return [[Cell(set(c.parts), c.begins, c.ends) for c in grid[week % len(grid)]] for week in range(weeks)]


def typed_grid(sent: Mapping[str, str], weeks: int) -> Grid:
    """The grid as it was sent; ``w0d3-morning`` is a tick on the Thursday of the first week."""
    return [
        [
            Cell(
                {part for part in PARTS if sent.get(f"w{week}d{day}-{part.value}")},
                sent.get(f"w{week}d{day}-from", "").strip(), sent.get(f"w{week}d{day}-to", "").strip(),
            )
            for day in range(7)
        ]
        for week in range(weeks)
    ]  # fmt: skip


def slots_of_grid(grid: Grid, times: Times) -> tuple[tuple[Slotted, ...], dict[Slotted, SlotPart]]:
    """The meetings of a grid and which of them are slots. Raises DomainError for a time that cannot be read."""
    slots: list[Slotted] = []
    parts: dict[Slotted, SlotPart] = {}
    for week, days in enumerate(grid):
        for weekday, cell in enumerate(days):
            for part in sorted(cell.parts, key=PARTS.index):
                slot = Slotted(week, weekday, *times[part])
                slots.append(slot)
                parts[slot] = part
            if cell.begins or cell.ends:
                slots.append(Slotted(week, weekday, _time(cell.begins), _time(cell.ends)))
    return tuple(slots), parts


def _time(typed: str) -> dt.time:
    try:
        return read_time(typed)
    except ValueError:
        raise DomainError(_("“%(typed)s” is not a time. Write it such as 14:30.", typed=typed or "—")) from None


class RotaForm(BaseForm):
    """From which day a rota holds; its grid is read beside it. ``seen`` is the mark of the preview that was shown."""

    id = id_field()
    weeks = HiddenField()
    seen = HiddenField()
    from_on = DateField(_l("From which day"), [InputRequired()])

    def many(self) -> int:
        """The number of weeks that was sent, within what is possible."""
        return min(max(int(self.weeks.data), 1), MOST_WEEKS) if str(self.weeks.data or "").isdecimal() else 1

    def to_rota(self, intake_id: uuid.UUID, grid: Grid, times: Times) -> NewRota:
        """What ``preview`` and ``apply_rota`` take."""
        assert self.from_on.data is not None
        slots, parts = slots_of_grid(grid, times)
        return NewRota(
            id=self.id.data, intake_id=intake_id, weeks=self.many(), from_on=self.from_on.data, slots=slots, parts=parts
        )


class SlotTimesForm(BaseForm):
    """When the three slots of a day lie."""

    morning_from = TimeField(_l("Morning from"), [InputRequired()])
    morning_to = TimeField(_l("Morning to"), [InputRequired()])
    afternoon_from = TimeField(_l("Afternoon from"), [InputRequired()])
    afternoon_to = TimeField(_l("Afternoon to"), [InputRequired()])
    evening_from = TimeField(_l("Evening from"), [InputRequired()])
    evening_to = TimeField(_l("Evening to"), [InputRequired()])

    def show(self, times: Times) -> None:
        """Fill in what holds."""
        for part in PARTS:
            self[f"{part.value}_from"].data, self[f"{part.value}_to"].data = times[part]

    def to_times(self) -> Times:
        """What ``set_slot_times`` takes."""
        return {part: (self[f"{part.value}_from"].data, self[f"{part.value}_to"].data) for part in PARTS}
