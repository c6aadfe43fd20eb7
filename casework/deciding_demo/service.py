"""A few decisions of the demo taken by the real commands, so that every page of deciding has something to show."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from casework.appeals.service import Answer, answer_appeal, appeal, escalate
from casework.assessing.queries import offered, told_to
from casework.assessing.rules import Given, Ground
from casework.assessing.service import begin as begin_form
from casework.assessing.service import keep, sign
from casework.classification import queries
from casework.classification.models import AppealOutcome, InstrumentKind
from casework.classification.models import ClassificationState as State
from casework.classification.service import Decision, begin, decide, recommend, score_of
from casework.classing_demo.rules import LIKELY
from casework.consequences import queries as consequences
from casework.consequences.service import answer
from casework.demo.service import World
from casework.level_papers.documents import reasons_paper
from casework.level_papers.models import Handing
from casework.level_papers.service import Given as Handover
from casework.level_papers.service import hand_over
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from casework.plans.policies import can_write_plan
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
TALKED: dict[str, tuple[Any, str]] = {
    "accommodation": (4, "Lost the flat; a cousin may have room."), "accommodation_strength": ("yes", "The cousin."),
    "employment": (2, "Cooked for two years, no certificate."), "finance": ("yes", "Debts with the landlord."),
    "alcohol": (1, "Stopped last year."), "relationships": (0, "Calls home every week."),
    "relationships_strength": ("yes", "Mother and sister visit."),
}  # fmt: skip
"""What two people said of their lives: some areas were not talked about yet."""
NEEDS = 4
STANDS = "The court of the other district quashed that report; the order is in the papers."
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
    signed = 0
    for row in decided[8:]:
        signed += signed < NEEDS and in_transaction(partial(_needs, world, row.person_id, signed=signed % 2 == 0))
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
    answers = {key: Given(value=value, ground=Ground.RECORD) for key, value in given.items() if key != "q1"}
    differing = {key for key, fact in told_to(person_for(officer, who), queries.assessment_of(made)).items()
                 if key in answers and not fact.agrees(answers[key].value)}  # fmt: skip
    answers |= {key: Given(value=given[key], ground=Ground.DOCUMENT, stands=STANDS) for key in differing}
    keep(officer, who, made.assessment_id, answers)
    assert made.suggested_level
    recommend(officer, who, made.suggested_level, "Until the other prison answers.", account="I was never in a fight.")
    decide(world.staff["approver"], who, Decision(level=made.suggested_level))
    for line in consequences.noted(governor, made.id):
        if line.may_answer:
            answer(governor, who, line.row.id, LOOKED)


def _needs(world: World, who: Any, *, signed: bool) -> bool:
    """A needs form signed, or one in hand: some of it on evidence that is older than the form allows."""
    case = world.staff["case"]
    card = person_for(case, who)
    forms = [row for row, may in offered(card) if may and row.kind is InstrumentKind.NEEDS]
    if not forms or card.officer_id != case.human_id or not can_write_plan(case, card):
        return False
    made, today = begin_form(case, who, forms[0].id), clock.today(card.zone)
    talk: Any = {"ground": Ground.OWN_WORDS, "evidence_of": today - dt.timedelta(days=9)}
    answers = {key: Given(value=value, evidence=words, **talk) for key, (value, words) in TALKED.items()}
    if not signed:
        answers["drugs"] = Given(value=0, evidence="File of the last stay.", ground=Ground.DOCUMENT,
                                 evidence_of=today - dt.timedelta(days=600))  # fmt: skip
    keep(case, who, made.id, answers)
    if signed:
        sign(case, who, made.id)
    return True


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
    given = Handover(language=language, handing=handing, given_on=clock.today(card.zone), words=words)
    hand_over(officer, card.id, record.id, given, paper)
