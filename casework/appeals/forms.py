"""Forms of an appeal."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired

from kernel.forms import BaseForm, DateField
from kernel.i18n import _l


class AppealForm(BaseForm):
    """The appeal as the person put it."""

    words = TextAreaField(_l("What the person says against the decision"), [InputRequired()])
    received_on = DateField(_l("Received on"), [InputRequired()])


class AnswerForm(BaseForm):
    """The answer to an appeal."""

    answer = TextAreaField(
        _l("Why the decision stays"), [InputRequired()], description=_l("Plain sentences. The person will read them.")
    )
