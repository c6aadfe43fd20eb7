"""Forms of a transfer."""

from __future__ import annotations

import uuid

from wtforms import SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import DateField, EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.transfers.models import TransferReason
from probation.transfers.service import Answer, NewTransfer


class TransferForm(BaseForm):
    """To whom, why, and what matters now."""

    to_officer_id = SelectField(_l("Who should take over?"), [InputRequired()])
    reason = EnumRadioField(_l("Why?"), [InputRequired()], kind=TransferReason)
    words = TextAreaField(
        _l("What the receiver must know now"), [InputRequired(), Length(min=10, max=5000)],
        description=_l("What works, what worries, what was promised."),
    )  # fmt: skip

    def to_transfer(self, order_id: uuid.UUID, office_id: uuid.UUID) -> NewTransfer:
        """The command of a form that was validated."""
        return NewTransfer(
            order_id=order_id, to_office_id=office_id, to_officer_id=uuid.UUID(self.to_officer_id.data),
            reason=self.reason.data, words=self.words.data or "",
        )  # fmt: skip


class AnswerForm(BaseForm):
    """A yes with the meeting, or a no with its reason."""

    met_on = DateField(_l("Day of the handover meeting"), [Optional()])
    met_words = TextAreaField(
        _l("Who was there, and what was agreed"), [Optional(), Length(max=2000)],
        description=_l("The person, the officer before and the officer after."),
    )  # fmt: skip
    words = TextAreaField(
        _l("If not: why not"), [Optional(), Length(max=2000)]
    )  # fmt: skip

    def to_answer(self, *, accept: bool) -> Answer:
        """The command of a form that was validated."""
        return Answer(
            accept=accept, met_on=self.met_on.data, met_words=self.met_words.data or "", words=self.words.data or ""
        )
