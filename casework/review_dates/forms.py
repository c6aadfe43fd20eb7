"""Forms of the next review: something happened, or another day."""

from __future__ import annotations

import datetime as dt

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from casework.review_dates.rules import REPORTED
from casework.review_rules.models import Trigger
from kernel.forms import BaseForm, DateField
from kernel.i18n import _l

_WORDS = [InputRequired(_l("Say in a sentence why.")), Length(min=10, max=2000, message=_l("Say in a sentence why."))]


class ReportForm(BaseForm):
    """What happened, and when."""

    trigger = SelectField(
        _l("What happened?"), choices=[SelectChoice(one.value, one.label) for one in REPORTED],
        description=_l("The rules of review say how soon the level is looked at."),
    )  # fmt: skip
    on = DateField(_l("When did it happen?"), [InputRequired(_l("Write the day."))])
    words = TextAreaField(_l("What happened, in a sentence"), _WORDS)

    def to_event(self) -> tuple[Trigger, dt.date, str]:
        """What happened, when, and the words for it."""
        assert self.on.data
        return Trigger(self.trigger.data), self.on.data, self.words.data


class MoveForm(BaseForm):
    """Another day, with its reason."""

    new_on = DateField(_l("New day of the review"), [InputRequired(_l("Write the day."))])
    words = TextAreaField(
        _l("Why that day?"), _WORDS, description=_l("The reason stays in the history with your name.")
    )

    def to_move(self) -> tuple[dt.date, str]:
        """The day and the reason."""
        assert self.new_on.data
        return self.new_on.data, self.words.data
