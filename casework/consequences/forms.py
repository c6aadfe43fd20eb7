"""The answer to a question that a new level left."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from kernel.forms import BaseForm
from kernel.i18n import _l


class AnswerForm(BaseForm):
    """What somebody looked at."""

    words = TextAreaField(
        _l("What was looked at, and what comes of it"), [InputRequired()],
        description=_l("Such as: stays on the wing; the workshop is in sight of staff."),
    )  # fmt: skip
