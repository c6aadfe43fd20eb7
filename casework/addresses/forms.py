"""Forms on addresses."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, SelectField, StringField, TelField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from casework.addresses.models import AddressKind
from casework.addresses.service import NewAddress
from casework.identity.forms import country_choices
from kernel.forms import BaseForm, DateField, EnumRadioField
from kernel.i18n import _l
from kernel.ids import new_id


class AddressForm(BaseForm):
    """An address."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumRadioField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=AddressKind)
    lines = TextAreaField(
        _l("Address"),
        [InputRequired(_l("Write the address as an envelope shows it.")), Length(max=400)],
        description=_l("As an envelope shows it. Without a street: how to find the place."),
    )
    country = SelectField(_l("Country"), [Optional()], choices=list)
    phone = TelField(_l("Telephone there"), [Optional(), Length(max=40)])
    from_on = DateField(_l("Since or from"), [InputRequired(_l("Write the day, as well as it is known."))])
    checked_on = DateField(
        _l("Somebody went and checked it on"), [Optional()], description=_l("Leave empty when nobody has.")
    )
    why_protected = StringField(
        _l("Why must it stay hidden?"),
        [Optional(), Length(min=5, max=300)],
        description=_l("Only where knowing the address endangers somebody. It then shows only on request."),
    )

    def offer(self) -> None:
        """Fill the countries, in the reader's language."""
        self.country.choices = country_choices(self.country.data or "")

    def to_address(self, person_id: uuid.UUID) -> NewAddress:
        """The command behind the form."""
        assert self.from_on.data
        return NewAddress(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, lines=self.lines.data,
            country=self.country.data or "", phone=self.phone.data or "", from_on=self.from_on.data,
            checked_on=self.checked_on.data, why_protected=self.why_protected.data or "",
        )  # fmt: skip


class LeftForm(BaseForm):
    """Until when."""

    to_on = DateField(_l("Until"), [InputRequired(_l("Write the day."))])
    reason = StringField(_l("Why?"), [InputRequired(_l("Say in a few words why.")), Length(max=300)])


class RevealForm(BaseForm):
    """Why somebody must see it."""

    reason = StringField(
        _l("Why do you need to see it?"),
        [InputRequired(_l("Say in a few words why.")), Length(max=300)],
        description=_l("Your name, the hour and this reason are kept."),
    )
