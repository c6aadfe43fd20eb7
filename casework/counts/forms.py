"""The form that asks for a moment."""

from __future__ import annotations

from kernel.forms import BaseForm, DateField, TimeField
from kernel.i18n import _l


class MomentForm(BaseForm):
    """A day and an hour on the prison's clock."""

    on = DateField(_l("Day"))
    hour = TimeField(_l("Hour"))
