"""A checkpoint that somebody kept, typed, scanned or as a file."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import Length

from kernel.forms import BaseForm
from kernel.i18n import _l

LONGEST = 20_000


class CheckForm(BaseForm):
    """The text, or a file that holds it."""

    text = TextAreaField(
        _l("The text of the checkpoint"), [Length(max=LONGEST)], render_kw={"dir": "ltr", "spellcheck": "false"}
    )
    file = FileField(_l("or its file"))

    @property
    def kept(self) -> str:
        """What was given."""
        given = self.file.data
        return given.read(LONGEST).decode("utf-8", "replace") if given else self.text.data or ""
