"""Giving a product back."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class GiveBackForm(BaseForm):
    """What has to be mended."""

    words = TextAreaField(
        _l("What has to be mended"), [InputRequired(_l("Say what has to be mended.")), Length(min=5, max=300)]
    )
