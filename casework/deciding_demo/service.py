"""A few decisions of the demo taken by the real commands, so that every page of deciding has something to show."""

from __future__ import annotations

from typing import Any

from casework.appeals.service import Answer, answer_appeal, appeal, escalate
from casework.classification import queries
from casework.classification.models import AppealOutcome
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision, begin, decide, recommend, save_answers, score_of
from casework.classing_demo.rules import LIKELY
from casework.consequences import queries as consequences
from casework.consequences.service import answer
from casework.demo.service import World
from casework.level_papers.documents import reasons_paper
from casework.level_papers.models import Handing
from casework.level_papers.service import Given, hand_over
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from kernel import clock
from kernel.db import in_transaction

GIVEN = (
    ("fr", Handing.TAKEN, ""),
    ("ar", Handing.READ_OUT, "Read out by the interpreter of the day centre."),
    ("en", Handing.REFUSED, "Left it on the table; the wing officer was there."),
)
ANSWERS = (
    (AppealOutcome.UPHELD, "The two reports of June are recent and both are confirmed."),
    (AppealOutcome.CHANGED, "The reports are older than a year. The workshop speaks well of the person."),
    (AppealOutcome.RETURNED, "One answer rests on another person's file. Assess it again."),
)
LOOKED = "Stays on the wing: it has room for this level."


def seed(world: World) -> None:
    """Sign one for the first time, hand papers over, have appeals answered, decide one anew; pass on what waits."""
    decided = [row for row in _waiting(world, State.DECIDED) if queries.open_record(row.person_id) is None]
    for given, row in zip(GIVEN, decided, strict=False):
        in_transaction(lambda given=given, row=row: _hand_over(world, given, row))  # type: ignore[misc]
    for told, row in zip(ANSWERS, decided[3:], strict=False):
        in_transaction(lambda told=told, row=row: _appeal(world, told, row))  # type: ignore[misc]
    for row in decided[6:8]:
        in_transaction(lambda row=row: _decide(world, row))  # type: ignore[misc]
    for row in _waiting(world, State.RECOMMENDED)[1:2]:
        in_transaction(lambda row=row: _sign_first(world, row))  # type: ignore[misc]
    in_transaction(escalate)


def _waiting(world: World, state: State) -> list[Any]:
    return list(queries.waiting(world.staff["approver"], state).rows)


def _sign_first(world: World, row: Any) -> None:
    """Far from the score, so that it waits for a second signature."""
    far = SecurityLevel.MAXIMUM if row.suggested_level.rank <= 1 else SecurityLevel.MINIMUM
    words = "Two sources say the same, and the wing asks for it."
    if not any(one.state is State.APPEALED for one in queries.current_records(row.person_id)):
        decide(
            world.staff["approver"], row.person_id, Decision(level=far, override_code="conduct", override_words=words)
        )


def _decide(world: World, row: Any) -> None:
    """Assessed anew with one answer open: provisional, decided at its cautious end, one question answered."""
    officer, governor, who = world.staff["classification"], world.staff["governor"], row.person_id
    made = begin(officer, who)
    form = queries.form_for(queries.assessment_of(made).version_id)
    given = dict(zip((item.key for item in form.items), LIKELY[SecurityLevel.CLOSE], strict=True))
    save_answers(officer, who, {key: value for key, value in given.items() if key != "q1"}, {})
    assert made.suggested_level
    recommend(officer, who, made.suggested_level, "Until the other prison answers.", account="I was never in a fight.")
    decide(world.staff["approver"], who, Decision(level=made.suggested_level))
    for line in consequences.noted(governor, made.id):
        if line.may_answer:
            answer(governor, who, line.row.id, LOOKED)


def _appeal(world: World, told: tuple[AppealOutcome, str], row: Any) -> None:
    outcome, words = told
    record = queries.record_of(row.person_id, row.id)
    appeal(world.staff["case"], row.person_id, row.id, "I have had no report for a year and want another look.")
    near = [one for one in SecurityLevel if one is not record.decided_level and _within(one, record.suggested_level)]
    level = near[0] if outcome is AppealOutcome.CHANGED else None
    answer_appeal(world.staff["governor"], row.person_id, row.id, Answer(outcome=outcome, words=words, level=level))


def _within(level: SecurityLevel, suggested: SecurityLevel | None) -> bool:
    return suggested is not None and abs(level.rank - suggested.rank) <= 1


def _hand_over(world: World, told: tuple[str, Handing, str], row: Any) -> None:
    language, handing, words = told
    officer = world.staff["classification"]
    card, record = person_for(officer, row.person_id), queries.record_of(row.person_id, row.id)
    paper = reasons_paper(card, record, score_of(queries.assessment_of(record)), wanted=language)
    given = Given(language=language, handing=handing, given_on=clock.today(card.zone), words=words)
    hand_over(officer, card.id, record.id, given, paper)
