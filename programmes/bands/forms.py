"""What is typed about the band of a place."""

from __future__ import annotations

import uuid

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.forms import BaseForm, DateField
from kernel.i18n import _, _l
from programmes.pay.queries import bands_of


class BandForm(BaseForm):
    """By which band a place is paid, from which day, and why."""

    band = SelectField(_l("Band"))
    from_on = DateField(_l("From"), [InputRequired()])
    why = StringField(_l("Why"), [InputRequired(), Length(min=5, max=300)])

    def offer(self, programme_id: uuid.UUID) -> None:
        """Fill the list with the bands of the programme."""
        known = [SelectChoice(value=one, label=one) for one in bands_of(programme_id)]
        self.band.choices = [SelectChoice(value="", label=_("No band")), *known]
