"""The forms of a check-in."""

from __future__ import annotations

import datetime as dt
import uuid

from wtforms import StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel import clock
from kernel.fields import TimeField, id_field, moment_of
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.check_ins.service import Going


class LongerForm(BaseForm):
    """Until when."""

    until = TimeField(_l("Back by"), [InputRequired()])

    def due_at(self, zone: str) -> dt.datetime:
        """The instant: today, or tomorrow where the time has passed long ago (a visit over midnight)."""
        assert self.until.data
        now = clock.local(clock.now(), zone)
        at = moment_of(now.date(), self.until.data, zone)
        overnight = clock.now() - at > dt.timedelta(hours=12)
        return moment_of(now.date() + dt.timedelta(days=1), self.until.data, zone) if overnight else at


class GoingForm(LongerForm):
    """Where an officer goes alone."""

    id = id_field()
    place = StringField(_l("Where are you going?"), [InputRequired(), Length(max=300)])
    phone = TelField(_l("Your telephone there"), [Optional(), Length(max=40)])

    def to_going(self, zone: str, office_id: uuid.UUID, person_id: uuid.UUID | None) -> Going:
        """The command."""
        return Going(
            id=self.id.data, due_at=self.due_at(zone), place=self.place.data, phone=self.phone.data or "",
            office_id=office_id, person_id=person_id,
        )  # fmt: skip


class ReachedForm(BaseForm):
    """How it is known that somebody is safe."""

    words = TextAreaField(_l("How do you know that all is well?"), [InputRequired(), Length(min=5, max=1000)])
