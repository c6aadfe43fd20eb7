"""What is typed about rules."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, DateField
from kernel.i18n import _l, said
from kernel.ids import new_id
from marketplace.earnings.rules import words
from marketplace.rule_changes.service import LEAST_WHY, NewChange, NewStop
from marketplace.rulesets.rules import Rule


def _id() -> HiddenField:
    return HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])


class ChangeForm(BaseForm):
    """A rule set from a day on."""

    id = _id()
    begins_on = DateField(
        _l("From"), [InputRequired(_l("Enter the first day."))],
        description=_l("The first day of a month that has not begun."),
    )  # fmt: skip
    why = StringField(
        _l("Why"), [InputRequired(_l("Say why the rules change.")), Length(min=LEAST_WHY, max=300)],
        description=_l("The law or decision it rests on."),
    )  # fmt: skip
    text = TextAreaField(_l("The rule set"), [InputRequired(_l("Write the rule set.")), Length(max=60_000)])

    def to_change(self, name: str) -> NewChange:
        """What ``write_change`` takes."""
        assert self.begins_on.data is not None
        return NewChange(
            id=uuid.UUID(self.id.data), name=name, begins_on=self.begins_on.data, text=self.text.data,
            why=self.why.data,
        )  # fmt: skip


class StopForm(BaseForm):
    """A rule that a court has stopped."""

    id = _id()
    rule = SelectField(_l("Rule"), [InputRequired(_l("Choose a rule."))])
    from_on = DateField(_l("First day on which it does not count"), [InputRequired(_l("Enter the day."))])
    court = StringField(
        _l("Court and decision"), [InputRequired(_l("Name the court and its decision.")), Length(min=5, max=300)],
    )  # fmt: skip

    def offer(self, rules: Sequence[Rule]) -> None:
        """Fill in the rules that can be stopped: all but the one that takes the rest."""
        self.rule.choices = [
            SelectChoice(value=rule.code, label=f"{said(rule.text, words())} ({said(rule.legal, words())})")
            for rule in rules if not rule.rest
        ]  # fmt: skip

    def to_stop(self, name: str) -> NewStop:
        """What ``write_stop`` takes."""
        assert self.from_on.data is not None
        return NewStop(
            id=uuid.UUID(self.id.data), name=name, rule=self.rule.data, from_on=self.from_on.data,
            court=self.court.data,
        )  # fmt: skip
