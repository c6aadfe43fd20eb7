"""Commands: begin, recommend, give back, decide, sign as the second approver, cancel."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from casework.assessing.rules import Given
from casework.assessing.service import keep, new_sheet, refuse_unexplained, rescore, set_aside
from casework.assessing.service import sign as sign_sheet
from casework.classification import queries, rules
from casework.classification.models import AccountKind, Assessment, AssessmentState, Classification
from casework.classification.models import ClassificationState as _State
from casework.custody.events import PersonReleased
from casework.decisions.rules import ALONE, policy
from casework.decisions.service import (
    Decision,
    move,
    prepared_by,
    put_in_force,
    refuse_against_demands,
    refuse_old_score,
    refuse_while_appealed,
    score_of,
    sign,
    unsign,
)
from casework.people.models import SecurityLevel
from casework.people.queries import PersonCard, person_for
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _

__all__ = ["Decision", "score_of"]


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
    sheet = new_sheet(actor, card, queries.version_in_force(clock.today(card.zone)))
    made = Classification(
        person_id=card.id, assessment_id=sheet.id, author_id=actor.human_id, previous_level=card.level
    )
    session.add(made)
    audit.record(actor, "classification.begun", made)
    session.flush()
    return made


def own_sheet(actor: Actor, person_id: uuid.UUID) -> Assessment:
    """The sheet under the open classification as the actor's own draft.

    What a colleague has in hand is taken over, what was signed and given back is corrected by a new sheet: both with
    the answers so far.
    """
    card = _officer_for(actor, person_id)
    record = _open(card.id, _State.DRAFT, _State.GIVEN_BACK)
    before = queries.assessment_of(record)
    if before.begun_by == actor.human_id and before.state is not AssessmentState.LOCKED:
        return before
    made = new_sheet(actor, card, queries.version_by_id(before.version_id), before)
    record.assessment_id = made.id
    audit.record(actor, "classification.renewed", record)
    rescore(actor, card, made)
    return made


def save_answers(
    actor: Actor, person_id: uuid.UUID, answers: Mapping[str, str], evidence: Mapping[str, str]
) -> rules.Score:
    """Keep an answer to every question, as options with a note. What is not named is not known, never zero."""
    sheet = own_sheet(actor, person_id)
    items = queries.form_for(sheet.version_id).items
    given = {
        i.key: Given(value=answers[i.key] if answers.get(i.key) in i.options else None,
                     evidence=evidence.get(i.key, ""))
        for i in items
    }  # fmt: skip
    keep(actor, sheet.person_id, sheet.id, given)
    return score_of(sheet)


def _open(person_id: uuid.UUID, *states: _State) -> Classification:
    record = queries.open_record(person_id)
    if record is None or record.state not in states:
        raise Conflict(_("This classification is not at this step any more. Look at it again."))
    return record


def renew(actor: Actor, person_id: uuid.UUID) -> Classification:
    """Take the answers of a form that is not in force any more over into the version that is; they are scored anew."""
    card = _officer_for(actor, person_id)
    record = _open(card.id, _State.DRAFT, _State.GIVEN_BACK)
    before, version = queries.assessment_of(record), queries.version_in_force(clock.today(card.zone))
    if version.id == before.version_id:
        raise Conflict(_("This assessment is made with the version in force already."))
    fitting = {item.key: item.options for item in queries.form_for(version.id).items}
    sheet = new_sheet(actor, card, version, before)
    sheet.answers = {key: one for key, one in before.answers.items() if one["value"] in fitting.get(key, ())}
    record.assessment_id, record.suggested_level = sheet.id, None
    audit.record(actor, "assessment.renewed", sheet)
    audit.record(actor, "classification.renewed", record)
    session.flush()
    return record


def recommend(
    actor: Actor, person_id: uuid.UUID, level: SecurityLevel, words: str, *, account: str = "",
    account_kind: AccountKind = AccountKind.SAID,
) -> Classification:  # fmt: skip
    """Recommend a level with reasons and the person's own account. While the score is provisional: its cautious end."""
    card = _officer_for(actor, person_id)
    record = _open(card.id, _State.DRAFT, _State.GIVEN_BACK)
    _check_recommendation(actor, card, record, level, words)
    sheet = queries.assessment_of(record)
    if sheet.state is not AssessmentState.LOCKED:
        sign_sheet(actor, card.id, own_sheet(actor, card.id).id)
    move(record, _State.RECOMMENDED)
    record.recommended_level, record.recommendation, record.account = level, words.strip(), account.strip()
    record.account_kind = account_kind
    record.author_id, record.recommended_at = actor.human_id, clock.now()
    audit.record(actor, "classification.recommended", record)
    session.flush()
    return record


def _check_recommendation(
    actor: Actor, card: PersonCard, record: Classification, level: SecurityLevel, words: str
) -> None:
    sheet = queries.assessment_of(record)
    refuse_old_score(card, sheet)
    if record.suggested_level is None:
        raise DomainError(_("Nothing is scored yet. Answer the questions and keep them first."), field="level")
    if sheet.state is not AssessmentState.LOCKED:
        refuse_unexplained(card, sheet)
        rescore(actor, card, sheet)
    suggested = record.suggested_level
    refuse_against_demands(sheet, level)
    if record.provisional and level is not suggested:
        refusal = _(
            "The score is provisional, so the recommendation takes its cautious end: %(level)s. Recommend that, or "
            "find out the open answers first.", level=suggested.label,
        )  # fmt: skip
        raise DomainError(refusal, rule=str(policy().score_rule), field="level")
    if not words.strip():
        raise DomainError(_("Write your reasons in a few plain sentences."), field="words")


def _approver_for(actor: Actor, person_id: uuid.UUID) -> tuple[PersonCard, Classification]:
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_APPROVER, Role.GOVERNOR):
        raise Forbidden(_("A classification approver or the governor decides this."))
    record = _open(card.id, _State.RECOMMENDED)
    if actor.human_id in prepared_by(record):
        raise Forbidden(_("Somebody else must decide: you prepared this yourself."))
    return card, record


def give_back(actor: Actor, person_id: uuid.UUID, note: str) -> Classification:
    """Send a recommendation back to its author with words on what is missing. A first signature comes off."""
    _card, record = _approver_for(actor, person_id)
    if not note.strip():
        raise DomainError(_("Write what is still needed."), field="note")
    move(record, _State.GIVEN_BACK)
    unsign(record)
    record.note = note.strip()
    audit.record(actor, "classification.given_back", record, reason=record.note)
    session.flush()
    return record


def decide(actor: Actor, person_id: uuid.UUID, decision: Decision) -> Classification:
    """Decide the level. More than one step from the score it waits for a second approver's signature."""
    card, record = _approver_for(actor, person_id)
    if record.decided_by is not None:
        raise Conflict(_("One approver signed already. A second one signs too, or gives it back."))
    sheet = queries.assessment_of(record)
    refuse_while_appealed(card.id)
    refuse_old_score(card, sheet)
    refuse_against_demands(sheet, decision.level)
    sign(actor, record, decision)
    if (record.steps or 0) > ALONE:
        audit.record(actor, "classification.signed_first", record, reason=record.override_words)
        session.flush()
    else:
        put_in_force(actor, card, record)
    return record


def countersign(actor: Actor, person_id: uuid.UUID) -> Classification:
    """The second approver, a third human, puts a decision far from the score in force."""
    card, record = _approver_for(actor, person_id)
    if record.decided_by is None:
        raise Conflict(_("Nobody has signed this yet. Decide it first."))
    if record.decided_by == actor.human_id:
        raise Forbidden(_("You signed first. A second approver must sign too."), rule=str(policy().signing))
    refuse_while_appealed(card.id)
    refuse_old_score(card, queries.assessment_of(record))
    record.second_by, record.second_at = actor.human_id, clock.now()
    put_in_force(actor, card, record)
    return record


def cancel(actor: Actor, person_id: uuid.UUID, reason: str) -> Classification:
    """Stop a classification that is not decided, with a reason. It stays readable."""
    record = _open(_officer_for(actor, person_id).id, _State.DRAFT, _State.RECOMMENDED, _State.GIVEN_BACK)
    if not reason.strip():
        raise DomainError(_("Write why this is stopped."), field="reason")
    move(record, _State.CANCELLED)
    record.note = reason.strip()
    audit.record(actor, "classification.cancelled", record, reason=record.note)
    set_aside(actor, queries.assessment_of(record), record.note)
    return record


def cancel_on_release(event: PersonReleased) -> None:
    """Whoever leaves custody needs no new level: what is open is stopped."""
    stop_open(None, event.person_id, _("Released from custody."), "released")


def stop_open(actor: Actor | None, person_id: uuid.UUID, words: str, reason: str) -> None:
    """Stop the classification under way, if there is one: the person left custody or died."""
    if (record := queries.open_record(person_id)) is not None:
        move(record, _State.CANCELLED)
        record.note = words
        audit.record(actor, "classification.cancelled", record, reason=reason)
        set_aside(actor, queries.assessment_of(record), reason)
