"""The forms of what a service tells us."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, FieldList, FormField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.fields import enum_options
from kernel.forms import BaseForm, DateField, EnumRadioField, RowForm, TimeField, id_field, moment_of
from kernel.i18n import _l
from probation.feedback.service import NewSession, Scored
from probation.referrals.models import Absence, Score

CAME = "came"


class SessionForm(BaseForm):
    """One session, as the service told us."""

    id = id_field()
    on = DateField(_l("On which day was it?"), [InputRequired()])
    time = TimeField(_l("At what time?"), [InputRequired()])
    how = RadioField(
        _l("Did it take place?"), [InputRequired(_l("Choose one."))],
        choices=[SelectChoice(value=CAME, label=_l("Yes, the person took part")), *enum_options(Absence)],
    )  # fmt: skip
    late = BooleanField(_l("The person came late"))
    feedback = TextAreaField(_l("What the service says"), [Optional(), Length(max=2000)])
    concern = TextAreaField(
        _l("Is the service worried about something?"), [Optional(), Length(max=1000)],
        description=_l("This stands on the officer's day until it was read."),
    )  # fmt: skip

    def to_session(self, referral_id: uuid.UUID, zone: str) -> NewSession:
        """The command of a form that was validated."""
        assert self.on.data
        assert self.time.data
        absence = None if self.how.data == CAME else Absence(self.how.data)
        return NewSession(
            id=self.id.data, referral_id=referral_id, at=moment_of(self.on.data, self.time.data, zone),
            absence=absence, late=bool(self.late.data) and absence is None, feedback=self.feedback.data or "",
            concern=self.concern.data or "",
        )  # fmt: skip


class TakeBackForm(BaseForm):
    """Why a noted session was wrong."""

    reason = StringField(
        _l("What was wrong?"), [InputRequired(), Length(max=300)],
        description=_l("For example: another person's session, or another day. The record stays with your reason."),
    )  # fmt: skip


class ScoreRow(RowForm):
    """One desired outcome at the end."""

    outcome_id = HiddenField()
    score = EnumRadioField(_l("Was it reached?"), [InputRequired()], kind=Score)
    why = StringField(_l("What shows it?"), [Optional(), Length(max=500)])


class ReportForm(BaseForm):
    """The service's report at the end."""

    scores = FieldList(FormField(ScoreRow), label=_l("Outcomes"), max_entries=6)
    report = TextAreaField(_l("What the service reports"), [InputRequired(), Length(min=10, max=4000)])

    def fill(self, outcomes: Sequence[Any]) -> None:
        """One row for each desired outcome."""
        for one in outcomes:
            self.scores.append_entry({"outcome_id": str(one.id)})

    def to_scores(self) -> tuple[Scored, ...]:
        """The scores of a form that was validated; a row that names no outcome is left out."""
        found = []
        for entry in self.scores.entries:
            try:
                known = uuid.UUID(entry.form.outcome_id.data)
            except (ValueError, TypeError):
                continue
            found.append(Scored(outcome_id=known, score=entry.form.score.data, why=entry.form.why.data or ""))
        return tuple(found)
