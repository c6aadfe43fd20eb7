"""Forms on scoring forms: the text in the editor, answers to try, a last day."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from casework.answers.rules import AnswerRefused, answer_of
from casework.questions.rules import Form, Scalar
from kernel.forms import BaseForm, DateField
from kernel.i18n import _l

PREFIX = "a-"


class TextForm(BaseForm):
    """The text of a form, as its author types it."""

    text = TextAreaField(_l("Text of the form"), [InputRequired(_l("Write the form."))])


class EndForm(BaseForm):
    """The last day of a version."""

    last_day = DateField(_l("Last day"), [InputRequired(_l("Write the day."))])
    why = StringField(_l("Why it ends"), [InputRequired(_l("Write why it ends.")), Length(max=400)])


class WithdrawForm(BaseForm):
    """Why a proposal is taken back."""

    why = StringField(_l("Why it is withdrawn"), [InputRequired(_l("Write why it is withdrawn.")), Length(max=400)])


class TryForm(BaseForm):
    """The parent of every form of trial answers; its fields come from the definition. Nothing is kept."""

    class Meta(BaseForm.Meta):
        """It changes nothing, so it needs no token."""

        csrf = False

    def known(self, form: Form) -> dict[str, Scalar]:
        """Question → value for what was answered; what is no answer is said beside its question."""
        found: dict[str, Scalar] = {}
        for item in form.items:
            field = self[PREFIX + item.key]
            if not field.data:
                continue
            try:
                found[item.key] = answer_of(item, field.data)
            except AnswerRefused as refusal:
                field.errors = [str(refusal)]
        return found


def try_form(form: Form, formdata: Any) -> TryForm:
    """One field for each question: options to choose from, or a box for a number or a day."""
    fields: dict[str, Any] = {}
    for item in form.items:
        if item.choices:
            options = [SelectChoice(value=one.value, label=one.text) for one in item.choices]
            choices = [*options, SelectChoice(value="", label=_l("Not known"))]
            fields[PREFIX + item.key] = RadioField(
                item.text, description=item.help, choices=choices, validate_choice=False, default=""
            )
        else:
            fields[PREFIX + item.key] = StringField(item.text, description=item.help, default="")
    made: TryForm = type("AnswersToTry", (TryForm,), fields)(formdata=formdata)
    return made
