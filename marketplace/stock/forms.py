"""Counting a shelf."""

from __future__ import annotations

from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length, NumberRange, Optional, Regexp

from kernel.forms import BaseForm
from kernel.i18n import _l
from kernel.ids import new_id


class CountForm(BaseForm):
    """How many pieces really lie there. ``key`` makes a double click one count."""

    key = HiddenField(default=lambda: str(new_id()), validators=[Regexp(r"^[0-9a-f-]{36}$")])
    counted = IntegerField(_l("Pieces you counted"), [InputRequired(_l("Enter a number.")), NumberRange(0, 100_000)])
    reason = StringField(
        _l("Why the number is another one"), [Optional(), Length(max=200)], description=_l("For example: one broke.")
    )
    low_at = IntegerField(
        _l("Say that it runs low from"), [InputRequired(_l("Enter a number.")), NumberRange(0, 100_000)]
    )
