"""Making the demo's supervision in bulk: orders in every state, their conditions, levels, contacts and places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from casework.public import Rows, World, officer_at
from kernel import audit
from kernel.db import in_transaction, session, table_of
from probation.catalogue.queries import policy
from probation.conditions.models import ConditionClass
from probation.contacts.models import Contact, ContactKind, ContactState, MovedBy, NeedArea, Outcome
from probation.contacts.rules import state_after
from probation.demo import rules
from probation.orders.models import (
    Condition,
    ConditionSet,
    Level,
    OrderKind,
    OrderState,
    SetState,
    Signed,
    SupervisionOrder,
)
from probation.places.models import ContactPlace
from probation.standards.models import LevelChange
from probation.standards.queries import suggested_level
from probation.standards.service import refresh_due

CHUNK = 500
_T = {m: table_of(m) for m in (SupervisionOrder, ConditionSet, Condition, LevelChange, Contact, ContactPlace)}


def seed(world: World) -> None:
    """Orders for all under supervision, finished ones for some who are out, prepared ones near release."""
    soon = world.today + dt.timedelta(days=40)
    near = [
        p
        for p in world.people
        if p["state"] == "sentenced" and p["release_on"] and world.today < p["release_on"] <= soon
    ]
    out = [p for p in world.people if p["state"] == "closed"]
    wanted = (
        [(p, "running") for p in world.people if p["office"]]
        + [(p, "ended") for p in out[::2]]
        + [(p, "prepared") for p in near[::2]]
    )
    for start in range(0, len(wanted), CHUNK):
        part = wanted[start : start + CHUNK]
        in_transaction(lambda part=part, start=start: _chunk(world, part, start))  # type: ignore[misc]


def _chunk(world: World, part: list[tuple[dict[str, Any], str]], start: int) -> None:
    rows, owners = Rows(), dict[uuid.UUID, uuid.UUID | None]()
    for n, (person, stage) in enumerate(part, start):
        order_id = _Supervised(world, rows, person, stage, n).make()
        owners[order_id] = person["id"]
    rows.insert()
    audit.record_many(world.staff["probation"], "order.prepared", "supervision_order", owners, reason="demo")
    for order in session.scalars(sa.select(SupervisionOrder).where(SupervisionOrder.id.in_(list(owners)))):
        if order.state == OrderState.ACTIVE:
            refresh_due(order, "Africa/Tunis")


class _Supervised:
    """Writes the rows of one order."""

    def __init__(self, world: World, rows: Rows, person: dict[str, Any], stage: str, n: int) -> None:
        self.world, self.rows, self.person, self.n = world, rows, person, n
        life = person["life"]
        self.office = person["office"] or "OLD"
        self.officer = world.staff[officer_at(self.office, person["number"])].human_id
        self.begun: dt.date = life.supervised_on or life.released_on or person["release_on"] or world.today
        self.kind, self.state = self._kind_and_state(stage)
        self.suggested = suggested_level(person["level"])
        usual = (self.suggested, "")
        self.level, self.why = rules.OTHER_LEVEL[self.suggested] if world.nth("supervision levels") % 9 == 5 else usual  # noqa: PLR2004 - a few
        self.id = person["order"] = world.id()

    def _kind_and_state(self, stage: str) -> tuple[OrderKind, OrderState]:
        world = self.world
        if stage == "prepared":
            return rules.TO_COME[world.nth("orders to come") % len(rules.TO_COME)], OrderState.NOT_STARTED
        if stage == "ended":
            return rules.ENDED[world.nth("ended orders") % len(rules.ENDED)]
        instead = self.person["state"] == "community"
        kind = rules.SENTENCES[world.nth("community orders") % len(rules.SENTENCES)] if instead else OrderKind.LICENCE
        nth, first = world.nth("running orders"), 3 * len(rules.RARE)
        rare = nth % 3 == 2 if nth < first else nth % 9 == 4  # noqa: PLR2004 - one in nine, sooner in the beginning
        self.person["running"] = not rare
        return kind, rules.RARE[world.nth("rare orders") % len(rules.RARE)] if rare else OrderState.ACTIVE

    def _at(self, day: dt.date, hour: int = 10) -> dt.datetime:
        return dt.datetime.combine(day, dt.time(hour, self.world.rng.choice((0, 15, 30, 45))), dt.UTC)

    def _add(self, model: Any, **values: Any) -> uuid.UUID:
        key: uuid.UUID = values.pop("id", None) or self.world.id()
        self.rows.add(_T[model], id=key, person_id=self.person["id"], **values)
        return key

    def make(self) -> uuid.UUID:
        """The order with everything under it; its id."""
        self._order()
        self._conditions()
        self._place()
        if self.state != OrderState.NOT_STARTED:
            self._add(
                LevelChange, order_id=self.id, level=self.level, suggested=self.suggested, reason=self.why,
                decided_by=self.officer, decided_at=self._at(self.begun),
                **rules.level_facts(self.person["level"], self.suggested),
            )  # fmt: skip
        if self.state in {OrderState.ACTIVE, OrderState.IN_BREACH}:
            self._contacts()
        return self.id

    def _order(self) -> None:
        told = None if self.state == OrderState.NOT_STARTED else self.begun
        signed = rules.UNSIGNED.get(self.world.nth("signatures") % 10, Signed.SIGNED) if told else None
        life, ends = self.person["life"], self.begun + dt.timedelta(days=self.world.rng.choice((180, 365, 540)))
        if self.state in {OrderState.COMPLETED, OrderState.EARLY_TERMINATED}:
            ends = min(ends, self.world.today)
        elif ends <= self.world.today:
            ends = self.world.today + dt.timedelta(days=self.world.rng.randrange(5, 200))
        self._add(
            SupervisionOrder, id=self.id, kind=self.kind, office_id=self.world.units[self.office], authority=life.court,
            reference=f"S{self.begun.year}/{self.person['number'][4:9]}", starts_on=self.begun, ends_on=max(ends,
            self.begun),
            state=self.state, failure_limit=3, reset_on=None, explained_orally_on=told, explained_in_writing_on=told,
            explained_language="ar" if told else "", person_signed=signed,
            level=self.level if told else None, level_since=told, **self._review(),
            prepared_by=self.officer, prepared_at=self._at(self.begun, 9), version=1,
            officer_id=self.officer if told else None,
        )  # fmt: skip

    def _review(self) -> dict[str, Any]:
        """Now and then a new classification asks for another look at the level; one away from the rule has its end."""
        asked = self.state is OrderState.ACTIVE and self.world.nth("level reviews") % 11 == 3  # noqa: PLR2004
        day = self.world.today - dt.timedelta(days=3)
        away = self.state is not OrderState.NOT_STARTED and self.level is not self.suggested
        until = self.world.today + dt.timedelta(days=60) if away else None
        reason = "reclassified" if asked else ""
        return {"level_until": until, "level_review_on": day if asked else None, "level_review_reason": reason}

    def _conditions(self) -> None:
        prepared, draft = self._at(self.begun, 9), self.state == OrderState.NOT_STARTED
        key = self._add(
            ConditionSet, order_id=self.id, n=1, state=SetState.DRAFT if draft else SetState.ACTIVE,
            policy=policy().version, bespoke=False, reason="", prepared_by=self.officer, prepared_at=prepared,
            submitted_at=None, approved_by=None, decided_at=None, decision_words="",
            activated_at=None if draft else prepared, superseded_at=None,
        )  # fmt: skip
        lines = [line for line in policy().standard if not line.kinds or self.kind in line.kinds]
        for place, line in enumerate(lines, 1):
            self._add(
                Condition, set_id=key, kind=ConditionClass.STANDARD, sequence=place, code=line.code, text=line.text,
                plain=line.plain, purpose=line.purpose, proportionality="", review_on=None, policy=policy().version,
            )  # fmt: skip

    def _place(self) -> None:
        rng = self.world.rng
        self._add(
            ContactPlace, address=f"{rng.randrange(1, 90)} {rng.choice(rules.STREETS)}",
            phone=f"+216 98 55{rng.randrange(10**4):04d}",
            note=rng.choice(("", "Ring twice.", "Second floor, no lift.")),
            safety_note=rng.choice(("", "", "", "Dog in the yard: ring from the gate.", "Visit in pairs.")),
            begun_at=self._at(self.begun), ended_at=None,
        )  # fmt: skip

    def _contacts(self) -> None:
        rng, today = self.world.rng, self.world.today
        first = max(self.begun, today - dt.timedelta(days=rules.LONGEST))
        slack = 60 if self.n % 7 == 6 else 0  # noqa: PLR2004 - one in seven has fallen behind
        day = self._run(first + dt.timedelta(days=2), rules.EVERY[self.level], None, slack)
        self._run(first + dt.timedelta(days=9), 80, ContactKind.HOME, slack)
        if self.level != Level.LOW:
            self._run(
                first + dt.timedelta(days=12), 26 if self.level == Level.HIGH else 54, ContactKind.COLLATERAL, slack
            )
        turn = self._turn()
        if turn in rules.TODAY:
            day = today
        elif turn in rules.UNLOGGED:
            day = today - dt.timedelta(days=1)
        if turn < max(rules.TODAY) or self.n % 13:
            kind, at = rules.TODAY.get(turn, rules.any_kind(rng.random())), self._at(day, rng.randrange(8, 16))
            self._contact(at, ContactState.SCHEDULED, kind=kind)

    def _turn(self) -> int:
        """Which of this officer's running orders this is, from 1."""
        return self.world.nth(f"orders of {self.officer}") + 1

    def _run(self, day: dt.date, step: int, kind: ContactKind | None, slack: int) -> dt.date:
        """Contacts every ``step`` days up to today less ``slack``; the day the next one is owed."""
        while day < self.world.today - dt.timedelta(days=slack):
            self._held(day, kind)
            day += dt.timedelta(days=max(3, step + self.world.rng.randrange(-4, 1)))
        return day

    def _held(self, day: dt.date, kind: ContactKind | None) -> None:
        """A contact of that day: held, not held, or moved first."""
        at, nth, rng = self._at(day, self.world.rng.randrange(8, 16)), self.world.nth("contacts"), self.world.rng
        if nth % 20 == 12:  # noqa: PLR2004
            self._moved(at, rules.MOVES[self.world.nth("moves") % len(rules.MOVES)])
            return
        missed = nth % 4 == 3 if nth < 4 * len(rules.MISSES) else rng.random() < 0.16  # noqa: PLR2004 - about one in six
        outcome = rules.MISSES[self.world.nth("misses") % len(rules.MISSES)] if missed else Outcome.COMPLIED
        kind = ContactKind.HOME if outcome is Outcome.NOBODY_HOME else kind or rules.SURE_KINDS.get(nth % 30)
        self._contact(at, state_after(outcome), outcome=outcome, kind=kind)

    def _moved(self, at: dt.datetime, move: tuple[ContactState, MovedBy, str]) -> None:
        """An appointment that was cancelled, or moved to the next day and held then."""
        (state, moved_by, reason), office = move, ContactKind.OFFICE
        root = self._contact(at, ContactState.SCHEDULED, kind=office, received_at=at - dt.timedelta(days=14))
        chain = {"root_id": root, "replaces_id": root, "received_at": at - dt.timedelta(days=1), "kind": office}
        self._contact(at, state, moved_by=moved_by, reason=reason, scheduled_at=at, **chain)
        later = at + dt.timedelta(days=1)
        if state is not ContactState.RESCHEDULED:
            return
        again = self._contact(later, ContactState.SCHEDULED, kind=office, received_at=at - dt.timedelta(days=1))
        if later < self.world.now - dt.timedelta(hours=1):
            answer = {"root_id": again, "replaces_id": again, "scheduled_at": later, "kind": office}
            self._contact(later, ContactState.HELD, outcome=Outcome.COMPLIED, **answer)

    def _contact(self, at: dt.datetime, state: ContactState, **over: Any) -> uuid.UUID:
        """One row; planned, moved or with its outcome. Its key."""
        rng, outcome = self.world.rng, over.get("outcome")
        key = self.world.id(min(over.get("received_at", at), self.world.now))
        came, done = outcome is Outcome.COMPLIED, outcome is not None
        kind = over.pop("kind", None) or rules.any_kind(rng.random())
        offline = done and kind in rules.OUTSIDE and rng.random() < 0.25  # noqa: PLR2004 - no signal there
        heard = at + dt.timedelta(hours=5 if offline else 0.5)
        facts: dict[str, Any] = {
            "root_id": key, "replaces_id": None, "scheduled_at": at if state is ContactState.SCHEDULED else None,
            "occurred_at": at if done else None, "outcome": None, "moved_by": None, "reason": "", "place": "",
            "received_at": heard if done else min(at - dt.timedelta(days=7), self.world.now),
            "minutes": rng.choice((15, 20, 30, 45, 60)) if came else None,
            "strengths": rng.choice(rules.STRENGTHS) if came else "",
            "needs": rng.sample(list(NeedArea), 2) if came else [],
            "agreed_action": rng.choice(rules.ACTIONS) if came else "",
            "note": rng.choice(rules.NOTES) if came else rules.MISS_NOTES.get(outcome, "") if outcome else "",
            "step_id": None, "recorded_offline": offline, **over,
        }  # fmt: skip
        return self._add(
            Contact, id=key, order_id=self.id, officer_id=self.officer, kind=kind, state=state, at=at,
            recorded_by=self.officer, **facts,
        )  # fmt: skip
