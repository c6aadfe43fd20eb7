"""What is typed about a register afterwards, or instead of it."""

from __future__ import annotations

from wtforms import IntegerField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from kernel.forms import BaseForm
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.registers.rules import CHOSEN
from programmes.registers.service import LEAST_REASON, Correction


class CorrectionForm(BaseForm):
    """What a recorded row should have said, and why."""

    id = id_field()
    code = RadioField(
        _l("What happened"),
        [InputRequired()],
        choices=[SelectChoice(value=one.code, label=one.label) for one in CHOSEN.values()],
    )
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(0, 1440)])
    pieces = IntegerField(_l("Good pieces"), [Optional(), NumberRange(0, 100000)])
    reason = StringField(_l("Why it is corrected"), [InputRequired(), Length(min=LEAST_REASON, max=500)])

    def to_correction(self) -> Correction:
        """What ``correct`` takes."""
        return Correction(
            id=self.id.data,
            code=self.code.data,
            minutes=self.minutes.data or 0,
            pieces=self.pieces.data or 0,
            reason=self.reason.data,
        )


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
