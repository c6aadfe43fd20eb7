"""A form with one field of each kind, for the gallery."""

from __future__ import annotations

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    EmailField,
    FieldList,
    FormField,
    IntegerField,
    PasswordField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from kernel.enums import LabelledEnum
from kernel.forms import (
    BaseForm,
    DateField,
    EnumCheckboxField,
    EnumRadioField,
    EnumSelectField,
    MoneyField,
    RowForm,
    TimeField,
)
from kernel.i18n import _l


class Outcome(LabelledEnum):
    """How a visit went."""

    SEEN = "seen", _l("Seen")
    NOT_HOME = "not_home", _l("Not at home")
    REFUSED = "refused", _l("Did not want to talk")


class Language(LabelledEnum):
    """Languages for an interpreter."""

    ARABIC = "ar", _l("Arabic")
    FRENCH = "fr", _l("French")
    RUSSIAN = "ru", _l("Russian")


class BelongingForm(RowForm):
    """One thing that was handed in."""

    what = StringField(_l("What it is"), [InputRequired()])
    value = MoneyField(_l("Value"), [Optional()], currency="EUR")


class SampleForm(BaseForm):
    """One field of each kind."""

    name = StringField(_l("Name as the person uses it"), [InputRequired(_l("Enter a name.")), Length(max=120)])
    email = EmailField(_l("E-mail"), [Optional()])
    password = PasswordField(_l("Password"), [Optional()])
    story = TextAreaField(_l("What was agreed"), [Optional()], description=_l("In the person's own words."))
    people = IntegerField(_l("How many people live there"), [Optional()])
    outcome = EnumRadioField(_l("How did it go?"), [InputRequired(_l("Choose how it went."))], kind=Outcome)
    place = EnumSelectField(_l("Language of the talk"), [Optional()], kind=Language)
    languages = EnumCheckboxField(_l("Other languages spoken"), [Optional()], kind=Language)
    day = DateField(_l("Date of the next visit"), [InputRequired(_l("Enter the date of the next visit."))])
    hour = TimeField(_l("Time"), [Optional()])
    fare = MoneyField(_l("Fare paid"), [Optional()], currency="EUR")
    paper = FileField(_l("Court order"), description=_l("PDF or photo, up to 25 MB."))
    told = BooleanField(_l("The person was told the date"))
    belongings = FieldList(FormField(BelongingForm), label=_l("Belonging"), min_entries=1)
