"""The form of what a prison or wing may hold."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from casework.capacity.service import NewRule
from casework.people.models import Sex
from kernel.forms import BaseForm
from kernel.i18n import _l

_PLACES = [
    InputRequired(_l("Write a number of 0 or more.")),
    NumberRange(0, 99_999, _l("Write a number of 0 or more.")),
]
_AGE = [Optional(), NumberRange(0, 120, _l("Write an age in years."))]
_EITHER = (("", _l("Not said")), ("yes", _l("Only they")), ("no", _l("Never they")))


def _answer(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


class RuleForm(BaseForm):
    """Places in three senses, and who may live there."""

    official = IntegerField(_l("Official places"), _PLACES, description=_l("As built and certified."))
    operational = IntegerField(_l("Operational places"), _PLACES, description=_l("What can be run safely every day."))
    emergency = IntegerField(
        _l("Emergency places"),
        _PLACES,
        description=_l("The last bed. Beyond it nobody is placed without the governor."),
    )
    sex = SelectField(
        _l("For whom?"),
        choices=[
            SelectChoice("", _l("Not said")),
            *(SelectChoice(one.value, one.label) for one in (Sex.FEMALE, Sex.MALE)),
        ],
    )
    untried = SelectField(_l("Untried people"), choices=[SelectChoice(*one) for one in _EITHER])
    civil = SelectField(
        _l("People held for a civil reason, such as debt"), choices=[SelectChoice(*one) for one in _EITHER]
    )
    least_age = IntegerField(_l("Youngest age"), _AGE)
    most_age = IntegerField(_l("Oldest age"), _AGE)

    def show(self, row: Any) -> None:
        """Fill in the rule in force; nothing when there is none."""
        if row.emergency is None:
            return
        for name in ("official", "operational", "emergency", "sex", "least_age", "most_age"):
            self[name].data = getattr(row, name)
        self.untried.data, self.civil.data = _answer(row.untried), _answer(row.civil)

    def to_rule(self, unit_id: uuid.UUID) -> NewRule:
        """The command behind the form."""
        answers = {"yes": True, "no": False}
        return NewRule(
            unit_id=unit_id, official=self.official.data, operational=self.operational.data,
            emergency=self.emergency.data, sex=self.sex.data or "", untried=answers.get(self.untried.data),
            civil=answers.get(self.civil.data), least_age=self.least_age.data, most_age=self.most_age.data,
        )  # fmt: skip
