"""Batches, the work on them, their inspection."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, MoneyField
from kernel.i18n import _, _l
from kernel.ids import new_id
from marketplace.production.models import ShareRule
from marketplace.production.rules import Worked
from marketplace.production.service import NewBatch


class BatchForm(BaseForm):
    """What is made, where, how many."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    code = StringField(_l("Batch number"), [InputRequired(_l("Enter a batch number.")), Length(max=30)])
    product = SelectField(_l("Product"), [InputRequired(_l("Choose a product."))])
    place = SelectField(_l("Where it is made and sold"), [InputRequired(_l("Choose a place."))])
    planned = IntegerField(_l("Pieces planned"), [InputRequired(_l("Enter a number.")), NumberRange(1, 100_000)])
    workshop = SelectField(_l("Workshop"), description=_l("Its registers then tell who worked on the batch."))
    started_on = DateField(_l("Started on"), [InputRequired(_l("Enter the day the work began."))])
    materials = MoneyField(
        _l("What the materials cost"), [Optional()], description=_l("For the whole batch, in the product's currency.")
    )
    shared_by = SelectField(
        _l("The makers' part is shared by"),
        choices=[SelectChoice(value=one.value, label=one.label) for one in ShareRule],
    )

    def offer(self, products: Sequence[tuple[uuid.UUID, str]], places: Sequence[Any], rooms: Sequence[Any]) -> None:
        """Fill in products, places and their workshops."""
        names = {row.id: row.name for row in places}
        self.product.choices = [SelectChoice(value=str(key), label=title) for key, title in products]
        self.place.choices = [SelectChoice(value=str(row.id), label=row.name) for row in places]
        shown = [
            SelectChoice(value=str(room.id), label=f"{room.name} · {names.get(room.unit_id, '')}") for room in rooms
        ]
        self.workshop.choices = [SelectChoice(value="", label="—"), *shown]
        self._rooms = {str(room.id): room for room in rooms}

    def to_new_batch(self) -> NewBatch:
        """The command behind the form. Raises DomainError for a workshop of another place."""
        room = self._rooms.get(self.workshop.data)
        if room and str(room.unit_id) != self.place.data:
            raise DomainError(
                _("This workshop lies at another place. Choose one of the place you chose."), field="workshop"
            )
        return NewBatch(
            id=uuid.UUID(self.id.data),
            code=self.code.data,
            product_id=uuid.UUID(self.product.data),
            place_id=uuid.UUID(self.place.data),
            planned=self.planned.data,
            started_on=self.started_on.data or dt.date.min,
            workshop_id=room.id if room else None,
            workshop=room.name if room else "",
            materials_minor=self.materials.data or 0,
            shared_by=ShareRule(self.shared_by.data),
        )


class WorkForm(BaseForm):
    """Who worked on the batch: noted by the instructor, never shown to buyers."""

    prefix = ""
    number = StringField(_l("Number of the person"), [InputRequired(_l("Enter the number on the person's file."))])
    minutes = IntegerField(_l("Minutes worked"), [Optional(), NumberRange(0, 100_000)], default=0)
    pieces = IntegerField(_l("Good pieces"), [Optional(), NumberRange(0, 100_000)], default=0)
    rejected = IntegerField(_l("Rejected pieces"), [Optional(), NumberRange(0, 100_000)], default=0)

    def to_worked(self, person_id: uuid.UUID) -> Worked:
        """What this person put in."""
        told = (self.minutes.data or 0, self.pieces.data or 0, self.rejected.data or 0)
        return Worked(person_id=person_id, minutes=told[0], pieces=told[1], rejected=told[2])


class CorrectionForm(WorkForm):
    """What is added to a person's work, or taken away with a minus, and why."""

    prefix = "correct-"
    minutes = IntegerField(
        _l("Minutes, with a minus to take away"), [Optional(), NumberRange(-100_000, 100_000)], default=0
    )
    pieces = IntegerField(_l("Good pieces"), [Optional(), NumberRange(-100_000, 100_000)], default=0)
    rejected = IntegerField(_l("Rejected pieces"), [Optional(), NumberRange(-100_000, 100_000)], default=0)
    reason = StringField(
        _l("Why it is corrected"), [InputRequired(_l("Say why the work is corrected.")), Length(max=200)]
    )


class InspectionForm(BaseForm):
    """What passed, what did not and why. ``key`` makes a double click one inspection."""

    prefix = "look-"
    key = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    passed = IntegerField(_l("Pieces that passed"), [InputRequired(_l("Enter a number.")), NumberRange(0, 100_000)])
    rejected = IntegerField(_l("Pieces rejected"), [Optional(), NumberRange(0, 100_000)], default=0)
    reason = StringField(_l("What was wrong with them"), [Optional(), Length(max=300)])


class PlanForm(BaseForm):
    """How many pieces are planned from now on, and why."""

    prefix = "plan-"
    planned = IntegerField(_l("Pieces planned"), [InputRequired(_l("Enter a number.")), NumberRange(1, 100_000)])
    reason = StringField(_l("Why the plan changes"), [InputRequired(_l("Say why the plan changes.")), Length(max=200)])
