"""Forms of contacts: short, thumb-sized, remembering the usual."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from typing_extensions import override
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional, ValidationError

from kernel import clock
from kernel.errors import DomainError
from kernel.fields import PARTS, DateField, EnumCheckboxField, EnumRadioField, EnumSelectField, TimeField, moment_of
from kernel.forms import BaseForm
from kernel.i18n import _, _l
from kernel.ids import new_id
from probation.contacts.models import ContactKind, MovedBy, NeedArea, Outcome
from probation.contacts.rules import rounded
from probation.contacts.service import Move, NewAppointment, NewVisit

Asked = Callable[[ContactKind, dt.datetime], dict[str, Any]]
_BESIDE = {"occurred_at": "on", "next_at": "next_on", "answers_id": "outcome"}


def _fresh() -> str:
    return str(new_id())


def _key(text: str | None) -> uuid.UUID | None:
    return uuid.UUID(text) if text else None


class _NextFields(BaseForm):
    """When the next contact is."""

    next_id = HiddenField(default=_fresh)
    next_on = DateField(_l("Day"), [Optional()])
    next_time = TimeField(_l("Time"), [Optional()])
    next_kind = EnumSelectField(_l("Where"), [Optional()], kind=ContactKind)
    next_place = StringField(_l("Place, if not the usual"), [Optional(), Length(max=300)])
    overlapping = BooleanField(_l("It overlaps on purpose"))

    def to_next(self, zone: str, step_id: uuid.UUID | None = None) -> NewAppointment | None:
        """The next appointment, if one was written."""
        if not (self.next_on.data and self.next_time.data):
            return None
        return NewAppointment(
            id=uuid.UUID(self.next_id.data), kind=self.next_kind.data or ContactKind.OFFICE,
            at=moment_of(self.next_on.data, self.next_time.data, zone), place=self.next_place.data or "",
            step_id=step_id, overlapping=self.overlapping.data,
        )  # fmt: skip

    def validate_next_on(self, _field: Any) -> None:
        """A day without a time is half an appointment."""
        self._whole(self.next_on, self.next_time)

    def validate_next_time(self, _field: Any) -> None:
        """A time without a day is half an appointment too."""
        self._whole(self.next_time, self.next_on)

    @staticmethod
    def _whole(typed: Any, other: Any) -> None:
        if typed.data is not None and other.data is None and not (other.process_errors or other.errors):
            raise ValidationError(_("Fill in the day and the time, or leave both empty."))


class VisitForm(_NextFields):
    """What came of a contact, and the next one."""

    id = HiddenField(default=_fresh)
    order_id = HiddenField()
    answers_id = HiddenField()
    kind = EnumSelectField(_l("Where did you meet?"), [InputRequired()], kind=ContactKind)
    outcome = EnumRadioField(_l("What came of it?"), [InputRequired()], kind=Outcome)
    on = DateField(_l("Day"), [InputRequired()])
    time = TimeField(_l("Time"), [InputRequired()])
    minutes = IntegerField(_l("Minutes"), [Optional(), NumberRange(min=0, max=720)])
    place = StringField(_l("Place, if not the usual"), [Optional(), Length(max=300)])
    strengths = TextAreaField(_l("What goes well"), [Optional(), Length(max=4000)])
    needs = EnumCheckboxField(_l("What you talked about"), kind=NeedArea)
    agreed_action = TextAreaField(_l("What you agreed"), [Optional(), Length(max=2000)])
    person_words = TextAreaField(_l("In the person's own words"), [Optional(), Length(max=2000)])
    who = StringField(
        _l("Who else was there, or with whom you spoke"), [Optional(), Length(max=300)],
        description=_l("Family, an employer, an interpreter, a colleague."),
    )  # fmt: skip
    note = TextAreaField(_l("Note"), [Optional(), Length(max=12_000)])

    sensitive = BooleanField(
        _l("Keep these words with probation"),
        description=_l("Prison and other readers see that the contact took place, not what was written."),
    )

    def to_visit(self, zone: str) -> NewVisit:
        """The command of a form that was validated; ``zone`` is the office's."""
        return self.built(zone)

    def built(self, zone: str, **more: Any) -> NewVisit:
        """The command, with ``more`` that a longer form asked."""
        assert self.on.data
        assert self.time.data
        return NewVisit(
            id=uuid.UUID(self.id.data), order_id=uuid.UUID(self.order_id.data), answers_id=_key(self.answers_id.data),
            kind=self.kind.data, outcome=self.outcome.data, occurred_at=moment_of(self.on.data, self.time.data, zone),
            minutes=self.minutes.data, place=self.place.data or "", strengths=self.strengths.data or "",
            needs=tuple(map(str, self.needs.data or ())), agreed_action=self.agreed_action.data or "",
            note=self.note.data or "", next=self.to_next(zone), sensitive=self.sensitive.data,
            who=self.who.data or "", person_words=self.person_words.data or "", **more,
        )  # fmt: skip

    @override
    def refuse(self, refusal: DomainError) -> None:
        """Rules speak of facts; the form shows them beside the box they were typed in."""
        refusal.field = _BESIDE.get(refusal.field, refusal.field)
        super().refuse(refusal)


class AppointmentForm(_NextFields):
    """A contact to plan."""

    next_on = DateField(_l("Day"), [InputRequired()])
    next_time = TimeField(_l("Time"), [InputRequired()])
    step_id = SelectField(
        _l("A step of the plan that this appointment fulfils"),
        [Optional()],
        description=_l("The step closes when the appointment is kept."),
    )

    def to_appointment(self, zone: str) -> NewAppointment:
        """The command of a form that was validated."""
        made = self.to_next(zone, _key(self.step_id.data))
        assert made
        return made


class MoveForm(_NextFields):
    """Another time, or none."""

    id = HiddenField(default=_fresh)
    moved_by = EnumRadioField(_l("Who asked?"), [InputRequired()], kind=MovedBy)
    reason = StringField(_l("Why?"), [InputRequired(), Length(max=300)])

    def to_move(self, contact_id: uuid.UUID, zone: str) -> Move:
        """The command: without a new day it cancels."""
        return Move(
            id=uuid.UUID(self.id.data), contact_id=contact_id, moved_by=self.moved_by.data, reason=self.reason.data,
            to=self.to_next(zone),
        )  # fmt: skip


def step_choices(steps: Any) -> list[SelectChoice]:
    """The open steps of a plan as options, blank first."""
    return [SelectChoice(value="", label=_("None")), *(SelectChoice(value=str(s.id), label=s.text) for s in steps)]


def usual_form(kind: type[VisitForm], order: Any, last: Any, answers: Any, asked: Asked) -> Any:
    """A visit form of this ``kind`` that remembers the usual: what was planned, or how the last one was.

    ``asked``: what else to fill in, by the kind of the next contact and when this one was.
    """
    local = clock.local(clock.now(), order.zone)
    planned = answers.scheduled_at if answers is not None else None
    begun = clock.local(planned, order.zone) if planned and planned <= clock.now() else local
    usual = answers if answers is not None else last
    next_kind = ContactKind(last.kind) if last is not None else ContactKind.OFFICE
    return kind(
        formdata=None, order_id=str(order.id), answers_id=str(answers.id) if answers is not None else "",
        kind=ContactKind(usual.kind) if usual is not None else ContactKind.OFFICE, on=begun.date(), time=rounded(begun),
        minutes=(last.minutes if last is not None else None) or 30, place=usual.place if usual is not None else "",
        next_kind=next_kind, **asked(next_kind, begun),
    )  # fmt: skip


def as_typed(form: BaseForm) -> dict[str, list[str]]:
    """What a form holds, as a browser would send it."""
    found: dict[str, list[str]] = {}
    for field in form:
        if isinstance(field, DateField):
            found |= {f"{field.name}-{part}": [typed] for part, typed in zip(PARTS, field.parts, strict=True)}
        elif isinstance(field, EnumCheckboxField):
            found[field.name] = [str(one) for one in field.data or ()]
        elif isinstance(field, BooleanField):
            found[field.name] = ["y"] if field.data else []
        elif isinstance(field, RadioField | SelectField):
            found[field.name] = [] if field.data is None else [str(field.data)]
        elif field.name != "csrf_token":
            found[field.name] = [str(field._value())]  # noqa: SLF001 - WTForms' name for what was typed
    return found
