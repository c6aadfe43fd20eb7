"""The form of whoever asks."""

from __future__ import annotations

from wtforms import BooleanField, TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class ResetForm(BaseForm):
    """What happened, and that the person stood before whoever asks."""

    reason = TextAreaField(
        _l("What happened?"),
        [InputRequired(_l("Say what happened to the phone and the card.")), Length(max=500)],
        description=_l("The second human reads it, and it stays on record."),
    )
    seen = BooleanField(
        _l("I have seen this person and checked their staff card"),
        [InputRequired(_l("See the person first: a voice on the telephone is not enough."))],
    )
