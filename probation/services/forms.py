"""The forms of the directory."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import HiddenField, IntegerField, SelectMultipleField, StringField, TelField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.forms import BaseForm, DateField, EnumCheckboxField, EnumSelectField, id_field
from kernel.i18n import LOCALES, _l, isolate
from probation.services.models import Referrer, ServiceKind
from probation.services.service import Entry


def _as_id(typed: object) -> uuid.UUID:
    return uuid.UUID(str(typed))


class ServiceForm(BaseForm):
    """One service of the directory."""

    id = id_field()
    version = HiddenField()
    name = StringField(_l("Name of the service"), [InputRequired(), Length(max=160)])
    kind = EnumSelectField(_l("What it helps with"), [InputRequired()], kind=ServiceKind)
    offers = TextAreaField(_l("What it does, in plain words"), [InputRequired(), Length(min=10, max=2000)])
    area = StringField(
        _l("Area"), [Optional(), Length(max=160)], description=_l("Town, district or “by telephone everywhere”.")
    )
    offices = SelectMultipleField(
        _l("Offices it takes people from"), choices=list, coerce=_as_id,
        description=_l("None ticked: from every office."),
    )  # fmt: skip
    languages = SelectMultipleField(
        _l("Languages spoken there"), choices=[SelectChoice(value=code, label=name) for code, name in LOCALES.items()]
    )
    places = IntegerField(
        _l("Places at the same time"), [Optional(), NumberRange(min=1, max=9999)],
        description=_l("Leave it empty when the service sets no limit."),
    )  # fmt: skip
    referrers = EnumCheckboxField(_l("Who may send people there"), [InputRequired()], kind=Referrer)
    contact_name = StringField(_l("Whom to ask for"), [Optional(), Length(max=160)])
    phone = TelField(_l("Telephone"), [Optional(), Length(max=40)])
    email = StringField(
        _l("E-mail"), [Optional(), Length(max=200),
        Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("Enter an e-mail address such as name@example.org."))],
    )  # fmt: skip
    address = StringField(_l("Address"), [Optional(), Length(max=300)])

    def offer(self, offices: Sequence[Any]) -> None:
        """Fill the offices that may be ticked."""
        self.offices.choices = [SelectChoice(value=str(one.id), label=isolate(one.name)) for one in offices]

    def to_entry(self, service_id: uuid.UUID | None = None) -> Entry:
        """The command of a form that was validated."""
        return Entry(
            id=service_id or self.id.data, name=self.name.data or "", kind=self.kind.data,
            offers=self.offers.data or "", referrers=tuple(self.referrers.data or ()), area=self.area.data or "",
            address=self.address.data or "", phone=self.phone.data or "", email=self.email.data or "",
            contact_name=self.contact_name.data or "", languages=tuple(self.languages.data or ()),
            offices=tuple(self.offices.data or ()), places=self.places.data,
        )  # fmt: skip


class CloseForm(BaseForm):
    """From when on nobody is sent there, and why."""

    on = DateField(_l("Nobody is sent there from"), [InputRequired()])
    why = StringField(_l("Why"), [InputRequired(), Length(min=5, max=300)])
