"""What is typed about the days of an establishment."""

from __future__ import annotations

import uuid

from wtforms import SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from kernel.calendars.models import CalendarChoice, OwnDayKind
from kernel.calendars.rules import WEEKDAYS, countries, parts_of
from kernel.calendars.service import NewCalendar, NewOwnDays
from kernel.forms import BaseForm, DateField, EnumRadioField, id_field
from kernel.i18n import _, _l, current_locale

DAY_NAMES = (_l("Monday"), _l("Tuesday"), _l("Wednesday"), _l("Thursday"), _l("Friday"), _l("Saturday"), _l("Sunday"))


class CalendarForm(BaseForm):
    """The country, its part and the working weekdays."""

    country = SelectField(_l("Public holidays of"))
    subdivision = SelectField(_l("Part of the country"), validate_choice=False)
    weekdays = SelectMultipleField(_l("Working days of the week"), coerce=int)

    def offer(self, chosen: CalendarChoice | None) -> None:
        """Fill the lists and, where nothing was sent, what holds now. The parts are those of the country in force."""
        names = current_locale().territories
        known = sorted((names.get(code, code), code) for code in countries())
        self.country.choices = [
            SelectChoice(value="", label=_("No public holidays")),
            *(SelectChoice(value=code, label=name) for name, code in known),
        ]
        self.weekdays.choices = [SelectChoice(value=number, label=name) for number, name in enumerate(DAY_NAMES)]
        in_force = chosen.country if chosen else ""
        self.subdivision.choices = [
            SelectChoice(value="", label=_("The whole country")),
            *(SelectChoice(value=code, label=name) for code, name in parts_of(in_force).items()),
        ]
        if not self.is_submitted():
            self.country.data, self.subdivision.data = in_force, chosen.subdivision if chosen else ""
            self.weekdays.data = [int(one) for one in chosen.weekdays] if chosen else sorted(WEEKDAYS)

    def to_calendar(self, unit_id: uuid.UUID) -> NewCalendar:
        """What ``set_calendar`` takes. A part of the country before is not one of the new country."""
        part = self.subdivision.data if self.subdivision.data in parts_of(self.country.data) else ""
        return NewCalendar(
            unit_id=unit_id, country=self.country.data, subdivision=part, weekdays=self.weekdays.data or ()
        )


class OwnDaysForm(BaseForm):
    """Days that are closed, or worked after all."""

    id = id_field()
    kind = EnumRadioField(_l("These days are"), [InputRequired()], kind=OwnDayKind)
    first_on = DateField(_l("First day"), [InputRequired()])
    last_on = DateField(_l("Last day"), description=_l("Leave it empty for one day."))
    reason = StringField(_l("Why"), [InputRequired(), Length(max=200)])

    def to_days(self, unit_id: uuid.UUID) -> NewOwnDays:
        """What ``note_days`` takes."""
        assert self.first_on.data is not None
        return NewOwnDays(
            id=self.id.data, unit_id=unit_id, kind=self.kind.data, first_on=self.first_on.data,
            last_on=self.last_on.data or self.first_on.data, reason=self.reason.data,
        )  # fmt: skip
