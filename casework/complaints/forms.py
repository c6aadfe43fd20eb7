"""Forms of the letter box and of who opens it."""

from __future__ import annotations

from wtforms import PasswordField, StringField, TextAreaField
from wtforms.validators import EqualTo, InputRequired, Length, Optional

from casework.complaints.rules import Complaint
from kernel.forms import BaseForm
from kernel.i18n import _l


class LetterForm(BaseForm):
    """What somebody writes to the inspector."""

    words = TextAreaField(_l("What happened?"), [InputRequired(_l("Write what happened.")), Length(max=20_000)])
    who = StringField(
        _l("Your name or number"),
        [Optional(), Length(max=200)],
        description=_l("Only if you want the inspector to know."),
    )
    where = StringField(_l("Which prison or office?"), [Optional(), Length(max=200)])

    def to_complaint(self) -> Complaint:
        """What goes into the envelope."""
        return Complaint(words=self.words.data, who=self.who.data or "", where=self.where.data or "")


class CodeForm(BaseForm):
    """The code on the receipt."""

    code = StringField(_l("Your code"), [InputRequired(_l("Write the code from your receipt.")), Length(max=40)])


class LockForm(BaseForm):
    """A new pass phrase."""

    phrase = PasswordField(
        _l("Pass phrase"),
        [InputRequired(_l("Write a pass phrase.")), Length(max=200)],
        description=_l("Four or more words. Nobody can open a letter without it, and nobody can bring it back."),
    )
    again = PasswordField(_l("The same again"), [EqualTo("phrase", _l("The two do not match. Write them again."))])


class OpenForm(BaseForm):
    """The pass phrase."""

    phrase = PasswordField(_l("Pass phrase"), [InputRequired(_l("Write the pass phrase.")), Length(max=200)])


class AnswerForm(BaseForm):
    """An answer."""

    words = TextAreaField(
        _l("Your answer"),
        [InputRequired(_l("Write the answer.")), Length(max=8000)],
        description=_l("Whoever holds the code reads it. Do not repeat names or details."),
    )
