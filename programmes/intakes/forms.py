"""What a coordinator types to open a group."""

from __future__ import annotations

import uuid

from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from kernel.authz import Actor
from kernel.forms import BaseForm, DateField, TimeField
from kernel.i18n import _, _l, current_locale
from programmes.catalogue.forms import id_field, prisons_of
from programmes.catalogue.queries import workshops_for
from programmes.intakes.queries import instructors
from programmes.intakes.service import NewIntake, NewSlot

WEEKDAYS = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))

ISO = 2
"""Letters of a language's code in ISO 639-1."""


class SlotForm(BaseForm):
    """One more weekly time of a group."""

    id = id_field()
    weekday = SelectField(_l("Meets on"))
    starts_at = TimeField(_l("From"), [InputRequired()])
    ends_at = TimeField(_l("To"), [InputRequired()])

    def offer(self) -> None:
        """Fill in the days of the week."""
        self.weekday.choices = [SelectChoice(value=str(i), label=name) for i, name in enumerate(WEEKDAYS)]

    def to_slot(self, intake_id: uuid.UUID) -> NewSlot:
        """What ``add_slot`` takes."""
        assert self.starts_at.data is not None
        assert self.ends_at.data is not None
        return NewSlot(
            id=self.id.data, intake_id=intake_id, weekday=int(self.weekday.data), starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
        )  # fmt: skip


class IntakeForm(BaseForm):
    """A group with its first weekly time."""

    id = id_field()
    slot_id = id_field()
    name = StringField(_l("Name of the group"), [InputRequired(), Length(max=120)])
    unit_id = SelectField(_l("Prison"), [InputRequired()])
    workshop_id = SelectField(_l("Workshop"))
    instructor_id = SelectField(_l("Instructor"), [InputRequired()])
    starts_on = DateField(_l("First day"), [InputRequired()])
    ends_on = DateField(_l("Last day"), [InputRequired()])
    capacity = IntegerField(_l("Seats"), [NumberRange(1, 500)])
    language = SelectField(_l("Taught in"), default="")
    weekday = SelectField(_l("Meets on"))
    starts_at = TimeField(_l("From"), [InputRequired()])
    ends_at = TimeField(_l("To"), [InputRequired()])

    def offer(self, actor: Actor) -> None:
        """Fill the lists with what lies in the actor's scope."""
        self.unit_id.choices = prisons_of(actor)
        rooms = [SelectChoice(value=str(r.id), label=f"{r.unit_name}: {r.name}") for r in workshops_for(actor)]
        self.workshop_id.choices = [SelectChoice(value="", label="—"), *rooms]
        self.instructor_id.choices = [SelectChoice(value=str(key), label=name) for key, name in instructors(actor)]
        self.weekday.choices = [SelectChoice(value=str(i), label=name) for i, name in enumerate(WEEKDAYS)]
        names = sorted((name, code) for code, name in current_locale().languages.items() if len(code) == ISO)
        self.language.choices = [
            SelectChoice(value="", label=_("Not said")),
            *(SelectChoice(value=code, label=name) for name, code in names),
        ]

    def to_intake(self, programme_id: uuid.UUID) -> NewIntake:
        """What ``open_intake`` takes."""
        assert self.starts_on.data is not None
        assert self.ends_on.data is not None
        return NewIntake(
            id=self.id.data,
            programme_id=programme_id,
            unit_id=uuid.UUID(self.unit_id.data),
            instructor_id=uuid.UUID(self.instructor_id.data),
            workshop_id=uuid.UUID(self.workshop_id.data) if self.workshop_id.data else None,
            name=self.name.data,
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            capacity=self.capacity.data,
            language=self.language.data or "",
        )

    def to_slot(self) -> NewSlot:
        """What ``add_slot`` takes: the first weekly time of the group."""
        assert self.starts_at.data is not None
        assert self.ends_at.data is not None
        return NewSlot(
            id=self.slot_id.data,
            intake_id=self.id.data,
            weekday=int(self.weekday.data),
            starts_at=self.starts_at.data,
            ends_at=self.ends_at.data,
        )
