"""What is typed when a certificate is withdrawn."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l
from programmes.completions.service import LEAST_REASON


class RevokeForm(BaseForm):
    """Why a certificate no longer holds."""

    reason = TextAreaField(
        _l("Why it is withdrawn"),
        [InputRequired(), Length(min=LEAST_REASON, max=500)],
        description=_l("Stays in the file. Who checks the paper reads only that it was withdrawn."),
    )
