"""The forms of the gate desk."""

from __future__ import annotations

import uuid

from wtforms import HiddenField
from wtforms.validators import InputRequired, Regexp

from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _l
from kernel.ids import new_id


class HandOverForm(BaseForm):
    """The money taken at the gate. ``key`` makes a double click one payment."""

    key = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    amount = MoneyField(_l("Money you took"), [InputRequired(_l("Enter the money you took."))])

    def payment_key(self) -> uuid.UUID:
        """The key of this payment."""
        return uuid.UUID(self.key.data)
