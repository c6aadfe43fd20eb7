"""The forms of an appointment or a series, and of its confirmation."""

from __future__ import annotations

import dataclasses

from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange, Optional

from kernel.fields import EnumRadioField, EnumSelectField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.arranging.models import ConfirmedBy
from probation.arranging.rules import MOST, USUAL_MINUTES, Repeat
from probation.arranging.service import Series
from probation.contacts.forms import AppointmentForm


class ArrangeForm(AppointmentForm):
    """An appointment or a series."""

    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(min=5, max=480)], default=USUAL_MINUTES)
    repeat = EnumSelectField(_l("Comes again"), [Optional()], kind=Repeat, default=Repeat.ONCE)
    times = IntegerField(
        _l("How many appointments"), [Optional(), NumberRange(min=2, max=MOST)],
        description=_l(
            "Leave empty to go on until the order ends. Closed days are left out; a month gets its next open day."
        ),
    )  # fmt: skip

    def to_series(self, zone: str) -> Series:
        """The command of a form that was validated."""
        first = dataclasses.replace(self.to_appointment(zone), minutes=self.minutes.data)
        repeat = self.repeat.data or Repeat.ONCE
        return Series(first=first, repeat=repeat, times=self.times.data)


class ConfirmForm(BaseForm):
    """How an appointment was confirmed."""

    how = EnumRadioField(_l("How was it confirmed?"), [InputRequired()], kind=ConfirmedBy)
