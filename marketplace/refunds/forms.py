"""What is typed when a buyer wants the money back."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm, EnumRadioField, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.refunds.models import RefundKind
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

    kind = EnumRadioField(_l("What the money is for"), [Optional()], kind=RefundKind, default=RefundKind.RETURN)
    amount = MoneyField(
        _l("How much of the price"),
        [Optional()],
        description=_l("Only where a part of the price goes back for a fault."),
    )

    iban = StringField(
        _l("Account of the buyer"), [Optional(), Length(max=60)],
        description=_l("IBAN, only for money that came by transfer. Empty: the account it came from."),
    )  # fmt: skip

    def to_refund(self, order_id: uuid.UUID, pieces: Mapping[int, int] | None, account: bytes | None) -> NewRefund:
        """What ``request_refund`` takes."""
        kind = self.kind.data or RefundKind.RETURN
        return NewRefund(
            id=uuid.UUID(self.id.data), order_id=order_id, reason=self.reason.data, kind=kind, pieces=pieces,
            pieces_back=self.pieces.data == "back", minor=self.amount.data or 0, account=account,
        )  # fmt: skip
