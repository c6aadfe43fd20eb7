"""What a person answered."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from kernel.forms import BaseForm, DateField, EnumCheckboxField, EnumRadioField
from kernel.i18n import _l
from marketplace.credits.models import Channel, CreditAnswer
from marketplace.credits.rules import consent_texts
from marketplace.credits.service import NewAnswer
from marketplace.published_credits.models import CreditForm


class AnswerForm(BaseForm):
    """How the words were heard and what was said. A no needs nothing else."""

    text_version = HiddenField(default=lambda: consent_texts()["version"])
    brand = SelectField(_l("Brand"), [InputRequired(_l("Choose a brand."))])
    language = HiddenField()
    read_aloud = BooleanField(_l("I read the words above aloud to the person"))
    interpreter = StringField(
        _l("Interpreter"), [Optional(), Length(max=120)],
        description=_l("Only where the person does not speak the language above."),
    )  # fmt: skip
    speaks_first = BooleanField(_l("The person spoke of it first"))
    answer = EnumRadioField(_l("What the person says"), [InputRequired(_l("Choose one."))], kind=CreditAnswer)
    shown_as = EnumRadioField(_l("How they may be credited"), [Optional()], kind=CreditForm)
    channels = EnumCheckboxField(_l("Where"), [Optional()], kind=Channel)
    expires_on = DateField(_l("Until"), [Optional()], description=_l("Twelve months at most."))

    def offer(self, brands: Sequence[tuple[uuid.UUID, str]]) -> None:
        """Fill in the brands."""
        self.brand.choices = [SelectChoice(value=str(key), label=name) for key, name in brands]

    def to_answer(self) -> NewAnswer:
        """The command behind the form."""
        until: dt.date | None = self.expires_on.data
        return NewAnswer(
            brand_id=uuid.UUID(self.brand.data), text_version=self.text_version.data, language=self.language.data,
            read_aloud=self.read_aloud.data, interpreter=self.interpreter.data or "",
            answer=CreditAnswer(self.answer.data), form=CreditForm(self.shown_as.data) if self.shown_as.data else None,
            channels=tuple(self.channels.data or ()), expires_on=until, speaks_first=self.speaks_first.data,
        )  # fmt: skip


class WithdrawForm(BaseForm):
    """Whose credits are taken back."""

    number = StringField(_l("Number of the person"), [InputRequired(_l("Enter the number on the person's file."))])
