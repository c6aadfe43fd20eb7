"""Forms that decide what two alike files are."""

from __future__ import annotations

import uuid

from wtforms import IntegerField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import HiddenInput

from kernel.forms import BaseForm
from kernel.i18n import _l

_WORDS = [InputRequired(_l("Say how you know.")), Length(max=1000)]


class MergeForm(BaseForm):
    """Which of the two files is kept, and why they are one person."""

    keep = RadioField(_l("Which file is kept?"), [InputRequired(_l("Choose which file is kept."))], choices=[])
    reason = TextAreaField(_l("How do you know that they are one person?"), _WORDS)

    def offer(self, sides: list[tuple[uuid.UUID, str]]) -> None:
        """Fill in the two files: (id, name and number)."""
        self.keep.choices = [SelectChoice(str(key), words) for key, words in sides]


class TwoPeopleForm(BaseForm):
    """Why two alike files are two people."""

    reason = TextAreaField(_l("How do you know that they are two people?"), _WORDS)


class GiveBackForm(BaseForm):
    """What speaks against an asked merge."""

    reason = TextAreaField(_l("What speaks against it?"), _WORDS)


class UndoForm(BaseForm):
    """Why a merge is taken back. ``seen`` is how many deeds since the merge the page listed."""

    seen = IntegerField(validators=[InputRequired(_l("Open the page of this merge, and read what stays first."))],
                        widget=HiddenInput())  # fmt: skip
    reason = TextAreaField(_l("How do you know that they are two people?"), _WORDS)
