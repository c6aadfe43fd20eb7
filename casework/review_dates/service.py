"""What moves the day of a review: decisions and events by rule, colleagues with a reason. Each move leaves a row."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from functools import partial
from typing import Any

from casework.alerts.events import AlertChanged
from casework.alerts.models import TONES
from casework.classification.events import PersonReclassified
from casework.classification.models import Classification
from casework.custody.events import PersonMoved, PersonReceived, PersonTransferred
from casework.custody.models import MovementKind
from casework.people.models import Person
from casework.people.queries import PersonCard, person_for
from casework.review_dates import queries
from casework.review_dates.models import Cause, ReviewDateChange
from casework.review_dates.rules import REPORTED, latest_delay, sooner
from casework.review_rules.models import Trigger
from casework.review_rules.queries import all_rules
from casework.review_rules.rules import Due, Rule, add_span, due_after, span_words
from casework.timeline.events import ProgrammeCompleted
from kernel import audit, clock, events, jobs
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import DomainError, Forbidden
from kernel.i18n import _, _l, show_date

KIND = "reviews.nightly"
REPORTERS = (Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR, Role.CASE_MANAGER)
DELAYERS = (Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
SHORTEST_REASON = 10
LOOK_BACK = dt.timedelta(days=8)
"""Nights that may fail before a birthday is missed."""


def connect() -> None:
    """Listen to what brings a review forward."""
    events.subscribe(PersonReclassified, after_reclassified)
    events.subscribe(PersonReceived, after_received)
    events.subscribe(PersonTransferred, after_transferred)
    events.subscribe(PersonMoved, after_moved)
    events.subscribe(AlertChanged, after_alert)
    events.subscribe(ProgrammeCompleted, after_programme)


def after_reclassified(event: PersonReclassified) -> None:
    """A decided level starts the calendar anew, by level and by the length of the sentence.

    Without a decision on record there is no day to count from, and nothing moves.
    """
    record = session.get(Classification, event.classification_id)
    if record is None or record.decided_at is None:
        return
    before, due = queries.changes_of(event.person_id), queries.due_of_decision(record)
    _write(event.decided_by, event.person_id, Cause.DECISION, due, before[0].new_on if before else None,
           classification_id=record.id)  # fmt: skip


def after_received(event: PersonReceived) -> None:
    """Received: a first level within the time of the rules; whoever had one already is looked at soon."""
    known = queries.row_of(event.person_id).level is not None
    _happened(None, event.person_id, Trigger.RETURN if known else Trigger.RECEPTION, event.at, fresh=True)


def after_transferred(event: PersonTransferred) -> None:
    """Transferred: the receiving prison looks at the level by its own rules."""
    _happened(None, event.person_id, Trigger.TRANSFER, event.at)


def after_moved(event: PersonMoved) -> None:
    """An escape is an incident."""
    if event.kind is MovementKind.ESCAPE:
        _happened(event.by, event.person_id, Trigger.INCIDENT, event.at, str(MovementKind.ESCAPE.label))


def after_alert(event: AlertChanged) -> None:
    """A grave alert came or went."""
    if TONES.get(event.code) == "danger":
        _happened(event.by, event.person_id, Trigger.ALERT, clock.now(), str(event.code.label))


def after_programme(event: ProgrammeCompleted) -> None:
    """Somebody completed a programme: a lower level may be earned."""
    _happened(event.by, event.person_id, Trigger.PROGRAMME, event.completed_on)


def _civil(row: Any, when: dt.date) -> dt.date:
    """The day at the person's prison: a moment falls on the day of its clock."""
    return clock.local(when, row.zone or "UTC").date() if isinstance(when, dt.datetime) else when


def _happened(
    by: Actor | None, person_id: uuid.UUID, trigger: Trigger, when: dt.date, words: str = "", *, fresh: bool = False
) -> ReviewDateChange | None:
    """Bring the review forward by rule. Without a level only a reception sets a day: there is nothing to look at.

    What happened before the last decision lay before the eyes of who decided: it moves nothing by itself.
    """
    row = queries.row_of(person_id)
    if row.level is None and trigger is not Trigger.RECEPTION:
        return None
    on = _civil(row, when)
    if on < (_decided_on(person_id) or on):
        return None
    standing = None if fresh and row.next_review_on and row.next_review_on < on else row.next_review_on
    due = sooner(due_after(all_rules(), queries.facts_of(row), trigger, on), standing)
    return _write(by, person_id, Cause(trigger.value), due, standing, words=words) if due else None


def _decided_on(person_id: uuid.UUID) -> dt.date | None:
    """The day of the last decision that the history knows."""
    return next((one.from_on for one in queries.changes_of(person_id) if one.cause is Cause.DECISION), None)


def _write(
    by: Actor | None, person_id: uuid.UUID, cause: Cause, due: Due, old: dt.date | None, *, words: str = "",
    classification_id: uuid.UUID | None = None,
) -> ReviewDateChange:  # fmt: skip
    row = ReviewDateChange(
        person_id=person_id, cause=cause, old_on=old, new_on=due.on, from_on=due.from_on, months=due.rule.months,
        days=due.rule.days, source=due.rule.source, words=words, by_human=by.human_id if by else None, at=clock.now(),
        classification_id=classification_id,
    )  # fmt: skip
    person = session.get_one(Person, person_id)
    person.next_review_on = due.on
    session.add(row)
    audit.record(by, "person.review_moved", person, reason=words or cause.value)
    session.flush()
    return row


def report(actor: Actor, person_id: uuid.UUID, trigger: Trigger, on: dt.date, words: str) -> ReviewDateChange:
    """Say that something happened that the rules know and the system did not see; the review is brought forward."""
    card = _reporter_for(actor, person_id, words)
    if trigger not in REPORTED or not card.level:
        raise DomainError(_("There is no level to look at again. Assess this person first."))
    if on > clock.today(card.zone):
        raise DomainError(_("That day is still to come. Report what has happened."), field="on")
    if (decided := _decided_on(card.id)) and on < decided:
        raise DomainError(
            _("The level was decided since, on %(day)s. If that decision did not know of this, choose another day for "
              "the review and say why.", day=show_date(decided)), field="on",
        )  # fmt: skip
    made = _happened(actor, card.id, trigger, on, words.strip())
    if made is None:
        raise DomainError(
            _("The review is due no later already: on %(day)s. Nothing changes.", day=show_date(card.next_review))
        )
    return made


def move(actor: Actor, person_id: uuid.UUID, new_on: dt.date, words: str) -> ReviewDateChange:
    """Bring the review forward, or put it off within the limit of the rules. Both need a reason.

    Raises Forbidden for a delay by who may not grant one, DomainError beyond the limit or for a day that has passed.
    """
    card = _reporter_for(actor, person_id, words)
    standing = card.next_review
    if standing is None:
        raise DomainError(_("No review is due. Assess this person first."), field="new_on")
    if new_on < clock.today(card.zone):
        raise DomainError(_("Choose a day that is still to come."), field="new_on")
    if new_on == standing:
        raise DomainError(_("The review is due on that day already."), field="new_on")
    cause, rule = (Cause.POSTPONED, _allow_delay(actor, card, new_on)) if new_on > standing else (Cause.SOONER, None)
    days = abs((new_on - standing).days)
    by_hand = Rule(trigger=Trigger.POSTPONE, days=days, source=rule.source if rule else "")
    due = Due(on=new_on, rule=by_hand, from_on=clock.today(card.zone))
    return _write(actor, card.id, cause, due, standing, words=words.strip())


def _reporter_for(actor: Actor, person_id: uuid.UUID, words: str) -> PersonCard:
    card = person_for(actor, person_id)
    if not actor.has(*REPORTERS):
        raise Forbidden(_("Classification staff, the case manager or the governor change this day."))
    if not card.in_custody:
        raise DomainError(_("This person is not in custody: no review is due."))
    if len(words.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why: ten letters at least."), field="words")
    return card


def _allow_delay(actor: Actor, card: PersonCard, new_on: dt.date) -> Rule:
    if not actor.has(*DELAYERS):
        raise Forbidden(_("Only an approver or the governor puts a review off. Ask one of them."))
    today = clock.today(card.zone)
    limit = delay_limit(card, today)
    if limit is None:
        raise DomainError(_("No rule allows this review to be put off."), field="new_on")
    if new_on > limit.on:
        raise DomainError(
            _("It may be put off to %(day)s at the latest: %(span)s after the day that the rules gave, however often "
              "it moves.", day=show_date(limit.on), span=span_words(limit.rule.months, limit.rule.days)),
            field="new_on", rule=limit.rule.source,
        )  # fmt: skip
    return limit.rule


def delay_limit(card: PersonCard, today: dt.date) -> Due | None:
    """The last day to which a person's review may be put off, with its rule."""
    if card.next_review is None:
        return None
    base = queries.base_of(queries.changes_of(card.id), card.next_review)
    return latest_delay(all_rules(), queries.facts_of(queries.row_of(card.id)), base, today)


def mark_birthdays(today: dt.date) -> int:
    """Bring forward the review of everybody who reached an age of the rules in the last days; how many moved."""
    ages = {rule.age for rule in all_rules() if rule.trigger is Trigger.AGE and rule.age}
    moved = 0
    for age in sorted(ages):
        born_after, born_until = (add_span(day, -12 * age, 0) for day in (today - LOOK_BACK, today))
        for row in queries.born_between(born_after, born_until):
            moved += _birthday(row.id, age, add_span(row.born_latest, 12 * age, 0))
    return moved


def _birthday(person_id: uuid.UUID, age: int, day: dt.date) -> bool:
    if queries.changed_for(person_id, Cause.AGE, day):
        return False
    row = queries.row_of(person_id)
    rules = [rule for rule in all_rules() if rule.age == age]
    due = sooner(due_after(rules, queries.facts_of(row), Trigger.AGE, day), row.next_review_on)
    return bool(due and _write(None, person_id, Cause.AGE, due, row.next_review_on))


@jobs.handler(KIND, label=_l("Reviews of levels: birthdays"), system=True)
def _nightly(_actor: Actor | None, _payload: Mapping[str, Any], progress: jobs.Progress) -> Mapping[str, Any]:
    return {"moved": progress.do(partial(mark_birthdays, clock.today()), done=1, total=1)}


jobs.every(KIND, dt.timedelta(days=1))
