"""The form of a life event."""

from __future__ import annotations

import uuid

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import DateField, EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent


class EventForm(BaseForm):
    """What happened, and when."""

    kind = EnumRadioField(_l("What happened?"), [InputRequired()], kind=Happening)
    on = DateField(_l("On which day?"), [InputRequired()])
    note = TextAreaField(_l("In a few words"), [Optional(), Length(max=2000)])

    def to_event(self, person_id: uuid.UUID) -> NewEvent:
        """The command of a form that was validated."""
        assert self.on.data
        return NewEvent(person_id=person_id, kind=self.kind.data, on=self.on.data, note=self.note.data or "")
