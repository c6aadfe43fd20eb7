"""Forms of the identity page."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.identity.models import Skill
from casework.identity.rules import NumberKind
from casework.identity.service import Facts, NewName, NewNumber
from casework.people.models import BirthPrecision, NameKind, Sex
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField
from kernel.i18n import _l, current_locale
from kernel.ids import new_id


def _reason() -> StringField:
    return StringField(
        _l("Why?"),
        [InputRequired(_l("Say in a few words why, such as: passport seen.")), Length(max=300)],
        description=_l("Such as: passport seen, spelling mended."),
    )


def language_choices(chosen: str = "") -> list[SelectChoice]:
    """Every language with a code of two or three letters, by its name in the reader's language."""
    names = {code: name for code, name in current_locale().languages.items() if "_" not in code}
    names.setdefault(chosen, chosen)
    named = [SelectChoice(code, name) for code, name in sorted(names.items(), key=lambda item: item[1]) if code]
    return [SelectChoice("", ""), *named]


def country_choices(chosen: str = "") -> list[SelectChoice]:
    """Every country, by its name in the reader's language."""
    names = {code: name for code, name in current_locale().territories.items() if len(code) == 2 and code != "ZZ"}  # noqa: PLR2004 - ISO 3166 alpha-2
    names.setdefault(chosen.upper(), chosen)
    named = [SelectChoice(code, name) for code, name in sorted(names.items(), key=lambda item: item[1]) if code]
    return [SelectChoice("", ""), *named]


class NameForm(BaseForm):
    """Another name."""

    id = HiddenField(default=lambda: str(new_id()))
    text = StringField(
        _l("The whole name"), [InputRequired(_l("Write the name as the person or the paper says it.")), Length(max=200)]
    )
    kind = EnumRadioField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=NameKind)
    born_on = DateField(
        _l("Birth date that goes with it"), [Optional()], description=_l("Only if a paper says another one.")
    )
    reason = _reason()

    def to_name(self, person_id: uuid.UUID) -> NewName:
        """The command behind the form."""
        return NewName(
            id=uuid.UUID(self.id.data), person_id=person_id, kind=self.kind.data, text=self.text.data,
            born_on=self.born_on.data, reason=self.reason.data,
        )  # fmt: skip


class NumberForm(BaseForm):
    """A number of another authority."""

    kind = EnumSelectField(_l("What is it?"), [InputRequired(_l("Choose one."))], kind=NumberKind)
    country = SelectField(_l("Country that gave it"), [Optional()], choices=list)
    value = StringField(
        _l("The number"),
        [InputRequired(_l("Write the number.")), Length(max=60)],
        description=_l("Blanks, dots and dashes do not matter. Check digits are compared where the country has them."),
    )

    def offer(self) -> None:
        """Fill the countries, in the reader's language."""
        self.country.choices = country_choices(self.country.data or "")

    def to_number(self, person_id: uuid.UUID) -> NewNumber:
        """The command behind the form."""
        return NewNumber(
            person_id=person_id, kind=self.kind.data, value=self.value.data, country=self.country.data or ""
        )


class LanguageForm(BaseForm):
    """A language."""

    language = SelectField(_l("Language"), [InputRequired(_l("Choose one."))], choices=list)
    skill = EnumRadioField(_l("How well?"), [InputRequired(_l("Choose one."))], kind=Skill)

    def offer(self) -> None:
        """Fill the languages, in the reader's language."""
        self.language.choices = language_choices(self.language.data or "")


class EndForm(BaseForm):
    """Why something is no longer so."""

    reason = _reason()


class FactsForm(BaseForm):
    """Birth, sex, languages: corrected with a reason."""

    version = HiddenField()
    known_as = StringField(_l("What they want to be called"), [Optional(), Length(max=80)])
    sex = EnumRadioField(_l("Sex, for placement"), [InputRequired(_l("Choose one."))], kind=Sex)
    gender = StringField(_l("How they see themselves"), [Optional(), Length(max=80)])
    birth_precision = EnumSelectField(
        _l("How well is the birth date known?"), [InputRequired(_l("Choose one."))], kind=BirthPrecision
    )
    born_on = DateField(
        _l("Born on"), [Optional()], description=_l("If only the year is known, write 1 1 and the year.")
    )
    nationality = SelectField(_l("Nationality"), [Optional()], choices=list)
    language = SelectField(_l("Language they speak best"), [Optional()], choices=list)
    needs_interpreter = BooleanField(_l("Needs an interpreter"))
    reason = _reason()

    def offer(self) -> None:
        """Fill what comes in the reader's language."""
        self.nationality.choices = country_choices(self.nationality.data or "")
        self.language.choices = language_choices(self.language.data or "")

    def to_facts(self, person_id: uuid.UUID) -> Facts:
        """The command behind the form."""
        born = self.born_on.data
        return Facts(
            person_id=person_id, version=int(self.version.data or 0), reason=self.reason.data,
            known_as=self.known_as.data or "", sex=self.sex.data, gender=self.gender.data or "",
            birth_precision=self.birth_precision.data, born_on=born, birth_year=born.year if born else None,
            nationality=self.nationality.data or "", language=self.language.data or "",
            needs_interpreter=self.needs_interpreter.data,
        )  # fmt: skip
