"""Who is not needed in a session."""

from __future__ import annotations

from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class StandDownForm(BaseForm):
    """Why some are told not to come, and whether they are paid. Who they are stands in the rows of the page."""

    reason = StringField(
        _l("Why they are not needed"),
        [Length(max=200)],
        description=_l("For example: no timber until Monday."),
    )
    paid = RadioField(
        _l("Are they paid for the planned time?"),
        [InputRequired()],
        choices=[
            SelectChoice(value="yes", label=_l("Yes, pay the planned minutes")),
            SelectChoice(value="no", label=_l("No, pay nothing")),
        ],
    )
