"""The form of a correction."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import EnumSelectField
from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id
from probation.contacts.models import Outcome
from probation.corrections.service import Amendment


def _fresh() -> str:
    return str(new_id())


class AmendForm(BaseForm):
    """A correction."""

    id = HiddenField(default=_fresh)
    outcome = EnumSelectField(_l("What came of it?"), [InputRequired()], kind=Outcome)
    agreed_action = TextAreaField(_l("What you agreed"), [Optional(), Length(max=2000)])
    note = TextAreaField(_l("Note"), [Optional(), Length(max=12_000)])
    reason = StringField(_l("Why do you correct it?"), [InputRequired(), Length(max=300)])

    def to_amendment(self, contact_id: uuid.UUID) -> Amendment:
        """The command."""
        return Amendment(
            id=uuid.UUID(self.id.data), contact_id=contact_id, outcome=self.outcome.data, note=self.note.data or "",
            agreed_action=self.agreed_action.data or "", reason=self.reason.data,
        )  # fmt: skip
