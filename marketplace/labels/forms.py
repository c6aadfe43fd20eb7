"""Which labels to print."""

from __future__ import annotations

from typing import Self

from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, NumberRange, Optional

from kernel.forms import RowForm
from kernel.i18n import LOCALES, _l, current_locale
from marketplace.labels.rules import MOST_LABELS, Sheet


class LabelForm(RowForm):
    """Sheet, language, how many, and how many places of the first sheet are gone."""

    sheet = SelectField(_l("Sheet"), choices=[SelectChoice(value=one.value, label=one.label) for one in Sheet])
    language = SelectField(
        _l("Language"), choices=[SelectChoice(value=code, label=name) for code, name in LOCALES.items()]
    )
    many = IntegerField(_l("How many labels"), [InputRequired(_l("Enter a number.")), NumberRange(1, MOST_LABELS)])
    used = IntegerField(_l("Labels already taken from the first sheet"), [Optional(), NumberRange(0, 64)], default=0)

    @classmethod
    def for_pieces(cls, pieces: int) -> Self:
        """The form with one label for each piece, in the reader's language."""
        made = cls(None)
        made.many.data, made.language.data = max(1, min(pieces, MOST_LABELS)), current_locale().language
        made.sheet.data = Sheet.S24.value
        return made
