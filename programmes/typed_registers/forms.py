"""What is typed beside the rows of a paper register."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from kernel import clock
from kernel.forms import BaseForm, TimeField, moment_of
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.registers.rules import Mark
from programmes.typed_registers.service import Typing


class TypingForm(BaseForm):
    """Who marked the paper and when. ``sitting`` is one opening of the page."""

    sitting = id_field()
    marked_by = SelectField(_l("Who marked the paper"), [InputRequired()])
    marked_at = TimeField(_l("At what time it was marked"), [InputRequired()])

    def offer(self, group: Any, instructors: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Fill the list: the group's instructor first."""
        others = [(key, name) for key, name in instructors if key != group.instructor_id]
        self.marked_by.choices = [
            SelectChoice(value=str(key), label=name) for key, name in [(group.instructor_id, group.instructor), *others]
        ]

    def begin(self, group: Any, held: Any) -> None:
        """Propose the instructor and the end of the session; while it runs, now."""
        now = clock.local(clock.now(), group.zone)
        over = (held.held_on, held.ends_at) <= (now.date(), now.time())
        self.marked_by.data, self.marked_at.data = str(group.instructor_id), held.ends_at if over else now.time()

    def to_typing(
        self, held_on: dt.date, zone: str, marks: Mapping[uuid.UUID, Mark], instead: set[uuid.UUID]
    ) -> Typing:
        """What ``type_back`` takes."""
        assert self.marked_at.data is not None
        return Typing(
            marks=marks, marked_by=uuid.UUID(self.marked_by.data), sitting=self.sitting.data, instead=instead,
            marked_at=moment_of(held_on, self.marked_at.data, zone),
        )  # fmt: skip
