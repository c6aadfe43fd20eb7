"""The form that keeps two files apart."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class TwoPeopleForm(BaseForm):
    """Why two alike files are two people."""

    reason = TextAreaField(
        _l("How do you know that they are two people?"), [InputRequired(_l("Say how you know.")), Length(max=1000)]
    )
