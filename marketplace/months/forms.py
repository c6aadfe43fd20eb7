"""What finance types about the books themselves."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, DateField, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.months.service import LEAST_REASON, NewGrant

CURRENCY = "EUR"


class CloseForm(BaseForm):
    """Why a month closes although something is open."""

    words = TextAreaField(_l("Why it closes although something is open"), [Length(max=500)])


class GrantForm(BaseForm):
    """Money that the treasury paid in."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    amount = MoneyField(
        _l("How much arrived"), [InputRequired(_l("Enter an amount such as 12.50."))], currency=CURRENCY
    )
    on = DateField(_l("On which day"), [InputRequired(_l("Enter the day on the bank statement."))])

    def to_grant(self) -> NewGrant:
        """What ``note_grant`` takes."""
        assert self.on.data is not None
        return NewGrant(id=uuid.UUID(self.id.data), minor=self.amount.data or 0, currency=CURRENCY, on=self.on.data)


class CorrectForm(BaseForm):
    """Why an entry is corrected."""

    reason = StringField(
        _l("Why it is corrected"),
        [InputRequired(_l("Say why the entry is corrected.")), Length(min=LEAST_REASON, max=300)],
    )
