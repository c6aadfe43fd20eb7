"""Forms of ends and of proposals."""

from __future__ import annotations

from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import DateField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.orders.models import OrderState


class EndForm(BaseForm):
    """That an order has ended."""

    way = RadioField(
        _l("How did it end?"), [InputRequired()],
        choices=[
            SelectChoice(value=OrderState.COMPLETED.value, label=_l("It was completed")),
            SelectChoice(value=OrderState.REVOKED.value, label=_l("The authority revoked it")),
        ],
    )  # fmt: skip
    on = DateField(_l("On which day?"), [InputRequired()])
    reason = TextAreaField(
        _l("In a few words"), [Optional(), Length(max=2000)],
        description=_l("For a revoked order: who revoked it, why, and the reference."),
    )  # fmt: skip


class ProposeForm(BaseForm):
    """Why an order should end early."""

    grounds = TextAreaField(
        _l("What speaks for an early end"), [InputRequired(), Length(min=10, max=5000)],
        description=_l("What the person did, kept and changed. They read this too."),
    )  # fmt: skip


class SupportForm(BaseForm):
    """Support a proposal, or give it back."""

    words = TextAreaField(_l("Your words"), [Optional(), Length(max=2000)])


class AnswerForm(BaseForm):
    """What the authority answered."""

    on = DateField(_l("On which day?"), [InputRequired()], id="answered-on")  # the end of the order is on the same page
    words = TextAreaField(_l("Who answered, with the reference"), [InputRequired(), Length(min=10, max=2000)])
