"""What was counted, and what is moved."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Regexp

from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from kernel.ids import new_id
from marketplace.stocktakes.service import NewMove, NewTake

MOST = 100_000


class TakeForm(BaseForm):
    """The count of a place. Rows are read from ``counted-<shelf>`` and ``reason-<shelf>``; empty is not counted."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])

    def to_take(self, place_id: uuid.UUID, shelves: Sequence[Any], typed: Mapping[str, str]) -> NewTake:
        """The command behind the form. Raises DomainError naming the row that is no number."""
        counted = {}
        for row in shelves:
            if said := typed.get(f"counted-{row.id}", "").strip():
                if not said.isdecimal() or int(said) > MOST:
                    words = _("%(product)s: enter whole pieces, from 0 on.", product=row.title)
                    raise DomainError(words, field=f"counted-{row.id}")
                counted[row.id] = (int(said), " ".join(typed.get(f"reason-{row.id}", "").split())[:200])
        return NewTake(id=uuid.UUID(self.id.data), place_id=place_id, counted=counted)


class MoveForm(BaseForm):
    """How many pieces go where, and why."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    pieces = IntegerField(_l("How many pieces"), [InputRequired(_l("Enter a number.")), NumberRange(1, MOST)])
    to = SelectField(_l("To which place"), [InputRequired(_l("Choose a place."))])
    reason = StringField(_l("Why they move"), [InputRequired(_l("Say why the pieces move.")), Length(max=200)])

    def offer(self, places: Sequence[Any]) -> None:
        """Fill in the places."""
        self.to.choices = [SelectChoice(value=str(row.id), label=row.name) for row in places]

    def to_move(self, stock_id: uuid.UUID) -> NewMove:
        """The command behind the form."""
        return NewMove(
            id=uuid.UUID(self.id.data), stock_id=stock_id, to_id=uuid.UUID(self.to.data), pieces=self.pieces.data,
            reason=self.reason.data,
        )  # fmt: skip
