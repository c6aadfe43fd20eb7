"""Batches, the work on them, their inspection."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.forms import BaseForm, DateField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.production.service import NewBatch


class BatchForm(BaseForm):
    """What is made, where, how many."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    code = StringField(_l("Batch number"), [InputRequired(_l("Enter a batch number.")), Length(max=30)])
    product = SelectField(_l("Product"), [InputRequired(_l("Choose a product."))])
    place = SelectField(_l("Where it is made and sold"), [InputRequired(_l("Choose a place."))])
    planned = IntegerField(_l("Pieces planned"), [InputRequired(_l("Enter a number.")), NumberRange(1, 100_000)])
    started_on = DateField(_l("Started on"), [InputRequired(_l("Enter the day the work began."))])

    def offer(self, products: Sequence[tuple[uuid.UUID, str]], places: Sequence[Any]) -> None:
        """Fill in products and places."""
        self.product.choices = [SelectChoice(value=str(key), label=title) for key, title in products]
        self.place.choices = [SelectChoice(value=str(row.id), label=row.name) for row in places]

    def to_new_batch(self) -> NewBatch:
        """The command behind the form."""
        return NewBatch(
            id=uuid.UUID(self.id.data),
            code=self.code.data,
            product_id=uuid.UUID(self.product.data),
            place_id=uuid.UUID(self.place.data),
            planned=self.planned.data,
            started_on=self.started_on.data,
        )


class WorkForm(BaseForm):
    """Who worked on the batch: noted by the instructor, never shown to buyers."""

    number = StringField(_l("Number of the person"), [InputRequired(_l("Enter the number on the person's file."))])
    minutes = IntegerField(_l("Minutes worked"), [Optional(), NumberRange(0, 100_000)], default=0)
    pieces = IntegerField(_l("Good pieces"), [Optional(), NumberRange(0, 100_000)], default=0)


class InspectionForm(BaseForm):
    """What passed, what did not and why."""

    passed = IntegerField(_l("Pieces that passed"), [InputRequired(_l("Enter a number.")), NumberRange(0, 100_000)])
    rejected = IntegerField(_l("Pieces rejected"), [Optional(), NumberRange(0, 100_000)], default=0)
    reason = StringField(_l("What was wrong with them"), [Optional(), Length(max=300)])
