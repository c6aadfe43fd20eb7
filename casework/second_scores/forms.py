"""The form of a score that cannot be made again."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class GiveUpForm(BaseForm):
    """Why not."""

    words = TextAreaField(
        _l("Why it cannot be scored"),
        [InputRequired(_l("Say in a sentence why it cannot be scored.")), Length(max=2000)],
    )
