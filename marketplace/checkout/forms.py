"""The one form of a visitor."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence

from wtforms import EmailField, HiddenField, RadioField, StringField, TelField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.orders.service import NewOrder

_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class CheckoutForm(BaseForm):
    """Who collects, and where. Payment is at the gate."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(_UUID)])
    token = HiddenField(default=lambda: secrets.token_urlsafe(24), validators=[Regexp(r"^[\w-]{32}$")])
    name = StringField(_l("Your name"), [InputRequired(_l("Enter a name, so that we know whom to call at the gate.")),
                                         Length(max=120)])  # fmt: skip
    email = EmailField(_l("E-mail address"), [Optional(), Length(max=200),
                                              Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Enter an e-mail address such as name@example.org."))])  # noqa: E501  # fmt: skip
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40)])
    place = RadioField(_l("Where will you collect it?"), [InputRequired(_l("Choose where you will collect it."))])

    def offer(self, places: Sequence[tuple[uuid.UUID, str, str]]) -> None:
        """Fill in where everything in the basket can be collected; the only place is chosen already."""
        self.place.choices = [
            SelectChoice(value=str(key), label=f"{name}, {address}" if address else name)
            for key, name, address in places
        ]
        if len(places) == 1 and not self.place.data:
            self.place.data = str(places[0][0])

    def to_new_order(self, pieces: Mapping[uuid.UUID, int]) -> NewOrder:
        """The command behind the form."""
        return NewOrder(
            id=uuid.UUID(self.id.data),
            token=self.token.data,
            place_id=uuid.UUID(self.place.data),
            buyer=self.name.data,
            email=self.email.data or "",
            phone=self.phone.data or "",
            pieces=pieces,
        )
