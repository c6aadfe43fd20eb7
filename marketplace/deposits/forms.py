"""What is typed about money from outside."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm, DateField, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.deposits.service import NewDeposit


class DepositForm(BaseForm):
    """A line of the bank."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    received_on = DateField(_l("The day it came"), [InputRequired(_l("Enter the day."))])
    currency = SelectField(_l("Currency"), [InputRequired(_l("Choose a currency."))])
    amount = MoneyField(_l("Amount"), [InputRequired(_l("Enter an amount such as 12.50."))])
    sender = StringField(_l("Sender"), [InputRequired(_l("Enter who sent it.")), Length(max=200)])
    message = StringField(
        _l("Message of the sender"), [Optional(), Length(max=300)],
        description=_l("As it stands in the bank's line. An account number in it is found."),
    )  # fmt: skip
    bank_line = StringField(
        _l("Number of the bank's line"), [InputRequired(_l("Enter the number of the bank's line.")), Length(max=100)]
    )

    def offer(self, currencies: list[str]) -> None:
        """Fill in the currencies of the books; the amount is read in the one chosen."""
        self.currency.choices = [SelectChoice(value=one, label=one) for one in currencies]
        self.amount.currency = self.currency.data if self.currency.data in currencies else currencies[0]

    def to_deposit(self) -> NewDeposit:
        """What ``take_in`` takes."""
        assert self.received_on.data is not None
        return NewDeposit(
            id=uuid.UUID(self.id.data), received_on=self.received_on.data, minor=self.amount.data or 0,
            currency=self.currency.data, sender=self.sender.data, message=self.message.data or "",
            bank_line=self.bank_line.data,
        )  # fmt: skip
