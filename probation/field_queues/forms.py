"""The form a saved queue is brought with."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class BringForm(BaseForm):
    """The file and how it came."""

    file = FileField(
        _l("The file that the field app saved"), description=_l("A .json file of 24 MB at most. It stays sealed.")
    )
    source = TextAreaField(
        _l("How did it come to you, and from whom?"),
        [InputRequired(_l("Say how the file came.")), Length(min=10, max=1000)],
        description=_l(
            "A seal proves that nobody changed a record, not who wrote it: ask its officer before you take it."
        ),
    )

    def content(self) -> bytes:
        """The bytes that were brought."""
        return self.file.data.read() if self.file.data else b""
