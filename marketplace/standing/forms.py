"""What a clerk types about standing instructions and moves."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm, DateField, EnumRadioField, MoneyField
from kernel.i18n import _, _l, show_money
from kernel.ids import new_id
from marketplace.earnings.models import MandateKind
from marketplace.ledger.models import AccountRole
from marketplace.standing.rules import MOVES
from marketplace.standing.service import LEAST_REASON, Move, NewMandate


def _id() -> HiddenField:
    return HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])


class MandateForm(BaseForm):
    """Whom a part of the earnings is for."""

    id = _id()
    kind = EnumRadioField(_l("What it is for"), [InputRequired()], kind=MandateKind)
    payee = StringField(_l("Who is paid"), [InputRequired(_l("Enter who is paid.")), Length(max=200)])
    basis = StringField(
        _l("The paper it rests on"),
        [Length(max=300)],
        description=_l("The signed request with its day, or the court order with its number."),
    )
    consented_on = DateField(_l("The day the person agreed"), [Optional()])
    begins_on = DateField(_l("From"), [InputRequired(_l("Enter the first day."))])

    def to_mandate(self, person_id: uuid.UUID) -> NewMandate:
        """What ``open_mandate`` takes."""
        assert self.begins_on.data is not None
        return NewMandate(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, payee=self.payee.data,
            basis=self.basis.data or "", consented_on=self.consented_on.data, begins_on=self.begins_on.data,
        )  # fmt: skip


class EndMandateForm(BaseForm):
    """The last day of an instruction, and why."""

    ends_on = DateField(_l("Last day it counts"), [InputRequired(_l("Enter the last day."))])
    reason = StringField(
        _l("Why it ends"),
        [InputRequired(_l("Say in a few words why it ends.")), Length(min=LEAST_REASON, max=300)],
        description=_l("For example: the person withdrew their consent."),
    )


class MoveForm(BaseForm):
    """From which account, how much, and the person's own wish."""

    id = _id()
    account = SelectField(_l("What is moved"), [InputRequired(_l("Choose an account."))])
    amount = MoneyField(_l("How much"), [InputRequired(_l("Enter an amount such as 12.50."))])
    reason = StringField(
        _l("How the person asked for it"),
        [InputRequired(_l("Say how the person asked for it.")), Length(min=LEAST_REASON, max=300)],
        description=_l("For example: in writing on Monday."),
    )

    def offer(self, holdings: Sequence[Any]) -> None:
        """Fill in the accounts from which money may be moved."""
        self.account.choices = [
            SelectChoice(
                value=str(row.id),
                label=_(
                    "From “%(one)s” to “%(other)s”: %(sum)s",
                    one=AccountRole(row.role).label, other=MOVES[AccountRole(row.role)].label,
                    sum=show_money(row.balance, row.currency),
                ),
            )
            for row in holdings
            if AccountRole(row.role) in MOVES
        ]  # fmt: skip
        if holdings:
            self.amount.currency = holdings[0].currency

    def to_move(self) -> Move:
        """What ``move`` takes."""
        return Move(
            id=uuid.UUID(self.id.data), account_id=uuid.UUID(self.account.data), minor=self.amount.data or 0,
            reason=self.reason.data,
        )  # fmt: skip
