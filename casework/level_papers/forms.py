"""The form of a handing over."""

from __future__ import annotations

from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from casework.level_papers.models import Handing
from casework.level_papers.service import Given
from kernel.forms import BaseForm, DateField, EnumRadioField
from kernel.i18n import LOCALES, _l


class HandingForm(BaseForm):
    """Which paper was given, when, and what the person did with it."""

    language = SelectField(
        _l("Language of the paper"),
        [InputRequired()],
        choices=[SelectChoice(code, name) for code, name in LOCALES.items()],
    )
    given_on = DateField(_l("Given on"), [InputRequired()])
    handing = EnumRadioField(_l("What the person did"), [InputRequired()], kind=Handing)
    words = TextAreaField(
        _l("Remarks"), description=_l("Who read it out or translated; if it was refused, how, and who was there.")
    )

    def to_given(self) -> Given:
        """The command."""
        day: Any = self.given_on.data
        return Given(
            language=self.language.data, handing=self.handing.data, given_on=day, words=self.words.data or "",
        )  # fmt: skip
