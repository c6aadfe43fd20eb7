"""Which wing, which month, how large."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from wtforms import RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from kernel.forms import BaseForm
from kernel.i18n import _l, show_date

MONTHS = 13


class WingForm(BaseForm):
    """What to print."""

    wing = SelectField(_l("Wing"), [InputRequired(_l("Choose a wing."))])
    month = SelectField(_l("Month"), [InputRequired(_l("Choose a month."))])
    size = RadioField(
        _l("Size"),
        default="usual",
        choices=[SelectChoice(value="usual", label=_l("Usual")), SelectChoice(value="large", label=_l("Large print"))],
    )

    def offer(self, wings: Sequence[Any], today: dt.date) -> None:
        """Fill in the wings and the last thirteen months, the last whole one first."""
        self.wing.choices = [SelectChoice(value=str(row.id), label=f"{row.prison}, {row.name}") for row in wings]
        firsts = [today.replace(day=1)]
        while len(firsts) < MONTHS:
            firsts.append((firsts[-1] - dt.timedelta(days=1)).replace(day=1))
        whole = [*firsts[1:], firsts[0]]
        self.month.choices = [SelectChoice(value=f"{day:%Y-%m}", label=show_date(day, "MMMM y")) for day in whole]
