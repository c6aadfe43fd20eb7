"""Commands on sentences and adjustments. None of them moves a date: the dates are worked out again after them."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from casework.adjustments.rules import AT_LARGE, CREDITS
from casework.custody.events import PersonSentenced
from casework.people.models import LegalStatus
from casework.people.queries import person_record
from casework.sentences import queries
from casework.sentences.models import Adjustment, AdjustmentKind, Sentence, SentenceKind
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id

SHORTEST_REASON = 10


@dataclass(frozen=True, kw_only=True)
class NewSentence:
    """A sentence as the court wrote it. ``consecutive_to_id`` names the one it follows; None stands side by side."""

    person_id: uuid.UUID
    court: str
    offence: str
    imposed_on: dt.date
    id: uuid.UUID = field(default_factory=new_id)
    kind: SentenceKind = SentenceKind.STANDARD
    offence_on: dt.date | None = None
    years: int = 0
    months: int = 0
    weeks: int = 0
    days: int = 0
    extension_months: int = 0
    consecutive_to_id: uuid.UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NewAdjustment:
    """Days that move the dates of sentences imposed on ``applies_from`` or later."""

    person_id: uuid.UUID
    kind: AdjustmentKind
    days: int
    applies_from: dt.date
    id: uuid.UUID = field(default_factory=new_id)
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    source: str = ""


def _values(command: Any) -> dict[str, Any]:
    return {name: getattr(command, name) for name in command.__dataclass_fields__}


def impose(actor: Actor, new: NewSentence) -> Sentence:
    """Enter a sentence. Sentenced is from then on the person's legal status while they are in custody."""
    if (known := session.get(Sentence, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    _check_sentence(new)
    standing = queries.sentences_of(person.id)
    if new.consecutive_to_id and new.consecutive_to_id not in {one.id for one in standing}:
        raise DomainError(_("Choose one of this person's sentences to follow."), field="consecutive_to_id")
    row = Sentence(count=queries.last_count(person.id) + 1, **_values(new))
    session.add(row)
    audit.record(actor, "sentence.imposed", row)
    if person.in_custody and person.legal_status is not LegalStatus.SENTENCED:
        person.legal_status = LegalStatus.SENTENCED
        audit.record(actor, "person.sentenced", person)
        events.publish(PersonSentenced(person_id=person.id, by=actor))
    session.flush()
    return row


def _check_sentence(new: NewSentence) -> None:
    if new.imposed_on > clock.today():
        raise DomainError(_("The day of sentence lies in the future."), field="imposed_on")
    if new.offence_on and new.offence_on > new.imposed_on:
        raise DomainError(_("The offence is dated after the sentence. Check both dates."), field="offence_on")
    if new.kind is not SentenceKind.INDETERMINATE and not (new.years or new.months or new.weeks or new.days):
        raise DomainError(_("Write how long the sentence is."), field="years")
    if new.extension_months and new.kind is not SentenceKind.EXTENDED:
        raise DomainError(_("Only an extended sentence has an extension."), field="extension_months")


def adjust(actor: Actor, new: NewAdjustment) -> Adjustment:
    """Enter days that move the dates. A day counts once: a stretch that overlaps another of its kind is refused."""
    if (known := session.get(Adjustment, new.id)) is not None:
        return known
    person = person_record(actor, new.person_id)
    _check_adjustment(new)
    _refuse_twice(new, queries.adjustments_of(person.id))
    row = Adjustment(**{**_values(new), "person_id": person.id})
    session.add(row)
    audit.record(actor, "adjustment.entered", row)
    session.flush()
    return row


def _check_adjustment(new: NewAdjustment) -> None:
    if new.days <= 0:
        raise DomainError(_("Write how many days."), field="days")
    if not (new.from_on and new.to_on):
        return
    if new.from_on > new.to_on:
        raise DomainError(_("The last day comes before the first day."), field="to_on")
    if new.kind in CREDITS | AT_LARGE and new.days > (new.to_on - new.from_on).days + 1:
        raise DomainError(
            _("More days are counted than the stretch from first to last day holds. Mend the dates or the number."),
            field="days",
        )


def _refuse_twice(new: NewAdjustment, standing: Any) -> None:
    family = CREDITS if new.kind in CREDITS else AT_LARGE
    if new.kind not in family or not (new.from_on and new.to_on):
        return
    for one in standing:
        dated = one.kind in family and one.from_on and one.to_on
        if dated and one.from_on <= new.to_on and new.from_on <= one.to_on:
            raise DomainError(
                _(
                    "Some of these days are counted already, by the %(days)s days entered before. Mend the dates, so "
                    "that each day counts once.",
                    days=one.days,
                ),
                field="from_on",
            )


def end_sentence(actor: Actor, person_id: uuid.UUID, sentence_id: uuid.UUID, reason: str) -> Sentence:
    """A sentence no longer counts: quashed, replaced on appeal, served before this stay, or entered by mistake."""
    row = session.get(Sentence, sentence_id)
    person = person_record(actor, person_id)
    if row is None or row.person_id != person.id or row.ended_on:
        raise DomainError(_("This sentence ended already, or it is not this person's."))
    if any(one.consecutive_to_id == row.id for one in queries.sentences_of(person.id)):
        raise DomainError(_("Another sentence follows this one. End that one first, or enter it anew."))
    row.ended_on, row.end_reason = clock.today(), _reason(reason)[:200]
    audit.record(actor, "sentence.ended", row, reason=reason)
    session.flush()
    return row


def withdraw_adjustment(actor: Actor, person_id: uuid.UUID, adjustment_id: uuid.UUID, reason: str) -> Adjustment:
    """Days that move the dates are taken back; the row stays."""
    row = session.get(Adjustment, adjustment_id)
    person = person_record(actor, person_id)
    if row is None or row.person_id != person.id or row.withdrawn_on:
        raise DomainError(_("These days were taken back already, or they are not this person's."))
    row.withdrawn_on = clock.today()
    audit.record(actor, "adjustment.withdrawn", row, reason=_reason(reason))
    session.flush()
    return row


def _reason(text: str) -> str:
    if len(text.strip()) < SHORTEST_REASON:
        raise DomainError(_("Say in a sentence why."), field="reason")
    return text.strip()
