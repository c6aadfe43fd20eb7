"""Writing down the shop's account."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.transfers.service import NewAccount


class AccountForm(BaseForm):
    """Where buyers shall pay."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    name = StringField(
        _l("Name of the account's owner"), [InputRequired(_l("Enter the name that the bank knows.")), Length(max=70)]
    )
    iban = StringField(_l("IBAN"), [InputRequired(_l("Enter the IBAN.")), Length(max=60)])
    bic = StringField(_l("BIC"), [Optional(), Length(max=20)], description=_l("Only where the bank asks for it."))
    currency = StringField(
        _l("Currency"), [Regexp(r"^[A-Z]{3}$", message=_l("Three capital letters, such as EUR."))], default="EUR"
    )

    def to_account(self) -> NewAccount:
        """What ``write_account`` takes."""
        return NewAccount(
            id=uuid.UUID(self.id.data), name=self.name.data, iban=self.iban.data, bic=self.bic.data or "",
            currency=self.currency.data,
        )  # fmt: skip
