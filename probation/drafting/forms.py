"""Forms of a condition: what it is for, why it is needed, and what the catalogue asks to fill in."""

from __future__ import annotations

import datetime as dt
from typing import Any

from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.fields import DateField, EnumSelectField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.catalogue.rules import LONGEST, Input, PolicyLine
from probation.drafting.service import ExtraCondition
from probation.orders.models import Purpose


class ConditionForm(BaseForm):
    """Why this condition: the same for one of the catalogue and for one made for this person."""

    purpose = EnumSelectField(
        _l("What it is for"),
        [InputRequired(_l("A condition without a purpose is not set (Tokyo Rule 12.2). Say what it is for."))],
        kind=Purpose,
    )
    necessity = TextAreaField(
        _l("Why it is needed"), [InputRequired(), Length(min=10, max=2000)],
        description=_l("What in this person's life calls for it. The person reads this too."),
    )  # fmt: skip
    proportionality = TextAreaField(
        _l("Why no lighter condition would do"), [InputRequired(), Length(min=10, max=2000)]
    )
    review_on = DateField(
        _l("Look at it again on"), [InputRequired()],
        description=_l("A condition that has done its work is taken away."),
    )  # fmt: skip

    def answers(self, line: PolicyLine | None) -> dict[str, str]:
        """What was filled into the catalogue's words."""
        return {one.name: _kept(self[one.name].data) for one in line.inputs} if line else {}

    def to_extra(self, line: PolicyLine | None) -> ExtraCondition:
        """The condition of a form that was validated."""
        own = line is None
        return ExtraCondition(
            code=line.code if line else "", inputs=self.answers(line), purpose=self.purpose.data,
            text=self["text"].data if own else "", plain=self["plain"].data if own else "",
            necessity=self.necessity.data or "", proportionality=self.proportionality.data or "",
            review_on=self.review_on.data,
        )  # fmt: skip


class OwnForm(ConditionForm):
    """A condition in words made for one person."""

    text = TextAreaField(_l("Words as served"), [InputRequired(), Length(max=2000)])
    plain = TextAreaField(_l("The same in plain words"), [InputRequired(), Length(max=1000)])


class VaryForm(BaseForm):
    """The start of a variation."""

    reason = TextAreaField(_l("Why the conditions should change"), [InputRequired(), Length(min=10, max=2000)])


def _kept(data: Any) -> str:
    return data.isoformat() if isinstance(data, dt.date) else str(data or "")


def _field(one: Input) -> Field:
    """The field that a kind of input is typed into."""
    needed = [InputRequired()]
    if one.kind == "date":
        return DateField(one.label, needed)
    if one.kind == "choice":
        blank = SelectChoice(value="", label="")
        listed = [SelectChoice(value=value, label=label) for value, label in one.options]
        return SelectField(one.label, needed, choices=[blank, *listed])
    return StringField(one.label, [*needed, Length(max=LONGEST.get(one.kind, 6))])


def form_for(line: PolicyLine | None, **filled: Any) -> ConditionForm:
    """The form of a condition of the catalogue with its inputs, or of one made for this person."""
    if line is None:
        return OwnForm(**filled)
    made = type("ListedForm", (ConditionForm,), {one.name: _field(one) for one in line.inputs})
    for one in line.inputs:
        if one.kind == "date" and isinstance(filled.get(one.name), str):
            filled[one.name] = dt.date.fromisoformat(filled[one.name])
    return made(**filled)  # type: ignore[no-any-return]
