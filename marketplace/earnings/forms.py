"""Asking for a payout."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _l, show_money
from kernel.ids import new_id
from marketplace.earnings.service import NewPayout
from marketplace.ledger.models import AccountRole


class PayoutForm(BaseForm):
    """From which account, how much, why."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    account = SelectField(_l("From which account"), [InputRequired(_l("Choose an account."))])
    amount = MoneyField(_l("How much"), [InputRequired(_l("Enter an amount such as 12.50."))])
    reason = StringField(_l("What for"), [InputRequired(_l("Say what the money is for.")), Length(max=300)])

    def offer(self, holdings: Sequence[Any]) -> None:
        """Fill in the accounts with their balances."""
        self.account.choices = [
            SelectChoice(value=str(row.id), label=f"{AccountRole(row.role).label}: {show_money(row.balance, row.currency)}")
            for row in holdings
        ]
        if holdings:
            self.amount.currency = holdings[0].currency

    def to_new_payout(self) -> NewPayout:
        """The command behind the form."""
        return NewPayout(
            id=uuid.UUID(self.id.data),
            account_id=uuid.UUID(self.account.data),
            minor=self.amount.data,
            reason=self.reason.data,
        )
