"""Forms on sentences and dates."""

from __future__ import annotations

import uuid
from typing import Any

from wtforms import HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from casework.sentences.models import AdjustmentKind, SentenceKind
from casework.sentences.service import NewAdjustment, NewSentence
from kernel.forms import BaseForm, DateField, EnumSelectField
from kernel.i18n import _l
from kernel.ids import new_id

_MANY = [Optional(), NumberRange(0, 99_999, _l("Write a number of 0 or more."))]


class SentenceForm(BaseForm):
    """A sentence as the court wrote it."""

    id = HiddenField(default=lambda: str(new_id()))
    court = StringField(_l("Court"), [InputRequired(_l("Write the court.")), Length(max=200)])
    offence = StringField(_l("Offence"), [InputRequired(_l("Write the offence.")), Length(max=300)])
    offence_on = DateField(_l("Day of the offence"), [Optional()])
    imposed_on = DateField(_l("Day of sentence"), [InputRequired(_l("Write the day of sentence."))])
    kind = EnumSelectField(_l("Kind"), [InputRequired(_l("Choose the kind."))], kind=SentenceKind)
    years = IntegerField(_l("Years"), _MANY)
    months = IntegerField(_l("Months"), _MANY)
    weeks = IntegerField(_l("Weeks"), _MANY)
    days = IntegerField(_l("Days"), _MANY)
    extension_months = IntegerField(_l("Extension in months"), _MANY)
    consecutive_to_id = SelectField(_l("Follows sentence"), [Optional()], choices=[])

    def offer(self, sentences: Any) -> None:
        """The sentences it may follow."""
        alone = SelectChoice("", _l("None: side by side"))
        self.consecutive_to_id.choices = [
            alone,
            *(SelectChoice(str(one.id), f"{one.count}. {one.offence}") for one in sentences),
        ]

    def to_sentence(self, person_id: uuid.UUID) -> NewSentence:
        """The command behind the form."""
        assert self.imposed_on.data
        after = self.consecutive_to_id.data
        return NewSentence(
            id=uuid.UUID(self.id.data), person_id=person_id, court=self.court.data, offence=self.offence.data,
            offence_on=self.offence_on.data, imposed_on=self.imposed_on.data, kind=self.kind.data,
            years=self.years.data or 0, months=self.months.data or 0, weeks=self.weeks.data or 0,
            days=self.days.data or 0,
            extension_months=self.extension_months.data or 0, consecutive_to_id=uuid.UUID(after) if after else None,
        )  # fmt: skip


class AdjustmentForm(BaseForm):
    """Days that move the dates."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumSelectField(_l("What moves the dates?"), [InputRequired(_l("Choose one."))], kind=AdjustmentKind)
    days = IntegerField(
        _l("How many days?"),
        [InputRequired(_l("Write how many days.")), NumberRange(1, 99_999, _l("Write 1 or more."))],
    )
    applies_from = DateField(_l("For sentences from this day on"), [InputRequired(_l("Write the day."))])
    from_on = DateField(_l("First of these days"), [Optional()])
    to_on = DateField(_l("Last of these days"), [Optional()])
    source = StringField(_l("Where this is written"), [Optional(), Length(max=200)])

    def to_adjustment(self, person_id: uuid.UUID) -> NewAdjustment:
        """The command behind the form."""
        assert self.applies_from.data
        return NewAdjustment(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, days=self.days.data,
            applies_from=self.applies_from.data, from_on=self.from_on.data, to_on=self.to_on.data,
            source=self.source.data or "",
        )  # fmt: skip


class WhyForm(BaseForm):
    """Why the dates are worked out again."""

    why = StringField(_l("What changed, or why?"), [Optional(), Length(max=500)])


class ReasonForm(BaseForm):
    """Why a sentence ends, days are taken back, or dates are given back."""

    reason = StringField(_l("Why?"), [InputRequired(_l("Say in a sentence why.")), Length(max=200)])


class ByHandForm(BaseForm):
    """Dates that the rule cannot find."""

    release_on = DateField(_l("Release"), [InputRequired(_l("Write the day."))])
    expiry_on = DateField(_l("End of sentence"), [InputRequired(_l("Write the day."))])
    reason = TextAreaField(_l("How were they found?"), [InputRequired(_l("Say how.")), Length(max=2000)])
