"""Forms on notes."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, TextAreaField
from wtforms.validators import InputRequired, Length

from casework.notes.models import NoteKind
from casework.notes.service import LONGEST, NewNote
from kernel.forms import BaseForm, DateField, EnumSelectField, TimeField, moment_of
from kernel.i18n import _l
from kernel.ids import new_id


class NoteForm(BaseForm):
    """A note."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumSelectField(_l("What does it tell of?"), [InputRequired(_l("Choose one."))], kind=NoteKind)
    text = TextAreaField(
        _l("What was said or seen?"),
        [InputRequired(_l("Write what was said or seen.")), Length(max=LONGEST)],
        description=_l("What you saw and heard, not what you guess. The person may ask for a copy. No diagnosis."),
    )
    day = DateField(_l("On which day?"), [InputRequired(_l("Write the day."))])
    time = TimeField(_l("At what time?"), [InputRequired(_l("Write the hour."))])

    def to_note(self, person_id: uuid.UUID, zone: str) -> NewNote:
        """The command behind the form; ``zone`` is the place's."""
        assert self.day.data
        assert self.time.data is not None
        return NewNote(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, text=self.text.data,
            occurred_at=moment_of(self.day.data, self.time.data, zone),
        )  # fmt: skip


class AmendForm(BaseForm):
    """A later line."""

    id = HiddenField(default=lambda: str(new_id()))
    text = TextAreaField(
        _l("What was wrong or missing?"), [InputRequired(_l("Write what to add.")), Length(max=LONGEST)]
    )
