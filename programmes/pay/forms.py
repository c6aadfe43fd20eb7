"""What is typed about rates and about pay that waits."""

from __future__ import annotations

import re
import uuid
from typing import Any

from wtforms import IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.authz import Actor
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _, _l
from kernel.money import parse_minor
from programmes.catalogue.forms import id_field, prisons_of
from programmes.pay.models import RateBasis
from programmes.pay.service import NewRate

_CURRENCY = re.compile("[A-Z]{3}")


class RateForm(BaseForm):
    """What a programme pays from a day on."""

    id = id_field()
    basis = EnumSelectField(_l("Paid for"), [InputRequired()], kind=RateBasis)
    amount = StringField(_l("Amount"), [InputRequired(), Length(max=12)], description=_l("For example, 1.20"))
    currency = StringField(
        _l("Currency"), [InputRequired(), Length(max=3)], description=_l("Three letters, such as EUR")
    )
    batch = IntegerField(
        _l("Good pieces for that amount"), [Optional(), NumberRange(1, 10_000)], default=1,
        description=_l("Only for pieces. With 10, each full ten pays the amount; what is over is carried on."),
    )  # fmt: skip
    unit_id = SelectField(_l("Where"))
    band = StringField(
        _l("Band"), [Optional(), Length(max=40)],
        description=_l("Such as Trainee or Skilled. Leave it empty for places without a band."),
    )  # fmt: skip
    valid_from = DateField(_l("From"), [InputRequired()])

    def offer(self, actor: Actor) -> None:
        """Fill the list with the prisons in the actor's scope."""
        self.unit_id.choices = [SelectChoice(value="", label=_("Everywhere")), *prisons_of(actor)]

    def to_rate(self, programme_id: uuid.UUID) -> NewRate:
        """What ``set_rate`` takes. Raises DomainError naming the field that cannot be read."""
        assert self.valid_from.data is not None
        currency = self.currency.data.upper()
        if not _CURRENCY.fullmatch(currency):
            raise DomainError(_("Write the currency as three letters, such as EUR."), field="currency")
        return NewRate(
            id=self.id.data,
            programme_id=programme_id,
            basis=self.basis.data,
            minor=minor_from(self.amount.data, currency),
            currency=currency,
            valid_from=self.valid_from.data,
            unit_id=uuid.UUID(self.unit_id.data) if self.unit_id.data else None,
            band=(self.band.data or "").strip(),
            batch=self.batch.data or 1,
        )


def minor_from(typed: Any, currency: str) -> int:
    """Minor units above zero. Raises DomainError naming the field ``amount``."""
    try:
        found = parse_minor(typed, currency)
    except (ValueError, ArithmeticError):
        found = 0
    if found <= 0:
        raise DomainError(_("Enter an amount such as 12.50."), field="amount")
    return found


class SolveForm(BaseForm):
    """What was done about pay that waited."""

    words = StringField(
        _l("What was done about it"),
        [InputRequired(), Length(min=5, max=200)],
        description=_l("For example: agreed with the person, taken back from the next pay."),
    )
