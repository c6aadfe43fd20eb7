"""The form that keeps a filter."""

from __future__ import annotations

from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class FilterForm(BaseForm):
    """A name, and the filter as the address says it."""

    name = StringField(_l("Keep this filter as"), [InputRequired(), Length(max=60)])
    whose = HiddenField()
    level = HiddenField()
    due = HiddenField()
