"""Why a session does not take place, or does after all."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l
from programmes.cancellations.service import LEAST_REASON


class CancelForm(BaseForm):
    """Why a session does not take place, and whether the people are paid for it."""

    reason = StringField(_l("Why the session is cancelled"), [InputRequired(), Length(min=LEAST_REASON, max=200)])
    paid = RadioField(
        _l("Are the people paid for the planned time?"),
        [InputRequired()],
        choices=[
            SelectChoice(value="yes", label=_l("Yes, pay the planned minutes")),
            SelectChoice(value="no", label=_l("No, pay nothing")),
        ],
    )


class BringBackForm(BaseForm):
    """Why a cancelled session takes place after all."""

    reason = StringField(_l("Why it takes place after all"), [InputRequired(), Length(min=LEAST_REASON, max=200)])
