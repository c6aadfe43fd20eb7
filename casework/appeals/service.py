"""Commands: write an appeal down, answer it, pass it on when nobody answers."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.appeals import queries, rules
from casework.appeals.models import AppealEscalation
from casework.classification.models import AppealOutcome, Assessment, Classification
from casework.classification.models import ClassificationState as _State
from casework.classification.queries import assessment_of, open_record, record_of
from casework.decisions.rules import ALONE
from casework.decisions.service import Decision, move, prepared_by, put_in_force, refuse_against_demands, sign
from casework.level_papers.queries import handed_on
from casework.people.models import SecurityLevel
from casework.people.queries import PersonCard, person_for
from kernel import audit, clock
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _, show_date

CHUNK = 200


@dataclass(frozen=True, kw_only=True)
class Answer:
    """The answer to an appeal. ``level`` belongs to the outcome that changes the decision."""

    outcome: AppealOutcome
    words: str
    level: SecurityLevel | None = None


def appeal(
    actor: Actor, person_id: uuid.UUID, classification_id: uuid.UUID, words: str, *, received_on: dt.date | None = None
) -> Classification:
    """Write down the person's appeal against a decision; the answer is due in time. The level stands until then."""
    card = person_for(actor, person_id)
    if not actor.has(Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER):
        raise Forbidden(_("The case manager or the classification officer writes the appeal down."))
    record = record_of(card.id, classification_id)
    day = received_on or clock.today(card.zone)
    _refuse_appeal(card, record, words, day)
    move(record, _State.APPEALED)
    record.appeal_words, record.appealed_on = words.strip(), day
    record.appeal_due_on = rules.answer_due(day)
    record.appeal_rung, record.appeal_rung_due_on = 0, rules.rung_due(0, day)
    audit.record(actor, "classification.appealed", record)
    session.flush()
    return record


def _refuse_appeal(card: PersonCard, record: Classification, words: str, day: dt.date) -> None:
    if record.appealed_on is not None:
        raise Conflict(_("An appeal against this decision is on file already. Ask for an early review instead."))
    if not words.strip():
        raise DomainError(_("Write what the person says, in their words."), field="words")
    if day > clock.today(card.zone):
        raise DomainError(_("An appeal cannot be received on a day to come."), field="received_on")
    if record.decided_at and day < clock.local(record.decided_at, card.zone).date():
        raise DomainError(_("An appeal cannot be older than the decision."), field="received_on")
    until = rules.lodge_until(handed_on(record.id))
    if until is not None and day > until:
        refusal = _(
            "The time to appeal against this decision ended on %(day)s. Ask for an early review instead: a "
            "classification officer can begin a new assessment on any day.", day=show_date(until),
        )  # fmt: skip
        raise DomainError(refusal, rule=str(rules.policy().lodge_rule), field="received_on")


def answer_appeal(actor: Actor, person_id: uuid.UUID, classification_id: uuid.UUID, answer: Answer) -> Classification:
    """Answer an appeal: the decision stands, another level is decided, or it is assessed again. A third human does."""
    card = person_for(actor, person_id)
    record = record_of(card.id, classification_id)
    _refuse_answer(actor, record, answer)
    record.appeal_answer, record.appeal_by, record.appeal_answered_at = (
        answer.words.strip(),
        actor.human_id,
        clock.now(),
    )
    record.appeal_outcome = answer.outcome
    if answer.outcome is AppealOutcome.CHANGED:
        _change(actor, card, record, answer)
    else:
        move(record, _State.DECIDED)
        if answer.outcome is AppealOutcome.RETURNED:
            record.appeal_new_id = _return(actor, record)
    audit.record(actor, "classification.appeal_answered", record)
    session.flush()
    return record


def may_answer(actor: Actor, record: Classification) -> bool:
    """Whether this actor may answer the appeal that waits: their turn, and no part in the decision."""
    return actor.has(*rules.answerers(record.appeal_rung)) and not _took_part(actor, record)


def _took_part(actor: Actor, record: Classification) -> bool:
    return actor.human_id in {*prepared_by(record), record.decided_by, record.second_by}


def _refuse_answer(actor: Actor, record: Classification, answer: Answer) -> None:
    if not actor.has(*rules.answerers(0)):
        raise Forbidden(_("A classification approver or the governor answers an appeal."))
    if record.state is not _State.APPEALED:
        raise Conflict(_("No appeal waits for an answer here."))
    if not actor.has(*rules.answerers(record.appeal_rung)):
        raise Forbidden(
            _("Its day passed without an answer, so it went to the next in line. They answer it now."),
            rule=str(rules.policy().answer_rule),
        )
    if _took_part(actor, record):
        raise Forbidden(_("You took part in this decision. Somebody else must answer."), rule="Mandela Rule 57")
    if not answer.words.strip():
        raise DomainError(_("Answer in a few plain sentences. The person will read them."), field="answer")


def _change(actor: Actor, card: PersonCard, record: Classification, answer: Answer) -> None:
    """Another level from the same score: a decision of its own, in force at once, that replaces the appealed one."""
    suggested, level = record.suggested_level, answer.level
    if level is None or level is record.decided_level or suggested is None:
        raise DomainError(_("Choose another level than the one that was decided."), field="level")
    if abs(level.rank - suggested.rank) > ALONE:
        refusal = _("This is more than one step from the score and takes two approvers. Send it back for a new "
                    "assessment instead.")  # fmt: skip
        raise DomainError(refusal, field="level")
    refuse_against_demands(assessment_of(record), level)
    made = Classification(
        person_id=card.id, assessment_id=record.assessment_id, author_id=record.author_id, state=_State.RECOMMENDED,
        suggested_level=suggested, recommended_level=record.recommended_level, recommendation=record.recommendation,
        recommended_at=record.recommended_at, account=record.account, account_kind=record.account_kind,
        provisional=record.provisional, mandatory_code=record.mandatory_code,
    )  # fmt: skip
    sign(actor, made, Decision(level=level, override_code="appeal", override_words=answer.words), on_appeal=True)
    record.appeal_new_id = made.id
    put_in_force(actor, card, made)


def _return(actor: Actor, record: Classification) -> uuid.UUID:
    """A new draft with the same answers; an assessment that is under way already takes the appeal up."""
    if (there := open_record(record.person_id)) is not None:
        return there.id
    before = assessment_of(record)
    sheet = Assessment(
        person_id=record.person_id, version_id=before.version_id, answers=before.answers, begun_by=before.begun_by,
        begun_at=clock.now(), supersedes_id=before.id,
    )  # fmt: skip
    made = Classification(
        person_id=record.person_id, assessment_id=sheet.id, author_id=record.author_id,
        previous_level=record.decided_level, note=record.appeal_answer,
    )  # fmt: skip
    session.add_all([sheet, made])
    audit.record(actor, "assessment.begun", sheet)
    audit.record(actor, "classification.begun", made, reason="appeal")
    return made.id


def escalate(most: int = CHUNK) -> int:
    """Pass appeals on whose day went by without an answer; how many. The nightly job asks until there are none."""
    today = clock.today()
    late = queries.unanswered(today, most)
    for record in late:
        rung = rules.next_rung(record.appeal_rung)
        assert rung is not None
        assert record.appeal_rung_due_on
        due = rules.rung_due(rung, today)
        step = AppealEscalation(
            classification_id=record.id, person_id=record.person_id, rung=rung,
            role=rules.policy().line[rung].role.value,
            missed_on=record.appeal_rung_due_on, due_on=due, at=clock.now(),
        )  # fmt: skip
        session.add(step)
        record.appeal_rung, record.appeal_rung_due_on = rung, due
        audit.record(None, "appeal.escalated", step)
        audit.record(None, "classification.appeal_escalated", record)
    session.flush()
    return len(late)
