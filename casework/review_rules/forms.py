"""The form of a rule of review."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from casework.people.models import SecurityLevel
from casework.review_rules.models import Trigger
from casework.review_rules.rules import Rule
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _l

_EITHER = (("", _l("Everybody")), ("yes", _l("Not convicted")), ("no", _l("Convicted")))
_MONTHS = [Optional(), NumberRange(0, 12, _l("Write 0 to 12 months."))]
_DAYS = [Optional(), NumberRange(0, 366, _l("Write 0 to 366 days."))]
_LENGTH = [Optional(), NumberRange(1, 1200, _l("Write a length in months, such as 18."))]


class ReviewRuleForm(BaseForm):
    """What happened, to whom, within how long, by what source, from which day."""

    unit = SelectField(_l("Where does it hold?"), validate_choice=True)
    trigger = EnumSelectField(
        _l("What happened?"), [InputRequired(_l("Choose what the rule counts from."))], kind=Trigger
    )
    level = EnumSelectField(_l("Only this level"), [Optional()], kind=SecurityLevel)
    untried = SelectField(_l("Whom"), choices=[SelectChoice(*one) for one in _EITHER])
    least_months = IntegerField(_l("Sentence of at least, in months"), _LENGTH)
    most_months = IntegerField(_l("Sentence of at most, in months"), _LENGTH)
    age = IntegerField(_l("Age reached"), [Optional(), NumberRange(10, 99, _l("Write an age in years."))])
    months = IntegerField(_l("Within how many months"), _MONTHS)
    days = IntegerField(_l("and days"), _DAYS)
    source = TextAreaField(
        _l("What it rests on"), [InputRequired(_l("Name the law, order or decision.")), Length(max=500)],
        description=_l("The law, order or decision, so that anybody can look it up."),
    )  # fmt: skip
    in_force_from = DateField(_l("In force from"), [InputRequired(_l("Write the day."))])

    def offer(self, units: Iterable[Any], *, everywhere: bool) -> None:
        """The places somebody may set rules for."""
        whole = [SelectChoice("", _l("The whole service"))] if everywhere else []
        self.unit.choices = [*whole, *(SelectChoice(str(one.id), one.name) for one in units)]

    def to_rule(self) -> Rule:
        """The rule as typed."""
        assert self.in_force_from.data
        untried = {"yes": True, "no": False}.get(self.untried.data)
        return Rule(
            unit_id=uuid.UUID(self.unit.data) if self.unit.data else None, trigger=self.trigger.data,
            level=self.level.data, untried=untried, least_months=self.least_months.data,
            most_months=self.most_months.data, age=self.age.data, months=self.months.data or 0,
            days=self.days.data or 0, source=self.source.data, in_force_from=self.in_force_from.data,
        )  # fmt: skip
