"""The form of a look at the eight areas."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import Length, Optional

from casework.needs.rules import NewNeed
from casework.plans.models import Area, NeedLevel
from casework.plans.rules import NeedLine
from kernel.errors import DomainError
from kernel.fields import EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _, _l


class NeedsForm(BaseForm):
    """For each area a level, what stands behind it, and what is strong. Fields are added below, three an area."""

    def fill(self, lines: list[NeedLine]) -> None:
        """Show what was found last."""
        for line in lines:
            self[f"{line.area.value}_level"].data = line.degree
            self[f"{line.area.value}_words"].data = line.words
            self[f"{line.area.value}_strengths"].data = line.strengths

    def to_looks(self, before: list[NeedLine]) -> list[NewNeed]:
        """What differs from the last look. Raises DomainError for words about an area without a level."""
        known = {line.area: (line.level, line.words, line.strengths) for line in before}
        looks = []
        for area in Area:
            level = self[f"{area.value}_level"].data
            words, strengths = self[f"{area.value}_words"].data or "", self[f"{area.value}_strengths"].data or ""
            if level is None and (words or strengths):
                raise DomainError(
                    _("Choose how much need there is, or take the words out."), field=f"{area.value}_level"
                )
            if level is not None and known.get(area) != (int(level), words, strengths):
                looks.append(NewNeed(area=area, level=int(level), words=words, strengths=strengths))
        return looks


for _area in Area:
    setattr(NeedsForm, f"{_area.value}_level", EnumRadioField(_area.label, [Optional()], kind=NeedLevel))
    _words = TextAreaField(_l("What stands behind it"), [Optional(), Length(max=1000)])
    setattr(NeedsForm, f"{_area.value}_words", _words)
    _strengths = TextAreaField(_l("What is strong here"), [Optional(), Length(max=1000)])
    setattr(NeedsForm, f"{_area.value}_strengths", _strengths)
