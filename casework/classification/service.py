"""Commands: put a form in force, assess, recommend, give back, decide, appeal, cancel."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from casework.classification import queries, rules
from casework.classification.events import PersonReclassified
from casework.classification.models import Assessment, AssessmentState, Classification, InstrumentKind, OverrideCode
from casework.classification.models import ClassificationState as _State
from casework.custody.events import PersonReleased
from casework.people.models import LegalStatus, SecurityLevel
from casework.people.queries import PersonCard, person_for, person_record
from kernel import audit, clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _

UNTRIED = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CIVIL})


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the approver decides. An override carries its code and words."""

    level: SecurityLevel
    override_code: OverrideCode | None = None
    override_words: str = ""


def _officer_for(actor: Actor, person_id: uuid.UUID) -> PersonCard:
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_OFFICER):
        raise Forbidden(_("A classification officer prepares this."))
    return card


def begin(actor: Actor, person_id: uuid.UUID) -> Classification:
    """Begin an assessment and its classification; the open one when there is one already."""
    card = _officer_for(actor, person_id)
    if (there := queries.open_record(card.id)) is not None:
        return there
    version = queries.version_in_force(clock.today(card.zone))
    if queries.instrument_of(version).kind is InstrumentKind.NEEDS and card.legal_status in UNTRIED:
        raise DomainError(
            _("Do not score the needs of someone who is not convicted."), rule="Mandela Rules 111 and 122"
        )
    sheet = Assessment(person_id=card.id, version_id=version.id, begun_by=actor.human_id, begun_at=clock.now())
    made = Classification(
        person_id=card.id, assessment_id=sheet.id, author_id=actor.human_id, previous_level=card.level
    )
    session.add_all([sheet, made])
    audit.record(actor, "assessment.begun", sheet)
    audit.record(actor, "classification.begun", made)
    session.flush()
    return made


def save_answers(
    actor: Actor, person_id: uuid.UUID, answers: Mapping[str, str], evidence: Mapping[str, str]
) -> rules.Score:
    """Keep the known answers with their evidence, and score them. What is not known is left out, never zero."""
    card = _officer_for(actor, person_id)
    record = _open(card.id, _State.DRAFT, _State.GIVEN_BACK)
    sheet = queries.assessment_of(record)
    form = queries.form_for(sheet.version_id)
    given = {i.key: answers[i.key] for i in form.items if answers.get(i.key) in i.options}
    result = rules.score(form, given)
    sheet.answers = {i.key: {"value": given.get(i.key), "evidence": evidence.get(i.key, "")} for i in form.items}
    sheet.low, sheet.high, sheet.score = result.low, result.high, result.total
    sheet.band = result.lowest if result.final else None
    sheet.state = AssessmentState.COMPLETE if result.final else AssessmentState.PROVISIONAL
    record.suggested_level = sheet.band
    audit.record(actor, "assessment.scored", sheet)
    audit.record(actor, "classification.suggested", record)
    session.flush()
    return result


def score_of(sheet: Assessment) -> rules.Score:
    """The score of an assessment as it stands, with each item's contribution."""
    answers = {key: kept["value"] for key, kept in sheet.answers.items() if kept["value"]}
    return rules.score(queries.form_for(sheet.version_id), answers)


def _open(person_id: uuid.UUID, *states: _State) -> Classification:
    record = queries.open_record(person_id)
    if record is None or record.state not in states:
        raise Conflict(_("This classification is not at this step any more. Look at it again."))
    return record


def _move(record: Classification, after: _State) -> None:
    if not rules.may_follow(record.state, after):
        raise Conflict(_("This cannot follow here: it is “%(state)s” now.", state=record.state.label))
    record.state = after


def recommend(
    actor: Actor, person_id: uuid.UUID, level: SecurityLevel, words: str, *, account: str = ""
) -> Classification:
    """Recommend a level with reasons and the person's own account. A provisional score must be settled first."""
    card = _officer_for(actor, person_id)
    record = _open(card.id, _State.DRAFT, _State.GIVEN_BACK)
    if record.suggested_level is None:
        raise DomainError(_("The score is not final yet. Answer the questions that matter first."), field="level")
    if not words.strip():
        raise DomainError(_("Write your reasons in a few plain sentences."), field="words")
    _move(record, _State.RECOMMENDED)
    record.recommended_level, record.recommendation, record.account = level, words.strip(), account.strip()
    record.author_id, record.recommended_at = actor.human_id, clock.now()
    audit.record(actor, "classification.recommended", record)
    session.flush()
    return record


def _approver_for(actor: Actor, person_id: uuid.UUID) -> tuple[PersonCard, Classification]:
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_APPROVER, Role.GOVERNOR):
        raise Forbidden(_("A classification approver or the governor decides this."))
    record = _open(card.id, _State.RECOMMENDED)
    if record.author_id == actor.human_id or queries.assessment_of(record).begun_by == actor.human_id:
        raise Forbidden(_("Somebody else must decide: you prepared this yourself."))
    return card, record


def give_back(actor: Actor, person_id: uuid.UUID, note: str) -> Classification:
    """Send a recommendation back to its author with words on what is missing."""
    _card, record = _approver_for(actor, person_id)
    if not note.strip():
        raise DomainError(_("Write what is still needed."), field="note")
    _move(record, _State.GIVEN_BACK)
    record.note = note.strip()
    audit.record(actor, "classification.given_back", record)
    session.flush()
    return record


def decide(actor: Actor, person_id: uuid.UUID, decision: Decision) -> Classification:
    """Decide the level: replaces the decision before, sets the person's level and next review, tells who listens."""
    card, record = _approver_for(actor, person_id)
    away = decision.level is not record.suggested_level
    if away and (decision.override_code is None or not decision.override_words.strip()):
        raise DomainError(
            _("This is not what the score suggests. Choose why, and write it in words."), field="override_words"
        )
    for old in queries.current_records(card.id):
        _move(old, _State.SUPERSEDED)
        audit.record(actor, "classification.superseded", old)
        session.flush()  # one decision stands at a time: see the index
    _move(record, _State.DECIDED)
    _write_decision(actor, card, record, decision, away=away)
    events.publish(
        PersonReclassified(
            person_id=card.id, classification_id=record.id, before=card.level, after=decision.level, decided_by=actor
        )
    )
    return record


def _write_decision(actor: Actor, card: PersonCard, record: Classification, decision: Decision, *, away: bool) -> None:
    today: dt.date = clock.today(card.zone)
    record.decided_level, record.decided_by, record.decided_at = decision.level, actor.human_id, clock.now()
    record.override_code = decision.override_code if away else None
    record.override_words = decision.override_words.strip() if away else ""
    record.previous_level = card.level
    record.next_review_on, record.review_rule = rules.next_review(
        decision.level, today, untried=card.legal_status in UNTRIED
    )
    sheet = queries.assessment_of(record)
    sheet.state = AssessmentState.LOCKED
    person = person_record(actor, card.id)
    person.level, person.next_review_on = decision.level, record.next_review_on
    audit.record(actor, "classification.decided", record, reason=record.override_words)
    audit.record(actor, "assessment.locked", sheet)
    audit.record(actor, "person.reclassified", person)
    session.flush()


def appeal(
    actor: Actor, person_id: uuid.UUID, classification_id: uuid.UUID, words: str, *, received_on: dt.date | None = None
) -> Classification:
    """Write down the person's appeal against a decision; the answer is due in time. The level stands until then."""
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER):
        raise Forbidden(_("The case manager or the classification officer writes the appeal down."))
    record = queries.record_of(card.id, classification_id)
    today = clock.today(card.zone)
    if not words.strip():
        raise DomainError(_("Write what the person says, in their words."), field="words")
    if received_on and received_on > today:
        raise DomainError(_("An appeal cannot be received on a day to come."), field="received_on")
    if record.appealed_on is not None:
        raise Conflict(_("An appeal against this decision is on file already."))
    _move(record, _State.APPEALED)
    record.appeal_words, record.appealed_on = words.strip(), received_on or today
    record.appeal_due_on = rules.appeal_due(record.appealed_on)
    audit.record(actor, "classification.appealed", record)
    session.flush()
    return record


def answer_appeal(actor: Actor, person_id: uuid.UUID, classification_id: uuid.UUID, words: str) -> Classification:
    """Answer an appeal: the decision stays, with reasons. A third person answers (a constraint holds it too).

    To change the level, make a new classification: it replaces the decision under appeal.
    """
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_APPROVER, Role.GOVERNOR):
        raise Forbidden(_("A classification approver or the governor answers an appeal."))
    record = queries.record_of(card.id, classification_id)
    if actor.human_id in {record.author_id, record.decided_by}:
        raise Forbidden(_("You took part in this decision. Somebody else must answer."), rule="Mandela Rule 57")
    if not words.strip():
        raise DomainError(_("Answer in a few plain sentences. The person will read them."), field="answer")
    if record.state is not _State.APPEALED:
        raise Conflict(_("No appeal waits for an answer here."))
    _move(record, _State.DECIDED)
    record.appeal_answer, record.appeal_by, record.appeal_answered_at = words.strip(), actor.human_id, clock.now()
    audit.record(actor, "classification.appeal_answered", record)
    session.flush()
    return record


def cancel(actor: Actor, person_id: uuid.UUID, reason: str) -> Classification:
    """Stop a classification that is not decided, with a reason. It stays readable."""
    record = _open(_officer_for(actor, person_id).id, _State.DRAFT, _State.RECOMMENDED, _State.GIVEN_BACK)
    if not reason.strip():
        raise DomainError(_("Write why this is stopped."), field="reason")
    _move(record, _State.CANCELLED)
    record.note = reason.strip()
    audit.record(actor, "classification.cancelled", record, reason=record.note)
    return record


def cancel_on_release(event: PersonReleased) -> None:
    """Whoever leaves custody needs no new level: what is open is stopped."""
    stop_open(None, event.person_id, _("Released from custody."), "released")


def stop_open(actor: Actor | None, person_id: uuid.UUID, words: str, reason: str) -> None:
    """Stop the classification under way, if there is one: the person left custody or died."""
    if (record := queries.open_record(person_id)) is not None:
        _move(record, _State.CANCELLED)
        record.note = words
        audit.record(actor, "classification.cancelled", record, reason=reason)
