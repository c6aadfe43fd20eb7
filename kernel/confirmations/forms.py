"""The form behind a refusal."""

from __future__ import annotations

from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm
from kernel.i18n import _l


class RefuseForm(BaseForm):
    """Why somebody is not confirmed."""

    reason = TextAreaField(_l("Why not"), [InputRequired(_l("Say why you turn this down.")), Length(max=500)])
