"""The form that asks for a copy."""

from __future__ import annotations

import uuid

from wtforms import HiddenField, SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.filecopy.service import LONGEST_WORDS, NewCopy
from kernel.forms import BaseForm
from kernel.i18n import LOCALES, _l
from kernel.ids import new_id


class CopyForm(BaseForm):
    """A copy to be made."""

    id = HiddenField(default=lambda: str(new_id()))
    language = SelectField(
        _l("In which language?"), [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(code, name) for code, name in LOCALES.items()],
        description=_l("Headings and fixed words. What somebody wrote stays as they wrote it."),
    )  # fmt: skip
    words = TextAreaField(
        _l("Also leave out these words"),
        [Optional(), Length(max=LONGEST_WORDS)],
        description=_l("One a line: a name or a sentence about somebody else that you found when you read the copy."),
    )

    def to_copy(self, person_id: uuid.UUID) -> NewCopy:
        """The command behind the form."""
        return NewCopy(
            id=uuid.UUID(self.id.data), person_id=person_id, language=self.language.data, words=self.words.data or ""
        )
