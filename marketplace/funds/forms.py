"""What is typed about a payment out of a fund."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _l, show_money
from kernel.ids import new_id
from marketplace.funds.queries import Fund
from marketplace.funds.service import NewFundPayment
from marketplace.ledger.models import AccountRole


class FundPaymentForm(BaseForm):
    """Money to be handed on."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    fund = SelectField(_l("From"), [InputRequired(_l("Choose a fund."))])
    amount = MoneyField(_l("Amount"), [InputRequired(_l("Enter an amount such as 12.50."))])
    recipient = StringField(_l("To whom"), [InputRequired(_l("Enter who receives it.")), Length(max=200)])
    basis = StringField(
        _l("On what basis"), [InputRequired(_l("Name the decision or request.")), Length(min=5, max=300)],
        description=_l("The decision or request it rests on."),
    )  # fmt: skip

    def offer(self, funds: Sequence[Fund]) -> None:
        """Fill in the funds with what stands there; the amount is read in the currency of the one chosen."""
        self.fund.choices = [
            SelectChoice(value=f"{one.role}:{one.currency}",
                         label=f"{one.role.label}: {show_money(one.balance, one.currency)}")
            for one in funds
        ]  # fmt: skip
        self.amount.currency = (self.fund.data or ":EUR").rpartition(":")[2]

    def to_payment(self) -> NewFundPayment:
        """What ``ask`` takes."""
        role, _colon, currency = self.fund.data.partition(":")
        return NewFundPayment(
            id=uuid.UUID(self.id.data), fund=AccountRole(role), minor=self.amount.data or 0, currency=currency,
            recipient=self.recipient.data, basis=self.basis.data,
        )  # fmt: skip
