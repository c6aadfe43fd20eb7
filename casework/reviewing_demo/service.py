"""Making the demo's reviews: rules in force, why each review is due on its day, draws and second scores."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
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
from casework.review_dates.queries import facts_of, facts_of_many, newest_among
from casework.review_rules.models import Trigger
from casework.review_rules.queries import all_rules
from casework.review_rules.rules import Due, Facts, Rule, after_decision, due_after
from casework.review_rules.service import install_shipped, set_rule
from casework.reviewing_demo.rules import LATER, NOT_POSSIBLE, SHARE, SOONER, STRICTER, event_for
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
    """Add these parts to the demo: the calendar after its decisions, the rest when all else has happened."""
    contribute_demo("reviews", 31, seed_calendar)
    contribute_demo("reviewing", 92, seed_changes)


def seed_calendar(world: World) -> None:
    """The rules, and the day that they give everybody inside."""
    in_transaction(partial(_rules, world))
    _in_parts(world, _calendar)


def seed_changes(world: World) -> None:
    """What moved some of these days since, and the second scores."""
    _in_parts(world, _changes)
    for days in ((200, 40), (40, 0)):
        in_transaction(partial(_second_scores, world, *days))


def _in_parts(world: World, part: Callable[[World, list[dict[str, Any]]], None]) -> None:
    held = [one for one in world.people if one["prison"]]
    for start in range(0, len(held), CHUNK):
        in_transaction(partial(part, world, held[start : start + CHUNK]))


def _rules(world: World) -> None:
    install_shipped(None)
    mine = Rule(
        trigger=Trigger.TRANSFER, days=14, source=STRICTER, unit_id=world.units["HRB"], in_force_from=world.today
    )
    set_rule(world.staff["governor"], mine)


def _calendar(world: World, people: list[dict[str, Any]]) -> None:
    keys = [one["id"] for one in people]
    decided = sa.select(_made.c.person_id, _made.c.id, _made.c.decided_at, _made.c.decided_by).where(
        _made.c.person_id.in_(keys), _made.c.state.in_(sorted(CURRENT))
    )
    decisions = {row.person_id: row for row in session.execute(decided)}
    opened = {one["id"]: one["opened"].date() for one in people}
    maker = _Maker(world)
    for row in facts_of_many(keys):
        maker.calendar(row, decisions.get(row.id), opened[row.id])
    maker.finish()


def _changes(world: World, people: list[dict[str, Any]]) -> None:
    keys, maker = [one["id"] for one in people], _Maker(world)
    newest = newest_among(keys)
    for row in facts_of_many(keys):
        known = newest.get(row.id)
        if known and known.cause is Cause.DECISION and row.in_custody:
            maker.moved(row, known)
    maker.finish()


class _Maker:
    """Writes why each review is due on its day, and the day itself."""

    def __init__(self, world: World) -> None:
        self.world, self.rules, self.rows = world, all_rules(), Rows()
        self.people: list[dict[str, Any]] = []
        self.decisions: list[dict[str, Any]] = []

    def calendar(self, row: Any, decision: Any, opened: dt.date) -> None:
        """The day by the rules: after the decision, or for who came lately and has no level after the reception."""
        if decision:
            due = after_decision(self.rules, facts_of(row), decision.decided_at.date())
            self._write(row, Cause.DECISION, due, None, at=decision.decided_at, by=decision.decided_by, key=decision.id)
            self.decisions.append({"key": decision.id, "day": due.on})
        elif row.level is None and self.world.today - opened < NEW:
            first = due_after(self.rules, Facts(level=None, untried=False), Trigger.RECEPTION, opened)
            assert first
            self._write(row, Cause.RECEPTION, first, None)

    def moved(self, row: Any, known: Any) -> None:
        """Perhaps an event since, or a colleague who chose another day."""
        nth, today = self.world.nth("reviews"), self.world.today
        turn = self.world.tally["review events"]
        event = None if nth % SHARE else event_for(turn, known.from_on, known.new_on, today)
        if event:
            self.world.nth("review events")
            self._happened(row, known, event)
        elif nth % PUT_OFF == 1:
            self._colleague(row, Cause.POSTPONED, known.new_on, known.new_on + 14 * DAY, LATER)
        elif nth % BROUGHT == 1 and known.new_on > today + 30 * DAY:
            self._colleague(row, Cause.SOONER, known.new_on, today + 20 * DAY, SOONER)

    def _happened(self, row: Any, known: Any, event: tuple[Cause, int, str, dt.date]) -> None:
        cause, days, words, on = event
        source = next((one.source for one in self.rules if one.trigger == cause.value and one.days == days), "")
        by = self.world.staff["classification"].human_id if words else None
        due = Due(on=on + days * DAY, from_on=on, rule=_by_hand(days, source))
        self._write(row, cause, due, known.new_on, words=words, by=by)

    def _colleague(self, row: Any, cause: Cause, old: dt.date, new: dt.date, words: str) -> None:
        who: Actor = self.world.staff["approver" if cause is Cause.POSTPONED else "classification"]
        by_hand = Due(on=new, from_on=self.world.today, rule=_by_hand(abs((new - old).days), ""))
        self._write(row, cause, by_hand, old, words=words, by=who.human_id)

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
        self.people.append({"key": row.id, "day": due.on})

    def finish(self) -> None:
        """Write the rows and the days, with one line of the trail each."""
        self.rows.insert()
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
