"""What is typed about payees."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm, DateField
from kernel.i18n import _, _l
from kernel.ids import new_id
from marketplace.earnings.forms import PayoutForm
from marketplace.payees.models import PayeeState
from marketplace.payees.rules import account_ending
from marketplace.payees.service import NewPayee


def _choice(row: Any) -> SelectChoice:
    return SelectChoice(value=str(row.id), label=f"{row.name}, {account_ending(row.bank_account)}")


class PayeeForm(BaseForm):
    """Whom money is sent to, or what changes about them."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    replaces = SelectField(_l("New, or a change of"), [Optional()])
    name = StringField(
        _l("Name of the recipient"), [InputRequired(_l("Enter the name of the recipient.")), Length(max=200)]
    )
    relation = StringField(
        _l("Who they are to the person"),
        [InputRequired(_l("Say who the recipient is to the person.")), Length(max=100)],
    )
    bank_account = StringField(
        _l("Bank account"), [Length(max=60)], description=_l("An IBAN, or the number as the bank writes it."),
    )  # fmt: skip
    in_cash = BooleanField(
        _l("No bank account: the recipient comes for it in cash"),
        description=_l("The 72 hours and the second person are the same. At the desk the paper is seen again."),
    )  # fmt: skip
    identity = StringField(
        _l("Paper of the recipient"), [InputRequired(_l("Name the paper that was seen.")), Length(max=200)],
        description=_l("Kind and number of the identity paper, or of the copy that was sent."),
    )  # fmt: skip
    consented_on = DateField(
        _l("The day the recipient agreed"), [InputRequired(_l("Enter the day on which the recipient agreed."))]
    )

    def offer(self, rows: Sequence[Any]) -> None:
        """Fill in the payees that may be changed."""
        running = [row for row in rows if row.state == PayeeState.CONFIRMED]
        self.replaces.choices = [SelectChoice(value="", label=_("A new payee")), *map(_choice, running)]

    def to_payee(self, person_id: uuid.UUID) -> NewPayee:
        """What ``write_payee`` takes."""
        assert self.consented_on.data is not None
        return NewPayee(
            id=uuid.UUID(self.id.data), person_id=person_id, name=self.name.data, relation=self.relation.data,
            bank_account=self.bank_account.data, identity=self.identity.data, consented_on=self.consented_on.data,
            in_cash=self.in_cash.data, replaces_id=uuid.UUID(self.replaces.data) if self.replaces.data else None,
        )  # fmt: skip


class SendForm(PayoutForm):
    """Money to a payee."""

    payee = SelectField(_l("To whom"), [InputRequired(_l("Choose a payee."))])

    def offer_payees(self, rows: Sequence[Any]) -> None:
        """Fill in those that are confirmed."""
        self.payee.choices = [_choice(row) for row in rows if row.state == PayeeState.CONFIRMED]
