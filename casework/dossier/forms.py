"""The forms that complete a file."""

from __future__ import annotations

import uuid

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.completeness.rules import CAN_BE_NONE, Core
from casework.dossier.models import CounselKind, NoteKind
from casework.dossier.service import Facts, NewChild, NewCounsel, NewHearing, NewNote
from casework.people.service import NewRelation
from kernel.errors import DomainError
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField, TimeField, moment_of
from kernel.i18n import _, _l
from kernel.ids import new_id


class FactsForm(BaseForm):
    """What the reception may have left open. An empty box leaves the file as it is."""

    supervising_authority = StringField(
        _l("Which authority watches over custody?"), [Optional(), Length(max=200)],
        description=_l("The court or prosecutor who may end it."),
    )  # fmt: skip
    gender = StringField(_l("How they see themselves"), [Optional(), Length(max=80)])
    arrested_on = DateField(_l("Arrested on"), [Optional()])
    arrested_time = TimeField(_l("At what time?"), [Optional()])
    arrest_place = StringField(_l("Where were they arrested?"), [Optional(), Length(max=200)])
    arrested_by = StringField(_l("By whom?"), [Optional(), Length(max=200)])
    visible_injuries = TextAreaField(
        _l("Injuries you can see"), [Optional(), Length(max=2000)],
        description=_l("If you looked and saw none, write: none."),
    )  # fmt: skip
    ill_treatment_complaint = TextAreaField(
        _l("Do they say that they were ill-treated?"), [Optional(), Length(max=2000)],
        description=_l("If you asked and they say no, write: no."),
    )  # fmt: skip

    def to_facts(self, zone: str) -> Facts:
        """The command behind the form. Raises DomainError for a day without an hour."""
        day, hour = self.arrested_on.data, self.arrested_time.data
        if day and hour is None:
            raise DomainError(
                _("Write the hour too. If nobody knows it, the hour closest to it."), rule="Mandela Rule 7",
                field="arrested_time",
            )  # fmt: skip
        return Facts(
            supervising_authority=self.supervising_authority.data or "", gender=self.gender.data or "",
            arrested_at=moment_of(day, hour, zone) if day and hour is not None else None,
            arrest_place=self.arrest_place.data or "", arrested_by=self.arrested_by.data or "",
            visible_injuries=self.visible_injuries.data or "",
            ill_treatment_complaint=self.ill_treatment_complaint.data or "",
        )  # fmt: skip


class ChildForm(BaseForm):
    """A child of the person."""

    id = HiddenField(default=lambda: str(new_id()))
    name = StringField(_l("Name of the child"), [InputRequired(_l("Write the name.")), Length(max=200)])
    birth_year = IntegerField(_l("Year of birth"), [Optional()])
    lives_at = StringField(_l("Where is the child?"), [Optional(), Length(max=200)])
    cared_for_by = StringField(_l("Who cares for the child?"), [Optional(), Length(max=200)])
    needs_care = BooleanField(_l("Nobody cares for the child now"))

    def to_child(self) -> NewChild:
        """The command behind the form."""
        return NewChild(
            id=uuid.UUID(self.id.data), name=self.name.data, birth_year=self.birth_year.data,
            lives_at=self.lives_at.data or "", cared_for_by=self.cared_for_by.data or "",
            needs_care=self.needs_care.data,
        )  # fmt: skip


class RelativeForm(BaseForm):
    """Family, or somebody to call."""

    name = StringField(_l("Name"), [InputRequired(_l("Write the name.")), Length(max=200)])
    kinship = StringField(_l("Who are they to the person?"), [InputRequired(_l("Say who they are.")), Length(max=60)])
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)])
    next_of_kin = BooleanField(_l("Next of kin"))
    emergency = BooleanField(_l("To be called in an emergency"))

    def to_relation(self) -> NewRelation:
        """The command behind the form."""
        return NewRelation(
            name=self.name.data, kinship=self.kinship.data, phone=self.phone.data or "",
            next_of_kin=self.next_of_kin.data, emergency=self.emergency.data,
        )  # fmt: skip


class CounselForm(BaseForm):
    """The present lawyer."""

    id = HiddenField(default=lambda: str(new_id()))
    name = StringField(_l("Name of the lawyer"), [InputRequired(_l("Write the name.")), Length(max=200)])
    kind = EnumRadioField(_l("Chosen or legal aid?"), [InputRequired(_l("Choose one."))], kind=CounselKind)
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)])

    def to_counsel(self) -> NewCounsel:
        """The command behind the form."""
        return NewCounsel(
            id=uuid.UUID(self.id.data), name=self.name.data, kind=self.kind.data, phone=self.phone.data or ""
        )


class HearingForm(BaseForm):
    """A day in court."""

    id = HiddenField(default=lambda: str(new_id()))
    court = StringField(_l("Which court?"), [InputRequired(_l("Write the court.")), Length(max=200)])
    day = DateField(_l("Day of the hearing"), [InputRequired(_l("Write the day."))])
    hour = TimeField(_l("Hour"), [InputRequired(_l("Write the hour."))])
    case_number = StringField(_l("Number of the case"), [Optional(), Length(max=80)])
    purpose = StringField(_l("What for?"), [Optional(), Length(max=200)])

    def to_hearing(self, zone: str) -> NewHearing:
        """The command behind the form."""
        assert self.day.data
        assert self.hour.data is not None
        return NewHearing(
            id=uuid.UUID(self.id.data), court=self.court.data, at=moment_of(self.day.data, self.hour.data, zone),
            case_number=self.case_number.data or "", purpose=self.purpose.data or "",
        )  # fmt: skip


class OutcomeForm(BaseForm):
    """What came of a hearing."""

    outcome = TextAreaField(
        _l("What did the court decide?"),
        [InputRequired(_l("Say in a few words what the court decided.")), Length(max=2000)],
    )
    brought = BooleanField(_l("The person was brought to the court"))


class NoteForm(BaseForm):
    """A note of Rule 8."""

    id = HiddenField(default=lambda: str(new_id()))
    kind = EnumSelectField(
        _l("What is it?"), [InputRequired(_l("Choose one."))], kind=NoteKind,
        description=_l("A confidential complaint does not belong here: it goes sealed to whom it is addressed."),
    )  # fmt: skip
    day = DateField(_l("Day"), [InputRequired(_l("Write the day."))])
    words = TextAreaField(
        _l("What happened?"), [InputRequired(_l("Say in a few words what happened.")), Length(max=4000)]
    )
    decided_by = StringField(
        _l("Who decided?"), [Optional(), Length(max=200)], description=_l("Always needed for a sanction.")
    )
    outcome = TextAreaField(_l("What came of it?"), [Optional(), Length(max=2000)])

    def to_note(self) -> NewNote:
        """The command behind the form."""
        assert self.day.data
        return NewNote(
            id=uuid.UUID(self.id.data), kind=self.kind.data, day=self.day.data, words=self.words.data,
            decided_by=self.decided_by.data or "", outcome=self.outcome.data or "",
        )  # fmt: skip


class NothingForm(BaseForm):
    """Asked or looked, and there is none."""

    item = SelectField(
        _l("What is there none of?"), [InputRequired(_l("Choose one."))],
        choices=[SelectChoice("", ""), *(SelectChoice(one.value, one.label) for one in Core if one in CAN_BE_NONE)],
    )  # fmt: skip
    words = StringField(
        _l("How do you know?"), [InputRequired(_l("Say in a few words how you know.")), Length(max=200)],
        description=_l("Such as: asked, says that they have no children."),
    )  # fmt: skip
