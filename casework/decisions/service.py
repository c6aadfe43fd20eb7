"""The steps of a decision that several commands share: move, check the score, sign, put in force."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from casework.assessing.events import AssessmentScored
from casework.assessing.queries import makers_of, standing_of
from casework.classification import queries, rules
from casework.classification.events import PersonReclassified
from casework.classification.models import Assessment, Classification
from casework.classification.models import ClassificationState as _State
from casework.decisions.queries import refusal_of
from casework.decisions.rules import Suggestion, mandates, policy, refusal_of_override, steps_between, suggestion
from casework.instruments.service import must_be_in_force
from casework.people.models import SecurityLevel
from casework.people.queries import PersonCard, person_record
from casework.review_dates.queries import due_of_decision
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class Decision:
    """What the approver decides. An override carries its code and words."""

    level: SecurityLevel
    override_code: str | None = None
    override_words: str = ""


def move(record: Classification, after: _State) -> None:
    """Take a permitted step. Raises Conflict for any other."""
    if not rules.may_follow(record.state, after):
        raise Conflict(_("This cannot follow here: it is “%(state)s” now.", state=record.state.label))
    record.state = after


def prepared_by(record: Classification) -> set[uuid.UUID | None]:
    """The humans who made what is decided on: who recommended, who began or answered the assessment."""
    return {record.author_id, *makers_of(record.assessment_id)}


def suggest(sheet: Assessment, score: rules.Score) -> Suggestion:
    """What the sheet's form suggests, with its demands."""
    definition = queries.version_by_id(sheet.version_id).definition
    return suggestion(definition, standing_of(sheet).sure, score.lowest, score.highest)


def suggest_again(event: AssessmentScored) -> None:
    """A draft scores anew: what it suggests for the classification that rests on it."""
    record = queries.open_record(event.person_id)
    if record is None or record.assessment_id != event.assessment_id:
        return
    sheet = queries.assessment_of(record)
    found = suggest(sheet, score_of(sheet))
    record.suggested_level, record.provisional = found.level, found.provisional
    record.mandatory_code = found.mandate.code if found.mandate else ""
    audit.record(event.by, "classification.suggested", record)
    session.flush()


def score_of(sheet: Assessment) -> rules.Score:
    """The score of a security assessment: a signed one as of its day, for ever; a draft as of today."""
    one = standing_of(sheet)
    return rules.score(one.form, one.known, one.stale)


def refuse_old_score(card: PersonCard, sheet: Assessment) -> None:
    """Refuse a score from a form that is not in force any more, or one that was made too long ago."""
    if refusal := refusal_of(sheet, card.zone):
        raise DomainError(refusal, rule=str(policy().score_rule))
    must_be_in_force(queries.version_by_id(sheet.version_id), clock.today(card.zone))


def refuse_against_demands(sheet: Assessment, level: SecurityLevel) -> None:
    """Refuse a level that the form itself rules out for these answers, whoever wants it."""
    for one in mandates(queries.version_by_id(sheet.version_id).definition, standing_of(sheet).sure):
        if not one.admits(level):
            text = _("The form allows no level under %(level)s here.") if one.floor else _(
                "The form allows no level above %(level)s here."
            )  # fmt: skip
            raise DomainError(text % {"level": one.level.label}, rule=str(one.text), field="level")


def refuse_while_appealed(person_id: uuid.UUID) -> None:
    """Refuse to replace a decision whose appeal nobody answered: the person would never hear."""
    if any(one.state is _State.APPEALED for one in queries.current_records(person_id)):
        raise Conflict(
            _("An appeal against the level in force waits for its answer. Have it answered first, or sent back: then "
              "this assessment takes it up."), rule="Mandela Rule 57",
        )  # fmt: skip


def sign(actor: Actor, record: Classification, decision: Decision, *, on_appeal: bool = False) -> None:
    """The approver's signature under a level, with why it leaves the score. The caller audits."""
    suggested = record.suggested_level
    assert suggested
    code, words = decision.override_code, decision.override_words.strip()
    refusal, field = refusal_of_override(suggested, decision.level, code, words, on_appeal=on_appeal)
    if refusal:
        raise DomainError(refusal, rule=str(policy().score_rule), field=field)
    away = decision.level is not suggested
    record.decided_level, record.decided_by, record.decided_at = decision.level, actor.human_id, clock.now()
    record.override_code, record.override_words = (code, words) if away else (None, "")
    record.steps = steps_between(suggested, decision.level)


def unsign(record: Classification) -> None:
    """Take the first approver's signature off a recommendation that goes back. The caller audits."""
    record.decided_level = record.decided_by = record.decided_at = record.override_code = record.steps = None
    record.override_words = ""


def put_in_force(actor: Actor, card: PersonCard, record: Classification) -> None:
    """A signed decision replaces the one before, sets the person's level, and tells who listens."""
    level = record.decided_level
    assert level
    for old in queries.current_records(card.id):
        move(old, _State.SUPERSEDED)
        audit.record(actor, "classification.superseded", old)
        session.flush()  # one decision stands at a time: see the index
    record.next_review_on = due_of_decision(record).on
    move(record, _State.DECIDED)
    session.add(record)
    record.previous_level = card.level
    person = person_record(actor, card.id)
    person.level = level
    audit.record(actor, "classification.decided", record, reason=record.override_words)
    audit.record(actor, "person.reclassified", person)
    session.flush()
    events.publish(
        PersonReclassified(
            person_id=card.id, classification_id=record.id, before=card.level, after=level, decided_by=actor
        )
    )
