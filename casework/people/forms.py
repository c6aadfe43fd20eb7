"""Forms on identity."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class SearchForm(BaseForm):
    """Part of a name, a file number or another number. Sent by POST: names do not belong in addresses."""

    asked = StringField(_l("Name or number"), [Length(max=120)])
