"""What is typed when a buyer wants the money back."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.refunds.service import LEAST_REASON, NewRefund


class RefundForm(BaseForm):
    """Why, and what became of the pieces."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    reason = StringField(
        _l("Why the money goes back"),
        [InputRequired(_l("Say why the money goes back.")), Length(min=LEAST_REASON, max=300)],
    )
    pieces = RadioField(
        _l("The pieces"),
        [InputRequired()],
        choices=[
            SelectChoice(value="back", label=_l("They are here and can be sold")),
            SelectChoice(value="gone", label=_l("They are broken or did not come back")),
        ],
    )

    def to_refund(self, order_id: uuid.UUID) -> NewRefund:
        """What ``request_refund`` takes."""
        return NewRefund(
            id=uuid.UUID(self.id.data), order_id=order_id, reason=self.reason.data,
            pieces_back=self.pieces.data == "back",
        )  # fmt: skip
