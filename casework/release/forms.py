"""The forms of a release: an order for an earlier one, and one that is taken back."""

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


class WithdrawForm(BaseForm):
    """Why a release that was made ready is taken back."""

    reason = StringField(
        _l("Why is it taken back?"), [InputRequired(_l("Say in a few words why it is taken back.")), Length(max=200)]
    )
