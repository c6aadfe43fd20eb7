"""What follows a movement: duties, the alert of an escape, the days at large; and the commands that fulfil duties."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from casework.alerts.models import Alert, AlertCode
from casework.alerts.service import raise_alert
from casework.custody.events import MovementTakenBack, PersonMoved
from casework.custody.models import MovementKind
from casework.custody.rules import at_large
from casework.duties import queries
from casework.duties.models import CauseOfDeath, DeathRecord, Duty, DutyKind, OutsideDeath
from casework.duties.rules import Owed, owed_after
from casework.people.models import Certainty
from casework.people.queries import person_record
from casework.sentences.models import Adjustment, AdjustmentKind
from casework.sentences.queries import sentences_of
from casework.sentences.service import NewAdjustment, adjust
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.i18n import _, show_date
from kernel.units.queries import unit_of

MOVEMENT_DOERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)
SHORTEST_WORDS = 3
REVIEW_ESCAPE = dt.timedelta(days=30)


def connect() -> None:
    """Listen for movements, and for those taken back."""
    events.subscribe(PersonMoved, follow)
    events.subscribe(MovementTakenBack, undo)


def follow(event: PersonMoved) -> None:
    """Open what a movement owes; after an escape raise the alert, after the return propose the days at large."""
    silent = queries.wants_no_news(event.person_id)
    for owed in owed_after(event.kind, no_news_of_illness=silent):
        _owe(event.by, Duty(
            person_id=event.person_id, movement_id=event.movement_id, prison_id=event.prison_id, kind=owed.kind,
            due_at=event.at + owed.within,
        ))  # fmt: skip
    if event.kind is MovementKind.ESCAPE:
        _warn(event)
    if event.kind is MovementKind.RETURN and event.before is MovementKind.ESCAPE:
        _propose_days(event)


def _owe(actor: Actor, duty: Duty) -> None:
    session.add(duty)
    audit.record(actor, "duty.owed", duty)


def owe_outside(actor: Actor, death: OutsideDeath, owed: Iterable[Owed]) -> None:
    """Open what is owed after a death outside, counted from when it was written down."""
    for one in owed:
        _owe(actor, Duty(
            person_id=death.person_id, outside_id=death.id, prison_id=death.unit_id, kind=one.kind,
            due_at=death.recorded_at + one.within,
        ))  # fmt: skip


def drop_open(actor: Actor, cause_id: uuid.UUID, words: str) -> None:
    """Close the open duties of a movement or a death that was none."""
    for duty in queries.open_duties(cause_id):
        duty.done_at, duty.done_by, duty.words = clock.now(), actor.human_id, words
        audit.record(actor, "duty.dropped", duty)


def _warn(event: PersonMoved) -> None:
    open_one = sa.select(Alert.id).where(
        Alert.person_id == event.person_id, Alert.code == AlertCode.ESCAPE, Alert.ended_on.is_(None)
    )
    if session.scalar(open_one) is None:
        words = _("Escaped. Tell the police at once when you learn anything.")
        raise_alert(
            event.by, event.person_id, AlertCode.ESCAPE, words, review_on=clock.today() + REVIEW_ESCAPE
        )  # fmt: skip


def _propose_days(event: PersonMoved) -> None:
    """Enter the whole days at large against the sentences; the dates must be worked out and confirmed anew."""
    zone = unit_of(event.prison_id).zone
    days = at_large(clock.local(event.since, zone).date(), clock.local(event.at, zone).date())
    sentences = sentences_of(event.person_id)
    if days is None or not sentences:
        return
    first, last = days
    adjust(event.by, NewAdjustment(
        id=event.movement_id, person_id=event.person_id, kind=AdjustmentKind.AT_LARGE, days=(last - first).days + 1,
        applies_from=min(one.imposed_on for one in sentences), from_on=first, to_on=last,
        source=_("Escape on %(day)s, by the movement ledger", day=show_date(clock.local(event.since, zone).date())),
    ))  # fmt: skip
    _doubt_dates(event.by, event.person_id)


def _doubt_dates(actor: Actor, person_id: uuid.UUID) -> None:
    person = person_record(actor, person_id)
    if person.release_certainty in {Certainty.CONFIRMED, Certainty.MANUAL}:
        person.release_certainty = Certainty.PRELIMINARY
        audit.record(actor, "person.dates_doubted", person)


def undo(event: MovementTakenBack) -> None:
    """A movement that was not owes nothing: its open duties close, its days at large and its death record go."""
    drop_open(event.by, event.movement_id, _("The movement was taken back."))
    days = session.get(Adjustment, event.movement_id)
    if days and days.withdrawn_on is None:
        days.withdrawn_on = clock.today()
        audit.record(event.by, "adjustment.withdrawn", days)
        _doubt_dates(event.by, event.person_id)
    death = queries.death_record(event.movement_id)
    if death:
        audit.record(event.by, "death.taken_back", death)
        session.delete(death)


def fulfil(actor: Actor, duty_id: uuid.UUID, *, words: str, told: str = "", at: dt.datetime | None = None) -> None:
    """Say when, how and towards whom a duty was done. Saying it twice is once.

    Raises Forbidden for what a prison owes after a movement, of whoever works outside, and for a look back that is
    the supervisor's.
    """
    duty = session.get(Duty, duty_id)
    if duty is None:
        raise NotFound(_("There is no such duty."))
    person_record(actor, duty.person_id)
    if duty.done_at:
        return
    if duty.movement_id and not actor.has(*MOVEMENT_DOERS):
        raise Forbidden(_("What a movement owes is done by the prison: its records officer or governor."))
    if duty.kind is DutyKind.DEATH_REVIEWED and not actor.has(Role.PROBATION_SUPERVISOR):
        raise Forbidden(_("The look back is the supervisor's. Ask them to write it down."))
    when = at or clock.now()
    if when > clock.now() + dt.timedelta(minutes=5):
        raise DomainError(_("That moment lies in the future. Say it when it is done."), field="at_day")
    if len(words) < SHORTEST_WORDS:
        raise DomainError(_("Say in a few words what was done and how."), field="words")
    if duty.kind is DutyKind.BODY_GIVEN:
        _note_remains(actor, duty, told, when)
    duty.done_at, duty.done_by, duty.told, duty.words = when, actor.human_id, told, words
    audit.record(actor, "duty.done", duty)


def _note_remains(actor: Actor, duty: Duty, told: str, when: dt.datetime) -> None:
    if not told:
        raise DomainError(_("Write who received the body."), rule="Mandela Rule 8 (f)", field="told")
    death = queries.death_record(duty.movement_id) if duty.movement_id else None
    if death is None:
        raise DomainError(_("Write down the circumstances of the death first."), rule="Mandela Rule 8 (f)")
    death.remains_to, death.remains_on = told, clock.local(when, unit_of(duty.prison_id).zone).date()
    audit.record(actor, "death.remains_given", death)


@dataclass(frozen=True, kw_only=True)
class NewDeath:
    """Circumstances and cause of a death, as far as they are known."""

    movement_id: uuid.UUID
    cause: CauseOfDeath
    circumstances: str


def describe_death(actor: Actor, new: NewDeath) -> DeathRecord:
    """Keep the circumstances and the cause of a death; both may be said better later, each time in the trail."""
    person_id = queries.died(new.movement_id)
    if person_id is None:
        raise NotFound(_("There is no such movement."))
    person_record(actor, person_id)
    if len(new.circumstances) < SHORTEST_WORDS:
        raise DomainError(_("Say in a few words what was done and how."), field="circumstances")
    row = queries.death_record(new.movement_id)
    if row is None:
        row = DeathRecord(
            person_id=person_id, movement_id=new.movement_id, cause=new.cause, circumstances=new.circumstances
        )
        session.add(row)
    row.cause, row.circumstances = new.cause, new.circumstances
    audit.record(actor, "death.described", row)
    return row
