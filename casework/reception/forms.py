"""The reception, on one page: the order first, then who it is, then what they bring and where they sleep."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from casework.completeness.rules import Core
from casework.custody.rules import HELD_AS
from casework.dossier.service import NewChild
from casework.people.models import BirthPrecision, Sex
from casework.people.service import NewPerson, NewRelation
from casework.reception.rules import child_of, thing_of
from casework.reception.service import NewOrder, NewReception
from casework.sentences.models import SentenceKind
from casework.sentences.service import NewSentence
from kernel import clock
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField, MoneyField, TimeField, moment_of
from kernel.i18n import LOCALES, _, _l
from kernel.ids import new_id

NEW = "new"
_MANY = [Optional(), NumberRange(0, 99_999, _l("Write a number of 0 or more."))]


def _later(sentence: Any) -> list[Any]:
    return [InputRequired(sentence), Length(max=200)]


class ReceptionForm(BaseForm):
    """Everything about a reception. ``stage`` is "look" until the matches and the wings were shown once."""

    id = HiddenField(default=lambda: str(new_id()))
    person_id = HiddenField(default=lambda: str(new_id()))
    stage = HiddenField(default="look")
    order_authority = StringField(
        _l("Who ordered it?"),
        _later(_l("Write the court or authority.")),
        description=_l("Court or authority, as the order says."),
    )
    order_reference = StringField(
        _l("Number of the order"), [InputRequired(_l("Write the number of the order.")), Length(max=80)]
    )
    order_dated_on = DateField(_l("Date of the order"), [InputRequired(_l("Write the date of the order."))])
    order_signatory = StringField(
        _l("Who signed it?"), [InputRequired(_l("Write who signed the order.")), Length(max=120)]
    )
    grounds = TextAreaField(
        _l("For what reason?"), [InputRequired(_l("Write the reason as the order says it.")), Length(max=2000)]
    )
    legal_status = SelectField(_l("Held as"), [InputRequired(_l("Choose why the person is held."))], choices=[])
    supervising_authority = StringField(
        _l("Which authority watches over custody?"), [Optional(), Length(max=200)],
        description=_l("The court or prosecutor who may end it."),
    )  # fmt: skip
    order_expires_on = DateField(
        _l("The order runs out on"), [Optional()], description=_l("Leave empty when it says no date.")
    )
    name = StringField(_l("Whole name, as they say it"), _later(_l("Write the name, or “unknown”.")))
    other_name = StringField(_l("The name in another script"), [Optional(), Length(max=200)])
    known_as = StringField(_l("What they want to be called"), [Optional(), Length(max=80)])
    sex = EnumRadioField(_l("Sex, for placement"), [InputRequired(_l("Choose one."))], kind=Sex)
    gender = StringField(_l("How they see themselves"), [Optional(), Length(max=80)])
    birth_precision = EnumSelectField(
        _l("How well is the birth date known?"), [InputRequired(_l("Choose one."))], kind=BirthPrecision
    )
    born_on = DateField(
        _l("Born on"), [Optional()], description=_l("If only the year is known, write 1 1 and the year.")
    )
    language = StringField(
        _l("Language they speak best"),
        [Optional(), Length(max=10)],
        description=_l("Its short code, such as ar or fr."),
    )
    needs_interpreter = BooleanField(_l("Needs an interpreter"))
    match = RadioField(_l("Is it one of these?"), [Optional()], choices=[], validate_choice=False)
    arrested_on = DateField(_l("Arrested on"), [Optional()])
    arrested_time = TimeField(_l("At what time?"), [Optional()])
    arrest_place = StringField(_l("Where were they arrested?"), [Optional(), Length(max=200)])
    arrested_by = StringField(_l("By whom?"), [Optional(), Length(max=200)])
    visible_injuries = TextAreaField(
        _l("Injuries you can see"),
        [Optional(), Length(max=2000)],
        description=_l("If you looked and saw none, write: none."),
    )
    ill_treatment_complaint = TextAreaField(
        _l("Do they say that they were ill-treated?"),
        [Optional(), Length(max=2000)],
        description=_l("If you asked and they say no, write: no."),
    )
    belongings = TextAreaField(
        _l("What is kept for them"),
        [Optional(), Length(max=4000)],
        description=_l("One thing on each line. Begin with how many: 2 shirts."),
    )
    cash = MoneyField(_l("Money they carry"), [Optional()])
    kin_name = StringField(_l("Family or another person to tell"), [Optional(), Length(max=200)])
    kin_kinship = StringField(_l("Who are they to the person?"), [Optional(), Length(max=60)])
    kin_phone = StringField(_l("Telephone"), [Optional(), Length(max=40)])
    kin_told = BooleanField(_l("They have been told"))
    no_news_of_illness = BooleanField(
        _l("They ask that nobody is told if they fall ill"), description=_l("Their wish is obeyed (Mandela Rule 69).")
    )
    children = TextAreaField(
        _l("Children"), [Optional(), Length(max=2000)],
        description=_l("One child on each line: name, year of birth, where, who cares for them."),
    )  # fmt: skip
    no_children = BooleanField(_l("Asked: they have no children"))
    lawyer = StringField(_l("Name of the lawyer"), [Optional(), Length(max=200)])
    no_lawyer = BooleanField(_l("Asked: they have no lawyer yet"))
    nothing_kept = BooleanField(_l("They brought nothing that is kept"))
    screening_on = DateField(
        _l("Health screening booked for"), [Optional()], description=_l("Within a day of reception.")
    )
    leaflet = SelectField(
        _l("Rights leaflet given in"),
        [Optional()],
        choices=[SelectChoice("", ""), *(SelectChoice(code, name) for code, name in LOCALES.items())],
    )
    sentence_id = HiddenField(default=lambda: str(new_id()))
    offence = StringField(
        _l("Offence"),
        [Optional(), Length(max=300)],
        description=_l("Leave all of this empty when there is no sentence yet."),
    )
    imposed_on = DateField(_l("Day of sentence"), [Optional()])
    sentence_kind = EnumSelectField(_l("Kind"), [Optional()], kind=SentenceKind)
    years = IntegerField(_l("Years"), _MANY)
    months = IntegerField(_l("Months"), _MANY)
    days = IntegerField(_l("Days"), _MANY)
    at_day = DateField(_l("Day of reception"), [InputRequired(_l("Write the day."))])
    at_time = TimeField(_l("Hour"), [InputRequired(_l("Write the hour."))])
    establishment_id = SelectField(_l("Prison"), [InputRequired(_l("Choose the prison."))], choices=[])
    wing_id = RadioField(_l("Wing"), [Optional()], choices=[], validate_choice=False)

    def offer(self, prisons: Any) -> None:
        """Fill the choices that come from the data."""
        self.establishment_id.choices = [SelectChoice(str(row.id), row.name) for row in prisons]
        self.legal_status.choices = [
            SelectChoice("", ""),
            *(SelectChoice(status.value, status.label) for status in HELD_AS),
        ]

    def to_reception(self, zone: str) -> NewReception:
        """The command behind the form. ``zone`` is the prison's."""
        assert self.at_day.data
        assert self.at_time.data
        return NewReception(
            id=uuid.UUID(self.id.data),
            person=self._person(),
            order=self._order(),
            establishment_id=uuid.UUID(self.establishment_id.data),
            wing_id=uuid.UUID(self.wing_id.data) if self.wing_id.data else None,
            at=moment_of(self.at_day.data, self.at_time.data, zone),
            arrested_at=self._arrested_at(zone),
            arrest_place=self.arrest_place.data or "",
            arrested_by=self.arrested_by.data or "",
            visible_injuries=self.visible_injuries.data or "",
            ill_treatment_complaint=self.ill_treatment_complaint.data or "",
            leaflet_language=self.leaflet.data or "",
            health_screening_due=self.screening_on.data,
            family_informed_at=clock.now() if self.kin_told.data else None,
            relations=self._relations(),
            cash_minor=self.cash.data or 0,
            sentence=self._sentence(),
            no_news_of_illness=self.no_news_of_illness.data,
            children=tuple(
                NewChild(**child_of(line)) for line in (self.children.data or "").splitlines() if line.strip()
            ),
            lawyer=self.lawyer.data or "",
            none_of=self._none_of(),
            belongings=tuple(thing_of(line) for line in (self.belongings.data or "").splitlines() if line.strip()),
        )

    def _none_of(self) -> tuple[Core, ...]:
        said = ((self.no_children, Core.CHILDREN), (self.no_lawyer, Core.LAWYER), (self.nothing_kept, Core.PROPERTY))
        return tuple(item for box, item in said if box.data)

    def _sentence(self) -> NewSentence | None:
        if not (self.offence.data or self.imposed_on.data):
            return None
        if not (self.offence.data and self.imposed_on.data):
            missing = "imposed_on" if self.offence.data else "offence"
            raise DomainError(_("Write both the offence and the day of sentence, or neither."), field=missing)
        return NewSentence(
            id=uuid.UUID(self.sentence_id.data),
            person_id=uuid.UUID(self.person_id.data),
            court=self.order_authority.data,
            offence=self.offence.data,
            imposed_on=self.imposed_on.data,
            kind=self.sentence_kind.data or SentenceKind.STANDARD,
            years=self.years.data or 0,
            months=self.months.data or 0,
            days=self.days.data or 0,
        )

    def _arrested_at(self, zone: str) -> dt.datetime | None:
        """Day and hour of arrest. Raises DomainError for a day without an hour: midnight would be a false one."""
        day, hour = self.arrested_on.data, self.arrested_time.data
        if day and hour is None:
            raise DomainError(
                _("Write the hour too. If nobody knows it, the hour closest to it."),
                rule="Mandela Rule 7",
                field="arrested_time",
            )
        return moment_of(day, hour, zone) if day and hour is not None else None

    def _order(self) -> NewOrder:
        assert self.order_dated_on.data
        return NewOrder(
            authority=self.order_authority.data, reference=self.order_reference.data, dated_on=self.order_dated_on.data,
            signatory=self.order_signatory.data, grounds=self.grounds.data, expires_on=self.order_expires_on.data,
            supervising_authority=self.supervising_authority.data or "",
            legal_status=next(status for status in HELD_AS if status.value == self.legal_status.data),
        )  # fmt: skip

    def _person(self) -> NewPerson | uuid.UUID:
        if self.match.data and self.match.data != NEW:
            return uuid.UUID(self.match.data)
        born = self.born_on.data
        return NewPerson(
            id=uuid.UUID(self.person_id.data), name=self.name.data, other_name=self.other_name.data or "",
            known_as=self.known_as.data or "", sex=self.sex.data, gender=self.gender.data or "",
            birth_precision=self.birth_precision.data, born_on=born, birth_year=born.year if born else None,
            language=self.language.data or "", needs_interpreter=self.needs_interpreter.data,
        )  # fmt: skip

    def _relations(self) -> tuple[NewRelation, ...]:
        if not self.kin_name.data:
            return ()
        told = clock.now() if self.kin_told.data else None
        return (
            NewRelation(
                name=self.kin_name.data,
                kinship=self.kin_kinship.data or _("not said"),
                phone=self.kin_phone.data or "",
                next_of_kin=True,
                emergency=True,
                told_at=told,
            ),
        )
