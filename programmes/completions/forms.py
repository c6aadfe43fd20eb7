"""What is typed about how a place ended, and when a certificate is withdrawn."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, EnumRadioField
from kernel.i18n import _l
from programmes.completions.models import Outcome
from programmes.completions.service import LEAST_REASON, Ending


class OutcomeForm(BaseForm):
    """The outcome of a place that has run its course."""

    outcome = EnumRadioField(_l("Outcome"), [InputRequired()], kind=Outcome)
    override_reason = TextAreaField(
        _l("Why it counts as completed although something is missing"), [Optional(), Length(max=500)]
    )
    assessment = TextAreaField(_l("What the person can do now"), [Optional(), Length(max=2000)])
    issue = BooleanField(
        _l("Issue the paper"), default=True,
        description=_l("A certificate when it is completed, a statement of modules when it is partly completed."),
    )  # fmt: skip

    def to_ending(self, allocation_id: uuid.UUID) -> Ending:
        """What ``complete`` takes."""
        return Ending(
            allocation_id=allocation_id, outcome=self.outcome.data, assessment=self.assessment.data or "",
            issue=bool(self.issue.data), override_reason=self.override_reason.data or "",
        )  # fmt: skip


class RevokeForm(BaseForm):
    """Why a certificate no longer holds."""

    reason = TextAreaField(
        _l("Why it is withdrawn"),
        [InputRequired(), Length(min=LEAST_REASON, max=500)],
        description=_l("Stays in the file. Who checks the paper reads only that it was withdrawn."),
    )
