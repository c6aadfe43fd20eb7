"""What an instructor types about a skill."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l
from programmes.catalogue.forms import id_field
from programmes.skills.models import Skill, SkillLevel
from programmes.skills.service import LEAST_WORDS, MOST_WORDS, NewSkillRecord


class SkillForm(BaseForm):
    """What was seen of one skill."""

    id = id_field()
    allocation_id = SelectField(_l("Where you saw it"), [InputRequired()])
    skill = EnumSelectField(_l("Skill"), [InputRequired()], kind=Skill)
    level = EnumRadioField(_l("How far it has come"), [InputRequired()], kind=SkillLevel)
    evidence = TextAreaField(
        _l("What you saw"), [InputRequired(), Length(min=LEAST_WORDS, max=MOST_WORDS)],
        description=_l("One or two sentences for an employer, such as: “Was at the bench at eight every day in May.”"),
    )  # fmt: skip
    seen_on = DateField(_l("Seen on"), [InputRequired()])

    def offer(self, places: Sequence[Any]) -> None:
        """Fill the list with the groups in which the actor sees the person."""
        self.allocation_id.choices = [SelectChoice(value=str(row.id), label=row.name) for row in places]

    def to_record(self, person_id: uuid.UUID) -> NewSkillRecord:
        """What ``say_skill`` takes."""
        assert self.seen_on.data is not None
        return NewSkillRecord(
            id=self.id.data, person_id=person_id, allocation_id=uuid.UUID(self.allocation_id.data),
            skill=self.skill.data, level=self.level.data, evidence=self.evidence.data, seen_on=self.seen_on.data,
        )  # fmt: skip


class CommentForm(BaseForm):
    """What the person says to it."""

    words = TextAreaField(
        _l("What the person says to it"), [Optional(), Length(max=500)],
        description=_l("In their own words. Leave it empty when they were shown it and said nothing."),
    )  # fmt: skip
