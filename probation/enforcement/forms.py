"""Forms of support reviews."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.fields import EnumRadioField
from kernel.forms import BaseForm
from kernel.i18n import _l
from probation.enforcement.models import Decision


class ReviewForm(BaseForm):
    """What a support review came to."""

    decision = EnumRadioField(_l("What it comes to"), [InputRequired()], kind=Decision)
    reasons = TextAreaField(
        _l("Which help was looked at, and why this"), [InputRequired(), Length(min=10, max=4000)],
        description=_l("Housing, work, money, family, health: what stands in the way of coming?"),
    )  # fmt: skip


class WordsForm(BaseForm):
    """A sentence that goes with a step."""

    words = TextAreaField(_l("In a sentence"), [InputRequired(), Length(min=10, max=2000)])
