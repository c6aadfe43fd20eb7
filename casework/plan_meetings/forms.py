"""Forms of meetings."""

from __future__ import annotations

import datetime as dt
import uuid
import zoneinfo
from collections.abc import Mapping

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.plan_meetings.models import MeetingKind, Part
from casework.plan_meetings.rules import Came, HeldMeeting, NewMeeting, Seat
from kernel.fields import DateField, EnumSelectField, TimeField
from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id


class MeetingForm(BaseForm):
    """A meeting to set."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumSelectField(_l("Why you meet"), [InputRequired()], kind=MeetingKind)
    day = DateField(_l("Day"), [InputRequired()])
    hour = TimeField(_l("Time"), [InputRequired()])
    place = StringField(_l("Where"), [Optional(), Length(max=200)])

    def to_meeting(self, zone: str) -> NewMeeting:
        """The command; the hour is that of the establishment."""
        assert self.day.data is not None
        at = dt.datetime.combine(self.day.data, self.hour.data or dt.time(), zoneinfo.ZoneInfo(zone))
        return NewMeeting(
            id=uuid.UUID(self.id.data), kind=self.kind.data, at=at.astimezone(dt.UTC), place=self.place.data or ""
        )


class HoldForm(BaseForm):
    """What came of it. Two fields for each part are added below."""

    held_on = DateField(_l("Day of the meeting"), [InputRequired()])
    person_words = TextAreaField(_l("What the person said"), [Optional(), Length(max=2000)])
    words = TextAreaField(_l("What was talked about"), [Optional(), Length(max=2000)])
    next_on = DateField(_l("Look at the plan again on"), [Optional()], description=_l("Within half a year."))

    def to_held(self, whys: Mapping[str, str]) -> HeldMeeting:
        """The command."""
        seats = [
            Seat(part=part, came=self[f"{part.value}_came"].data, name=(self[f"{part.value}_name"].data or "").strip())
            for part in Part
            if self[f"{part.value}_came"].data not in {None, Came.NOT_ASKED}
        ]
        assert self.held_on.data is not None
        return HeldMeeting(
            held_on=self.held_on.data, seats=seats, words=(self.words.data or "").strip(), whys=whys,
            person_words=(self.person_words.data or "").strip(), next_on=self.next_on.data,
        )  # fmt: skip


for _part in Part:
    _came = EnumSelectField(_part.label, [InputRequired()], kind=Came, default=Came.NOT_ASKED)
    setattr(HoldForm, f"{_part.value}_came", _came)
    setattr(HoldForm, f"{_part.value}_name", StringField(_l("Name"), [Optional(), Length(max=120)]))


class CancelForm(BaseForm):
    """Why a meeting is called off."""

    reason = TextAreaField(_l("Why"), [InputRequired(_l("Write why the meeting is called off.")), Length(max=500)])
