"""What finance types after a count."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, DateField, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.counts.service import NewCount
from marketplace.ledger.models import AccountRole


class CountForm(BaseForm):
    """What was counted, and why it differs."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    account_id = SelectField(_l("What was counted"), [InputRequired()])
    on = DateField(_l("At the end of which day"), [InputRequired(_l("Enter the day of the count."))])
    amount = MoneyField(_l("How much is there"), [InputRequired(_l("Enter an amount such as 12.50."))], currency="EUR")
    paper = StringField(
        _l("Count sheet or bank statement"),
        [InputRequired(_l("Name the paper, such as “Statement 211”.")), Length(max=200)],
    )
    explanation = StringField(_l("If it differs from the books: why"), [Length(max=300)])

    def offer(self, accounts: Sequence[Any]) -> None:
        """Fill the list with the accounts that can be counted."""
        self.account_id.choices = [(str(row.id), f"{AccountRole(row.role).label}, {row.currency}") for row in accounts]

    def to_count(self) -> NewCount:
        """What ``write_down`` takes."""
        assert self.on.data is not None
        return NewCount(
            id=uuid.UUID(self.id.data), account_id=uuid.UUID(self.account_id.data), on=self.on.data,
            counted=self.amount.data or 0, paper=self.paper.data or "", explanation=self.explanation.data or "",
        )  # fmt: skip
