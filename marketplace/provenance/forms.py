"""Revoking labels."""

from __future__ import annotations

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class RevokeForm(BaseForm):
    """Why the labels of a batch are worth nothing any more. Staff read it; the public does not."""

    reason = StringField(
        _l("Why the labels are revoked"), [InputRequired(_l("Say why the labels are revoked.")), Length(max=200)],
        description=_l("For example: a roll of labels was lost."),
    )  # fmt: skip
