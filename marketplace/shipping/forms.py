"""Zones and costs as staff type them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel import clock
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.shipping.rules import steps_from
from marketplace.shipping.service import NewTable


class ZoneForm(BaseForm):
    """A zone and its countries."""

    name = StringField(_l("Name of the zone"), [InputRequired(_l("Enter a name.")), Length(max=80)])
    countries = StringField(
        _l("Countries"), [InputRequired(_l("Enter the countries.")), Length(max=800)],
        description=_l("Their two letters, such as DE FR. A country lies in one zone."),
    )  # fmt: skip

    def codes(self) -> list[str]:
        """The two letters of each country."""
        return str(self.countries.data or "").upper().replace(",", " ").split()


class TableForm(BaseForm):
    """What sending costs in a zone."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    zone = SelectField(_l("Zone"), [InputRequired(_l("Choose a zone."))])
    currency = StringField(
        _l("Currency"), [Regexp(r"^[A-Z]{3}$", message=_l("Three capital letters, such as EUR."))], default="EUR"
    )
    from_on = DateField(_l("From which day on"), [InputRequired(_l("Enter a day."))])
    steps = TextAreaField(
        _l("Costs by weight"), [InputRequired(_l("Enter the costs.")), Length(max=600)],
        description=_l("One line for each: the most grams, a blank, the cost. For example 2000 4.90."),
    )  # fmt: skip

    def offer(self, zones: Sequence[Any]) -> None:
        """The zones there are."""
        self.zone.choices = [SelectChoice(value=str(one["id"]), label=one["name"]) for one in zones]

    def to_table(self) -> NewTable:
        """What ``set_costs`` takes. Raises DomainError for lines that are no costs."""
        try:
            steps = steps_from(self.steps.data)
        except ValueError as wrong:
            raise DomainError(str(wrong), field="steps") from wrong
        return NewTable(
            id=uuid.UUID(self.id.data), zone_id=uuid.UUID(self.zone.data), currency=self.currency.data,
            from_on=self.from_on.data or clock.today(), steps=steps,
        )  # fmt: skip
