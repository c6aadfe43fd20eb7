"""Making the demo's reviews: rules in force, why each review is due on its day, draws and second scores."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial
from typing import Any

import sqlalchemy as sa

from casework.classification.models import Classification
from casework.classification.queries import form_for
from casework.classification.rules import CURRENT, score
from casework.classing_demo.rules import LIKELY, level_beside
from casework.demo.service import World, contribute_demo
from casework.imports.service import Rows
from casework.people.queries import person
from casework.review_dates.models import Cause, ReviewDateChange
from casework.review_dates.queries import facts_of, facts_of_many
from casework.review_rules.models import Trigger
from casework.review_rules.queries import all_rules
from casework.review_rules.rules import Due, Facts, Rule, after_decision, due_after
from casework.review_rules.service import install_shipped, set_rule
from casework.reviewing_demo.rules import LATER, NOT_POSSIBLE, SOONER, STRICTER, event_before
from casework.second_scores.models import SecondScore, SecondState
from casework.second_scores.service import draw_with
from kernel import audit
from kernel.authz import Actor
from kernel.db import in_transaction, session, table_of

CHUNK = 500
DAY = dt.timedelta(days=1)
NEW = dt.timedelta(days=40)
PUT_OFF, BROUGHT = 9, 5
"""Of so many people without an event one review is put off, one brought forward by a colleague."""
_change, _made, _second = table_of(ReviewDateChange), table_of(Classification), table_of(SecondScore)
_State = SecondState
IN_TURN = (_State.SCORED, _State.WAITING, _State.RETURNED, *[_State.SCORED] * 7)


def connect() -> None:
    """Add this part to the demo, after its decisions."""
    contribute_demo("reviews", 31, seed)


def seed(world: World) -> None:
    """Rules first, then the history of every day, then the second scores."""
    in_transaction(partial(_rules, world))
    held = [one for one in world.people if one["prison"]]
    for start in range(0, len(held), CHUNK):
        in_transaction(partial(_chunk, world, held[start : start + CHUNK]))
    for days in ((200, 40), (40, 0)):
        in_transaction(partial(_second_scores, world, *days))


def _rules(world: World) -> None:
    install_shipped(None)
    mine = Rule(
        trigger=Trigger.TRANSFER, days=14, source=STRICTER, unit_id=world.units["HRB"], in_force_from=world.today
    )
    set_rule(world.staff["governor"], mine)


def _chunk(world: World, people: list[dict[str, Any]]) -> None:
    decided = sa.select(_made.c.person_id, _made.c.id, _made.c.decided_at, _made.c.decided_by).where(
        _made.c.person_id.in_([one["id"] for one in people]), _made.c.state.in_(sorted(CURRENT))
    )
    decisions = {row.person_id: row for row in session.execute(decided)}
    maker = _Maker(world)
    for row in facts_of_many([one["id"] for one in people]):
        opened = next(one["opened"] for one in people if one["id"] == row.id)
        maker.person(row, decisions.get(row.id), opened.date())
    maker.rows.insert()
    maker.write_days()


class _Maker:
    """Writes why each review is due on its day, and the day itself where the rules give another one."""

    def __init__(self, world: World) -> None:
        self.world, self.rules, self.rows = world, all_rules(), Rows()
        self.people: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []

    def person(self, row: Any, decision: Any, opened: dt.date) -> None:
        """One person inside: by the calendar, then perhaps an event or a colleague; without a level by reception."""
        if decision is None:
            if row.level is None and self.world.today - opened < NEW:
                self._received(row, opened)
            return
        facts, decided_on = facts_of(row), decision.decided_at.date()
        due = after_decision(self.rules, facts, decided_on)
        self._write(row, Cause.DECISION, due, None, at=decision.decided_at, by=decision.decided_by, key=decision.id)
        self.decisions.append({"key": decision.id, "day": due.on})
        self._day(row, self._moved(row, due, decided_on, row.next_review_on))

    def _received(self, row: Any, opened: dt.date) -> None:
        due = due_after(self.rules, Facts(level=None, untried=False), Trigger.RECEPTION, opened)
        assert due
        self._write(row, Cause.RECEPTION, due, None)
        self._day(row, due.on)

    def _moved(self, row: Any, due: Due, decided_on: dt.date, wanted: dt.date | None) -> dt.date:
        """The day after what happened since the decision: ``wanted`` where an event explains it."""
        nth, today = self.world.nth("reviews"), self.world.today
        event = event_before(nth, wanted, decided_on, today) if wanted and wanted < due.on else None
        if event and wanted:
            cause, days, words = event
            rule = next((one for one in self.rules if one.trigger == cause.value and one.days == days), None)
            source = rule.source if rule else ""
            happened = Due(on=wanted, from_on=wanted - days * DAY, rule=_by_hand(days, source))
            by = self.world.staff["classification"].human_id if words else None
            self._write(row, cause, happened, due.on, words=words, by=by)
            return wanted
        if nth % PUT_OFF == 0:
            return self._colleague(row, Cause.POSTPONED, due.on, due.on + 14 * DAY, LATER)
        if nth % BROUGHT == 0 and due.on > today + 30 * DAY:
            return self._colleague(row, Cause.SOONER, due.on, today + 20 * DAY, SOONER)
        return due.on

    def _colleague(self, row: Any, cause: Cause, old: dt.date, new: dt.date, words: str) -> dt.date:
        who: Actor = self.world.staff["approver" if cause is Cause.POSTPONED else "classification"]
        by_hand = Due(on=new, from_on=self.world.today, rule=_by_hand(abs((new - old).days), ""))
        self._write(row, cause, by_hand, old, words=words, by=who.human_id)
        return new

    def _write(
        self, row: Any, cause: Cause, due: Due, old: dt.date | None, *, words: str = "", at: dt.datetime | None = None,
        by: uuid.UUID | None = None, key: uuid.UUID | None = None,
    ) -> None:  # fmt: skip
        moment = at or min(self.world.now, dt.datetime.combine(due.from_on, dt.time(9), dt.UTC))
        self.rows.add(
            _change, id=self.world.id(moment), person_id=row.id, cause=cause, old_on=old, new_on=due.on,
            from_on=due.from_on, months=due.rule.months, days=due.rule.days, source=due.rule.source, words=words,
            by_human=by, at=moment, classification_id=key,
        )  # fmt: skip

    def _day(self, row: Any, day: dt.date) -> None:
        self.people.append({"key": row.id, "day": day})

    def write_days(self) -> None:
        """Set the days, with one line of the trail each."""
        for table, days in ((person, self.people), (_made, self.decisions)):
            if days:
                key, day = sa.bindparam("key", type_=table.c.id.type), sa.bindparam("day", type_=sa.Date)
                statement = sa.update(table).where(table.c.id == key).values(next_review_on=day)
                session.connection().execute(statement, days)
        subjects = {one["key"]: one["key"] for one in self.people}
        audit.record_many(self.world.staff["approver"], "person.review_moved", "person", subjects, reason="demo")


def _by_hand(days: int, source: str) -> Rule:
    return Rule(trigger=Trigger.POSTPONE, days=days, source=source)


def _second_scores(world: World, since: int, until: int) -> None:
    """A draw over a span of days, with what became of it. A small demo draws again until every state has its line."""
    begins, ends = world.now - since * DAY, world.now - until * DAY
    made = None
    for _try in range(200):
        seed = f"{world.rng.getrandbits(128):032x}"
        made = draw_with(seed, begins, ends, least=3)
        if made:
            break
    for row in session.scalars(sa.select(SecondScore).where(SecondScore.draw_id == made.id)) if made else ():
        _end(world, row)
    session.flush()


def _end(world: World, row: SecondScore) -> None:
    nth = world.nth("second scores")
    state = IN_TURN[nth % len(IN_TURN)]
    if state is _State.WAITING:
        return
    scorer, form = world.staff["classification2"], form_for(row.version_id)
    row.state, row.scorer_id, row.ended_at = state, scorer.human_id, min(world.now, row.drawn_at + 9 * DAY)
    if state is _State.RETURNED:
        row.words = NOT_POSSIBLE
    else:
        level = level_beside(row.first_level) if nth % 6 == 0 and nth else row.first_level
        given = dict(zip([item.key for item in form.items], LIKELY[level], strict=True))
        row.answers = {key: {"value": value, "evidence": "Judgment, wing book"} for key, value in given.items()}
        row.level, row.score = level, score(form, given).total
    audit.record(scorer, "second_score.made", row, reason="demo")
