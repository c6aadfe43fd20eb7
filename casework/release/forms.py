"""The form of an earlier release."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm, DateField
from kernel.i18n import _l


class OrderForm(BaseForm):
    """An order that releases a person before the computed date."""

    authority = StringField(
        _l("Who ordered the release?"), [InputRequired(_l("Write the court or authority.")), Length(max=200)]
    )
    reference = StringField(_l("Number of the order"), [InputRequired(_l("Write the number.")), Length(max=80)])
    dated_on = DateField(_l("Date of the order"), [InputRequired(_l("Write the date."))])
