"""What is typed about a contested deduction."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _, _l, show_money, show_month
from kernel.ids import new_id
from marketplace.disputes.service import LEAST, NewDispute
from marketplace.ledger.models import AccountRole, EntryKind


def key_of(row: Any) -> str:
    """One deduction as a value of the list."""
    return f"{row['period']}|{EntryKind(row['kind']).value}|{row['account_id']}"


class DisputeForm(BaseForm):
    """What the person contests."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    what = SelectField(_l("Which deduction"), [InputRequired(_l("Choose the deduction."))])
    amount = MoneyField(_l("How much of it"), [InputRequired(_l("Enter an amount such as 12.50."))])
    words = StringField(
        _l("Why it is wrong, in the person's words"),
        [InputRequired(_l("Write down why.")), Length(min=LEAST, max=300)],
    )  # fmt: skip

    def offer(self, rows: Sequence[Any]) -> None:
        """Fill the list with what can be contested."""
        self.what.choices = [
            SelectChoice(
                value=key_of(row),
                label=_("%(month)s, %(kind)s: %(role)s, %(sum)s", month=show_month(row["period"]),
                        kind=EntryKind(row["kind"]).label, role=AccountRole(row["role"]).label,
                        sum=show_money(row["left"], row["currency"])),
            )
            for row in rows
        ]  # fmt: skip
        chosen = next((row for row in rows if key_of(row) == self.what.data), None)
        self.amount.currency = (chosen or (rows[0] if rows else {})).get("currency", "EUR")

    def to_dispute(self, person_id: uuid.UUID) -> NewDispute:
        """What ``contest`` takes."""
        period, kind, account_id = self.what.data.split("|")
        return NewDispute(
            id=uuid.UUID(self.id.data), person_id=person_id, account_id=uuid.UUID(account_id), kind=EntryKind(kind),
            period=period, minor=self.amount.data or 0, words=self.words.data,
        )  # fmt: skip
