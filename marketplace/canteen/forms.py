"""What was bought."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.canteen.service import NewPurchase


class PurchaseForm(BaseForm):
    """A purchase of one person."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    what = StringField(_l("What was bought"), [InputRequired(_l("Say what was bought.")), Length(max=200)])
    amount = MoneyField(_l("What it costs"), [InputRequired(_l("Enter an amount such as 12.50."))])

    def to_purchase(self, person_id: uuid.UUID, currency: str) -> NewPurchase:
        """What ``buy`` takes."""
        return NewPurchase(
            id=uuid.UUID(self.id.data), person_id=person_id, currency=currency, minor=self.amount.data or 0,
            what=self.what.data,
        )  # fmt: skip
