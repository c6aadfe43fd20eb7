"""Forms on family and contact with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from wtforms import BooleanField, HiddenField, IntegerField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from casework.family.models import FamilyState, FamilyWay
from casework.family.service import NewFamilyContact
from casework.people.service import NewRelation
from kernel.forms import BaseForm, DateField, EnumRadioField, EnumSelectField, TimeField, moment_of
from kernel.i18n import _l
from kernel.ids import new_id

_NOON = dt.time(12)


class RelationForm(BaseForm):
    """Somebody who belongs to the person."""

    name = StringField(_l("Name"), [InputRequired(_l("Write the name.")), Length(max=200)])
    kinship = StringField(_l("Who are they to the person?"), [InputRequired(_l("Say who they are.")), Length(max=60)])
    phone = StringField(_l("Telephone"), [Optional(), Length(max=40)])
    next_of_kin = BooleanField(_l("Next of kin"))
    emergency = BooleanField(_l("To be called in an emergency"))
    dependant = BooleanField(_l("Depends on the person"))
    told_on = DateField(_l("Told of the reception on"), [Optional()])
    told_time = TimeField(_l("At what time?"), [Optional()])

    def to_relation(self, zone: str) -> NewRelation:
        """The command behind the form. A day without an hour is taken as noon."""
        day = self.told_on.data
        told = moment_of(day, self.told_time.data or _NOON, zone) if day else None
        return NewRelation(
            name=self.name.data, kinship=self.kinship.data, phone=self.phone.data or "", told_at=told,
            next_of_kin=self.next_of_kin.data, emergency=self.emergency.data, dependant=self.dependant.data,
        )  # fmt: skip


class CorrectionForm(RelationForm):
    """The same, corrected with a reason."""

    reason = StringField(
        _l("Why?"),
        [InputRequired(_l("Say in a few words why, such as: she has a new number.")), Length(max=300)],
        description=_l("Such as: she has a new number."),
    )


class EndForm(BaseForm):
    """Why somebody is no longer to be reached."""

    reason = StringField(
        _l("Why?"), [InputRequired(_l("Say in a few words why, such as: he died in March.")), Length(max=300)]
    )


def _minutes() -> IntegerField:
    return IntegerField(_l("How many minutes?"), [Optional()])


def _words() -> StringField:
    return StringField(
        _l("Remarks, or why we cancelled it"), [Optional(), Length(max=300)],
        description=_l("Never what was said: talk and letters with the family are private."),
    )  # fmt: skip


class ContactForm(BaseForm):
    """A visit, call, letter or video call."""

    id = HiddenField(default=lambda: str(new_id()))
    relation = SelectField(_l("With whom?"), [InputRequired(_l("Choose one."))], choices=list)
    way = EnumRadioField(_l("How?"), [InputRequired(_l("Choose one."))], kind=FamilyWay)
    state = EnumSelectField(_l("What came of it?"), [InputRequired(_l("Choose one."))], kind=FamilyState)
    day = DateField(_l("On which day?"), [InputRequired(_l("Write the day."))])
    time = TimeField(_l("At what time?"), [InputRequired(_l("Write the hour."))])
    minutes = _minutes()
    words = _words()

    def offer(self, relations: Sequence[Any]) -> None:
        """Fill in who there is."""
        named = [SelectChoice(str(one.id), f"{one.name}, {one.kinship}") for one in relations if not one.ended_on]
        self.relation.choices = [SelectChoice("", ""), *named]

    def to_contact(self, person_id: uuid.UUID, zone: str) -> NewFamilyContact:
        """The command behind the form; ``zone`` is the place's."""
        assert self.day.data
        assert self.time.data is not None
        return NewFamilyContact(
            id=uuid.UUID(self.id.data), person_id=person_id, relation_id=uuid.UUID(self.relation.data),
            way=self.way.data, state=self.state.data, at=moment_of(self.day.data, self.time.data, zone),
            minutes=self.minutes.data, words=self.words.data or "",
        )  # fmt: skip


class SettleForm(BaseForm):
    """What came of a planned contact."""

    state = EnumRadioField(_l("What came of it?"), [InputRequired(_l("Choose one."))], kind=FamilyState)
    minutes = _minutes()
    words = _words()
