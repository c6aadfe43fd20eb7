"""Forms of orders."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import FieldList, FormField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import DateField, EnumRadioField, EnumSelectField
from kernel.forms import BaseForm
from kernel.i18n import LOCALES, _l
from kernel.ids import new_id
from probation.conditions.service import Explained, ExtraCondition
from probation.orders.models import Level, OrderKind, Purpose, Signed
from probation.orders.queries import policy, served
from probation.orders.service import BeginOrder, NewOrder


def _listed() -> list[SelectChoice]:
    own = SelectChoice(value="", label=_l("Made for this person (a supervisor must approve it)"))
    return [own, *(SelectChoice(value=line.code, label=served(line.plain)) for line in policy().additional)]


class ExtraForm(BaseForm):
    """One condition beyond the standard ones."""

    class Meta(BaseForm.Meta):
        """The outer form carries the token."""

        csrf = False

    code = SelectField(_l("Condition"), choices=_listed)
    text = TextAreaField(
        _l("Words as served"), [Optional(), Length(max=2000)], description=_l("Only for one made for this person.")
    )
    plain = TextAreaField(_l("The same in plain words"), [Optional(), Length(max=1000)])
    purpose = EnumSelectField(_l("What it is for"), [InputRequired()], kind=Purpose)
    proportionality = TextAreaField(
        _l("Why it is needed"), [InputRequired(), Length(min=10, max=2000)],
        description=_l("Why no lighter condition would do. The person reads this too."),
    )  # fmt: skip
    review_on = DateField(_l("Look at it again on"), [InputRequired()])

    def to_extra(self) -> ExtraCondition:
        """The condition."""
        return ExtraCondition(
            code=self.code.data or "", text=self.text.data or "", plain=self.plain.data or "",
            purpose=self.purpose.data,
            proportionality=self.proportionality.data, review_on=self.review_on.data,
        )  # fmt: skip


class ConditionsForm(BaseForm):
    """Another version of the conditions."""

    reason = TextAreaField(_l("Why the conditions should change"), [InputRequired(), Length(min=10, max=2000)])
    extra = FieldList(FormField(ExtraForm), label=_l("Condition"))

    def to_extra(self) -> tuple[ExtraCondition, ...]:
        """The conditions beyond the standard ones."""
        return tuple(entry.form.to_extra() for entry in self.extra)


class OrderForm(BaseForm):
    """A new order, from a court or for a release."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumRadioField(_l("Kind of order"), [InputRequired()], kind=OrderKind)
    authority = StringField(
        _l("Who made the order"),
        [InputRequired(), Length(max=200)],
        description=_l("The court, board or prison, as written on the order."),
    )
    reference = StringField(_l("Reference on the order"), [InputRequired(), Length(max=80)])
    starts_on = DateField(_l("Begins on"), [InputRequired()])
    ends_on = DateField(_l("Ends on"), [Optional()])
    office_id = SelectField(_l("Probation office"), [InputRequired()])
    failure_limit = IntegerField(
        _l("Missed days before a support review"), [Optional(), NumberRange(min=0, max=20)], default=2,
        description=_l("When a person misses more days than this without a good "
            "reason, a review of the help they get is due."),
    )  # fmt: skip
    extra = FieldList(FormField(ExtraForm), label=_l("Condition"))

    def to_order(self, person_id: uuid.UUID) -> NewOrder:
        """The command of a form that was validated."""
        assert self.starts_on.data
        return NewOrder(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, authority=self.authority.data,
            reference=self.reference.data, starts_on=self.starts_on.data, ends_on=self.ends_on.data,
            office_id=uuid.UUID(self.office_id.data), failure_limit=self.failure_limit.data,
            extra=tuple(entry.form.to_extra() for entry in self.extra),
        )  # fmt: skip


class ExplainForm(BaseForm):
    """That the conditions were explained."""

    orally_on = DateField(_l("Explained by word of mouth on"), [InputRequired()])
    in_writing_on = DateField(_l("Given in writing on"), [InputRequired()])
    language = SelectField(
        _l("In which language"), [InputRequired()], choices=[SelectChoice(value=k, label=v) for k, v in LOCALES.items()]
    )
    signed = EnumRadioField(
        _l("Did the person sign?"),
        [InputRequired()],
        kind=Signed,
        description=_l("Not signing is no failure and changes nothing."),
    )

    def to_explained(self, order_id: uuid.UUID) -> Explained:
        """The command of a form that was validated."""
        assert self.orally_on.data
        assert self.in_writing_on.data
        return Explained(
            order_id=order_id, orally_on=self.orally_on.data, in_writing_on=self.in_writing_on.data,
            language=self.language.data, signed=self.signed.data,
        )  # fmt: skip


class BeginForm(BaseForm):
    """The start of supervision."""

    officer_id = SelectField(_l("Responsible officer"), [InputRequired()])
    level = EnumRadioField(_l("Level"), [InputRequired()], kind=Level)
    reason = TextAreaField(_l("Reason, if it is not the level by rule"), [Optional(), Length(max=2000)])
    until_on = DateField(_l("Last day of the exception"), [Optional()])

    def to_begin(self, order_id: uuid.UUID) -> BeginOrder:
        """The command."""
        return BeginOrder(
            order_id=order_id,
            officer_id=uuid.UUID(self.officer_id.data),
            level=self.level.data,
            reason=self.reason.data or "",
            until_on=self.until_on.data,
        )


class DecideForm(BaseForm):
    """Approve, or give back with words."""

    words = TextAreaField(
        _l("What should change"), [Optional(), Length(max=2000)], description=_l("Only needed when you give it back.")
    )


def choices_of(rows: list[tuple[uuid.UUID, str]]) -> list[Any]:
    """(id, name) pairs as options, blank first."""
    return [SelectChoice(value="", label=""), *(SelectChoice(value=str(key), label=name) for key, name in rows)]
