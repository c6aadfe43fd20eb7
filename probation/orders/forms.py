"""Forms of orders."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import DateField, EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import LOCALES, _l
from kernel.ids import new_id
from kernel.present import language_named
from probation.conditions.service import Explained
from probation.orders.models import Level, OrderKind, Signed
from probation.orders.service import BeginOrder, NewOrder


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

    def to_order(self, person_id: uuid.UUID) -> NewOrder:
        """The command of a form that was validated."""
        assert self.starts_on.data
        return NewOrder(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, authority=self.authority.data,
            reference=self.reference.data, starts_on=self.starts_on.data, ends_on=self.ends_on.data,
            office_id=uuid.UUID(self.office_id.data), failure_limit=self.failure_limit.data,
        )  # fmt: skip


class ExplainForm(BaseForm):
    """That the conditions were explained."""

    orally_on = DateField(_l("Explained by word of mouth on"), [InputRequired()])
    in_writing_on = DateField(_l("Given in writing on"), [InputRequired()])
    language = SelectField(_l("In which language"), [InputRequired()], choices=list)
    signed = EnumRadioField(
        _l("Did the person sign?"),
        [InputRequired()],
        kind=Signed,
        description=_l("Not signing is no failure and changes nothing."),
    )

    def offer_languages(self, spoken: str) -> None:
        """The languages of the house and the one that the person speaks, by their names."""
        codes = [*LOCALES, *([spoken] if spoken and spoken not in LOCALES else [])]
        self.language.choices = [SelectChoice(value=code, label=language_named(code)) for code in codes]

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
