"""Forms of further orders."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.custody.rules import HELD_AS
from casework.people.models import LegalStatus
from casework.warrants.service import NewWarrant
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField
from kernel.i18n import _, _l
from kernel.ids import new_id


class WarrantForm(BaseForm):
    """A further order, as its paper says it."""

    id = HiddenField(default=lambda: str(new_id()))
    authority = StringField(
        _l("Who ordered it?"), [InputRequired(_l("Write the court or authority.")), Length(max=200)]
    )
    reference = StringField(
        _l("Number of the order"), [InputRequired(_l("Write the number of the order.")), Length(max=80)]
    )
    dated_on = DateField(_l("Date of the order"), [InputRequired(_l("Write the date of the order."))])
    signatory = StringField(_l("Who signed it?"), [InputRequired(_l("Write who signed the order.")), Length(max=120)])
    grounds = TextAreaField(
        _l("For what reason?"), [InputRequired(_l("Write the reason as the order says it.")), Length(max=2000)]
    )
    legal_status = SelectField(
        _l("Held as"), [InputRequired(_l("Choose why the person is held."))],
        choices=[SelectChoice("", ""), *(SelectChoice(status.value, status.label) for status in HELD_AS)],
    )  # fmt: skip
    expires_on = DateField(
        _l("The order runs out on"), [Optional()], description=_l("Leave empty when it says no date.")
    )

    def to_warrant(self, person_id: uuid.UUID) -> NewWarrant:
        """The command behind the form."""
        assert self.dated_on.data
        return NewWarrant(
            id=uuid.UUID(self.id.data), person_id=person_id, authority=self.authority.data,
            reference=self.reference.data, dated_on=self.dated_on.data, signatory=self.signatory.data,
            grounds=self.grounds.data, legal_status=LegalStatus(self.legal_status.data),
            expires_on=self.expires_on.data,
        )  # fmt: skip


class LiftForm(BaseForm):
    """Which order holds no more, and by whose word."""

    order_id = RadioField(
        _l("Which order?"), [InputRequired(_l("Choose the order."))], choices=[], validate_choice=False
    )
    reason = StringField(
        _l("Who lifted it?"),
        [InputRequired(_l("Write who lifted it, when, and the number of the paper.")), Length(max=200)],
        description=_l("The court or authority, the date and the number of its paper."),
    )

    def offer(self, orders: Any) -> None:
        """Fill in the orders that can be lifted."""
        self.order_id.choices = [SelectChoice(str(one.id), f"{one.authority}, {one.reference}") for one in orders]

    @property
    def order(self) -> uuid.UUID:
        """The chosen order. Raises DomainError for what is no order."""
        try:
            return uuid.UUID(self.order_id.data)
        except ValueError:
            raise DomainError(_("Choose the order."), field="order_id") from None
