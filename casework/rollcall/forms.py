"""Forms of a roll check."""

from __future__ import annotations

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id


class StartForm(BaseForm):
    """Opening a check twice is one check."""

    id = HiddenField(default=lambda: str(new_id()))


class FoundForm(BaseForm):
    """Somebody who is here and not on the list."""

    number = StringField(_l("File number"), [InputRequired(_l("Write the number of the file.")), Length(max=20)])
    reason = StringField(_l("Where were they found?"), [InputRequired(_l("Say where.")), Length(max=200)])


class CloseForm(BaseForm):
    """What the difference is, if there is one."""

    words = TextAreaField(
        _l("If the two figures differ, why?"), [Optional(), Length(max=2000)],
        description=_l("Who is missing, since when, who was told."),
    )  # fmt: skip
