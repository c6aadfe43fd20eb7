"""Forms of requirements and credits. The measure follows the kind."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any

from wtforms import DecimalField, Field, HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.fields import DateField, MoneyField
from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from probation.requirements.models import Requirement, RequirementKind
from probation.requirements.service import NewCredit, NewRequirement

HOUR = 60


def _measure(kind: RequirementKind, label: Any, currency: str) -> Field:
    if kind is RequirementKind.PAYMENTS:
        return MoneyField(label, [InputRequired()], currency=currency)
    if kind is RequirementKind.SESSIONS:
        return IntegerField(label, [InputRequired(), NumberRange(min=1, max=1000)])
    hint = _l("In hours; two and a half hours are 2.5.")
    return DecimalField(
        label, [InputRequired(), NumberRange(min=Decimal("0.1"), max=10_000)], places=None, description=hint
    )


def _minor(kind: RequirementKind, typed: Any) -> int:
    """What was typed in the measure that is kept: minutes, sessions, minor units."""
    return round(typed * HOUR) if kind is RequirementKind.HOURS else int(typed or 0)


class RequirementForm(BaseForm):
    """What the order asks for."""

    name = StringField(_l("What is asked"), [InputRequired(), Length(max=200)], description=_l("As the order says it."))
    due_on = DateField(_l("To be done by"), [Optional()])

    def to_requirement(self, order_id: uuid.UUID, kind: RequirementKind, currency: str) -> NewRequirement:
        """The command of a form that was validated."""
        return NewRequirement(
            order_id=order_id, kind=kind, name=self.name.data or "", required=_minor(kind, self["required"].data),
            currency=currency if kind is RequirementKind.PAYMENTS else "", due_on=self.due_on.data,
        )  # fmt: skip


class CreditForm(BaseForm):
    """What was done."""

    id = HiddenField(default=lambda: str(new_id()))
    on = DateField(_l("On which day?"), [InputRequired()])
    note = TextAreaField(_l("In a few words"), [Optional(), Length(max=2000)])

    def to_credit(self, found: Requirement) -> NewCredit:
        """The command of a form that was validated."""
        assert self.on.data
        return NewCredit(
            id=uuid.UUID(self.id.data), requirement_id=found.id, on=self.on.data, note=self.note.data or "",
            amount=_minor(found.kind, self["amount"].data),
        )  # fmt: skip


def requirement_form(kind: RequirementKind, currency: str, **filled: Any) -> RequirementForm:
    """The form of a requirement of one kind."""
    fields = {"required": _measure(kind, _l("How much in all"), currency)}
    return type("KindForm", (RequirementForm,), fields)(**filled)  # type: ignore[no-any-return]


def credit_form(found: Requirement, **filled: Any) -> CreditForm:
    """The form of a credit to one requirement."""
    fields = {"amount": _measure(found.kind, _l("How much was done"), found.currency)}
    return type("MeasuredForm", (CreditForm,), fields)(**filled)  # type: ignore[no-any-return]
