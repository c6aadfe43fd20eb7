"""What is typed about accidents."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo

from wtforms import FieldList, FormField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import EnumRadioField, TimeField
from kernel.forms import BaseForm, DateField, EnumSelectField, RowForm
from kernel.i18n import _l
from programmes.accidents.models import Care, EntryKind, Part
from programmes.accidents.service import LEAST_TOLD, LEAST_WORDS, Attending, NewAccident
from programmes.catalogue.forms import id_field


class AttendingRow(RowForm):
    """Somebody at an accident."""

    number = StringField(
        _l("Number of the file, or staff number"), [Optional(), Length(max=40)],
        description=_l("Leave the row empty if it is not needed."),
    )  # fmt: skip
    part = EnumSelectField(_l("What they have to do with it"), [InputRequired()], kind=Part, default=Part.HURT)
    care = EnumSelectField(
        _l("What was done for them"), [InputRequired()], kind=Care, default=Care.NONE,
        description=_l("Never write a diagnosis."),
    )  # fmt: skip


class AccidentForm(BaseForm):
    """What happened, when, to whom."""

    id = id_field()
    on = DateField(_l("Day"), [InputRequired()])
    at = TimeField(_l("Time"), [InputRequired()])
    what = TextAreaField(_l("What happened"), [InputRequired(), Length(min=LEAST_TOLD, max=4000)])
    cause = TextAreaField(_l("Cause, as far as it is known"), [Optional(), Length(max=2000)])
    people = FieldList(FormField(AttendingRow), label=_l("Who was there"), min_entries=2, max_entries=30)

    def to_accident(self, workshop_id: uuid.UUID, zone: str) -> NewAccident:
        """What ``record`` takes: the moment is on the prison's clock."""
        assert self.on.data
        assert self.at.data
        moment = dt.datetime.combine(self.on.data, self.at.data, zoneinfo.ZoneInfo(zone)).astimezone(dt.UTC)
        rows = [entry.form for entry in self.people if (entry.form.number.data or "").strip()]
        people = [
            Attending(number=row.number.data, part=Part(row.part.data), care=Care(row.care.data)) for row in rows
        ]  # fmt: skip
        return NewAccident(
            id=self.id.data, workshop_id=workshop_id, happened_at=moment, what=self.what.data or "",
            cause=self.cause.data or "", people=people,
        )  # fmt: skip


class EntryForm(BaseForm):
    """What is added to an accident."""

    kind = EnumRadioField(_l("What is added"), [InputRequired()], kind=EntryKind)
    words = TextAreaField(_l("In words"), [Optional(), Length(max=2000)], description=_l("Not needed to sign."))


class MeasureForm(BaseForm):
    """What is done about it."""

    words = StringField(_l("What is to be done"), [InputRequired(), Length(min=LEAST_TOLD, max=500)])
    staff_number = StringField(_l("By whom (staff number)"), [InputRequired(), Length(max=30)])
    due_on = DateField(_l("Until"), [InputRequired()])


class DoneForm(BaseForm):
    """What came of a measure."""

    words = StringField(_l("What came of it"), [InputRequired(), Length(min=LEAST_WORDS, max=500)])
