"""The forms of the gate desk."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from wtforms import HiddenField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.errors import DomainError
from kernel.forms import BaseForm, MoneyField
from kernel.i18n import _, _l
from kernel.ids import new_id
from marketplace.orders.models import Method


class HandOverForm(BaseForm):
    """The money taken at the gate. ``key`` makes a double click one payment."""

    key = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    method = RadioField(
        _l("How the buyer pays"), [Optional()], default=Method.CASH.value,
        choices=[SelectChoice(value=one.value, label=one.label) for one in (Method.CASH, Method.MOBILE)],
    )  # fmt: skip
    amount = MoneyField(_l("Money you took"), [InputRequired(_l("Enter the money you took."))])
    code = StringField(
        _l("Code of the operator's message"), [Optional(), Length(max=40)],
        description=_l("Only for mobile money, such as QK7 8XD 42. Each code pays once."),
    )  # fmt: skip

    def payment_key(self) -> uuid.UUID:
        """The key of this payment."""
        return uuid.UUID(self.key.data)


def pieces_in(typed: Mapping[str, str]) -> dict[int, int] | None:
    """Pieces by line from the fields "line-0", "line-1" and so on; None where the form has none.

    Raises DomainError unless each is a whole number.
    """
    named = {key.removeprefix("line-"): value.strip() for key, value in typed.items() if key.startswith("line-")}
    if not named:
        return None
    if not all(key.isdecimal() and value.isdecimal() and len(key + value) < 8 for key, value in named.items()):  # noqa: PLR2004
        raise DomainError(_("Enter a whole number of pieces for each line, such as 2."), field="pieces")
    return {int(key): int(value) for key, value in named.items()}
