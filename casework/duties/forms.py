"""Forms of duties and of a death."""

from __future__ import annotations

import datetime as dt

from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.duties.models import CauseOfDeath
from kernel.forms import BaseForm, DateField, EnumSelectField, TimeField, moment_of
from kernel.i18n import _l


class DoneForm(BaseForm):
    """When and how a duty was done."""

    at_day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])
    at_time = TimeField(_l("Hour"), [InputRequired(_l("Write the hour."))])
    told = StringField(_l("Whom?"), [Optional(), Length(max=200)], description=_l("Who was told, or who received it."))
    words = TextAreaField(
        _l("What was done, and how?"),
        [InputRequired(_l("Say in a few words what was done and how.")), Length(max=2000)],
        description=_l("By telephone, letter or in person; the number of the paper; what they answered."),
    )

    def moment(self, zone: str) -> dt.datetime:
        """When, as an instant."""
        assert self.at_day.data
        assert self.at_time.data is not None
        return moment_of(self.at_day.data, self.at_time.data, zone)


class DeathForm(BaseForm):
    """Circumstances and cause of a death."""

    cause = EnumSelectField(
        _l("Cause"), [InputRequired(_l("Choose one."))], kind=CauseOfDeath,
        description=_l("As the authority that investigates says it. No diagnosis."),
    )  # fmt: skip
    circumstances = TextAreaField(
        _l("Circumstances"), [InputRequired(_l("Say in a few words what happened.")), Length(max=4000)]
    )
