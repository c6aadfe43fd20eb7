"""Forms of decisions."""

from __future__ import annotations

from typing import Any

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm, EnumRadioField, enum_options
from kernel.i18n import _l
from probation.field_clashes.models import Keep


class DecideForm(BaseForm):
    """Which record stands, and why."""

    keep = EnumRadioField(_l("What shall stand?"), [InputRequired(_l("Choose one."))], kind=Keep)
    reason = TextAreaField(_l("Why?"), [InputRequired(_l("Say in a sentence why.")), Length(min=10, max=1000)])

    def __init__(self, *args: Any, **given: Any) -> None:
        """Opening again is no choice here."""
        super().__init__(*args, **given)
        self.keep.choices = enum_options(Keep)[:3]


class ReasonForm(BaseForm):
    """A reason."""

    reason = TextAreaField(_l("Why?"), [InputRequired(_l("Say in a sentence why.")), Length(min=10, max=1000)])
