"""Forms of an appeal."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Optional

from casework.appeals.service import Answer
from casework.classification.models import AppealOutcome
from casework.people.models import SecurityLevel
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l


class AppealForm(BaseForm):
    """The appeal as the person put it."""

    words = TextAreaField(_l("What the person says against the decision"), [InputRequired()])
    received_on = DateField(_l("Received on"), [InputRequired()])


class AnswerForm(BaseForm):
    """The answer to an appeal."""

    outcome = EnumRadioField(_l("What do you decide?"), [InputRequired()], kind=AppealOutcome)
    level = EnumSelectField(_l("The other level"), [Optional()], kind=SecurityLevel)
    answer = TextAreaField(_l("Why"), [InputRequired()], description=_l("Plain sentences. The person will read them."))

    def to_answer(self) -> Answer:
        """The command."""
        return Answer(outcome=self.outcome.data, words=self.answer.data or "", level=self.level.data)
