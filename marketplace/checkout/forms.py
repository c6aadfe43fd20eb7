"""The one form of a visitor."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping, Sequence

from wtforms import EmailField, HiddenField, RadioField, SelectField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, Regexp

from kernel import i18n
from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from marketplace.orders.models import Method, Way
from marketplace.orders.service import NewOrder
from marketplace.payments.rules import Adapter
from marketplace.quotes.rules import address_of
from marketplace.shipping.rules import country_name

_UUID = r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"


class CheckoutForm(BaseForm):
    """Who buys, how the pieces come to them, and how they pay."""

    id = HiddenField(default=lambda: str(new_id()), validators=[Regexp(_UUID)])
    token = HiddenField(default=lambda: secrets.token_urlsafe(24), validators=[Regexp(r"^[\w-]{32}$")])
    name = StringField(_l("Your name"), [InputRequired(_l("Enter a name, so that we know whom to call at the gate.")),
                                         Length(max=120)])  # fmt: skip
    email = EmailField(_l("E-mail address"), [Optional(), Length(max=200),
                                              Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Enter an e-mail address such as name@example.org."))],  # noqa: E501
                       description=_l("For news about this order, and for nothing else."))  # fmt: skip
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40)])
    way = RadioField(_l("How do you get it?"), default=Way.PICK_UP.value)
    place = RadioField(_l("Where will you collect it?"), [Optional()])
    country = SelectField(_l("Country"), [Optional()], description=_l("Only if it is sent to you."))
    address = TextAreaField(
        _l("Address"), [Optional(), Length(max=400)],
        description=_l("As it stands on a letter to you: street or box, town, region. A postcode only where you have one."),  # noqa: E501
    )  # fmt: skip
    method = RadioField(_l("How do you pay?"), default=Method.CASH.value)

    def offer(
        self, places: Sequence[tuple[uuid.UUID, str, str]], countries: Sequence[str], ways: Sequence[Adapter]
    ) -> None:
        """Fill in what this basket can have; the only place is chosen already."""
        self.place.choices = [
            SelectChoice(value=str(key), label=f"{name}, {address}" if address else name)
            for key, name, address in places
        ]
        if len(places) == 1 and not self.place.data:
            self.place.data = str(places[0][0])
        offered = sorted(((country_name(code), code) for code in countries), key=lambda pair: pair[0])
        self.country.choices = [SelectChoice(value="", label=""), *(SelectChoice(value=code, label=name)
                                                                    for name, code in offered)]  # fmt: skip
        ways_there = [Way.PICK_UP, *([Way.DELIVERY] if offered else [])]
        self.way.choices = [SelectChoice(value=one.value, label=one.label) for one in ways_there]
        for one in (self.place, self.country, self.address):  # which of them is needed follows from the way
            one.flags.optional = None
        self.method.choices = [SelectChoice(value=one.method.value, label=one.method.label) for one in ways]

    def is_complete(self) -> bool:
        """Whether nothing is missing for the way that was chosen; what is missing is said beside its field."""
        if self.way.data == Way.PICK_UP.value and not self.place.data:
            self.place.errors = [*self.place.errors, _l("Choose where you will collect it.")]
        elif self.way.data == Way.DELIVERY.value:
            if not self.country.data:
                self.country.errors = [*self.country.errors, _l("Choose the country to send it to.")]
            if not address_of(self.address.data or ""):
                self.address.errors = [*self.address.errors, _l("Enter the address to send it to.")]
        return not self.errors

    def to_new_order(self, pieces: Mapping[uuid.UUID, int], place_id: uuid.UUID, link: str = "") -> NewOrder:
        """The command behind the form. Amounts are no part of it."""
        is_sent = self.way.data == Way.DELIVERY.value
        return NewOrder(
            id=uuid.UUID(self.id.data), token=self.token.data, place_id=place_id, buyer=self.name.data,
            email=self.email.data or "", phone=self.phone.data or "", pieces=pieces, method=Method(self.method.data),
            way=Way(self.way.data), address=address_of(self.address.data or "") if is_sent else "",
            country=self.country.data or "" if is_sent else "", language=i18n.language(),
            link=link,
        )  # fmt: skip
