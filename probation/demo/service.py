"""Making the demo's supervision in bulk: orders in every state, their conditions, levels, contacts and places."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa

from casework.public import Rows, World, officer_at
from kernel import audit
from kernel.db import in_transaction, session, table_of
from probation.contacts.models import Contact, ContactKind, ContactState, MovedBy, NeedArea, Outcome
from probation.orders.models import (
    Condition,
    ConditionClass,
    ConditionSet,
    Level,
    OrderKind,
    OrderState,
    SetState,
    Signed,
    SupervisionOrder,
)
from probation.orders.queries import policy
from probation.places.models import ContactPlace
from probation.standards.models import LevelChange
from probation.standards.queries import suggested_level
from probation.standards.service import refresh_due

CHUNK = 500
EVERY = {Level.HIGH: 14, Level.MEDIUM: 40, Level.LOW: 150}
TODAY, UNLOGGED = frozenset({1, 3, 5, 7, 9}), frozenset({2, 6, 8})
"""Which of an officer's orders have a visit today, and which one of yesterday whose outcome is not logged."""
LONGEST = 240
"""Days of contacts that are made up; older ones would teach nothing."""
RARE = (OrderState.SUSPENDED, OrderState.IN_BREACH, OrderState.RECALLED, OrderState.REVOKED, OrderState.TRANSFERRED_OUT)
STREETS = ("Olive Street", "Station Road", "Market Lane", "Cedar Avenue", "Mill Row", "Harbour Steps")
ACTIONS = (
    "Bring the tenancy letter next time.",
    "Call the bakery about the evening shift.",
    "Go to the clinic appointment on Thursday.",
    "Ask the school about the reading class.",
    "Write down the week's spending.",
    "",
)
STRENGTHS = (
    "Came early, talked openly.",
    "Found the training place by himself.",
    "Keeps in touch with the children.",
    "",
)
NOTES = (
    "Calm talk about the new flat.",
    "Worried about debts; agreed to see the adviser.",
    "Short check-in, all steady.",
    "Spoke about old friends and how to say no.",
)
OUTCOMES = (
    (Outcome.COMPLIED, 84),
    (Outcome.GOOD_REASON_WORK, 4),
    (Outcome.GOOD_REASON_HEALTH, 3),
    (Outcome.NO_GOOD_REASON, 5),
    (Outcome.NOT_THERE, 2),
    (Outcome.SENT_HOME_SERVICE, 2),
)
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
        + [(p, "ended") for p in out[::3]]
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
        self.kind = OrderKind.COMMUNITY if person["state"] == "community" else OrderKind.LICENCE
        self.state = self._state(stage)
        self.level = suggested_level(person["level"])
        self.id = world.id()

    def _state(self, stage: str) -> OrderState:
        if stage == "prepared":
            return OrderState.NOT_STARTED
        if stage == "ended":
            return self.world.rng.choice((OrderState.COMPLETED, OrderState.COMPLETED, OrderState.EARLY_TERMINATED))
        return RARE[self.n // 9 % len(RARE)] if self.n % 9 == 4 else OrderState.ACTIVE  # noqa: PLR2004 - one in nine

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
                LevelChange, order_id=self.id, level=self.level, suggested=self.level, reason="", review_on=None,
                decided_by=self.officer, decided_at=self._at(self.begun),
            )  # fmt: skip
        if self.state in {OrderState.ACTIVE, OrderState.IN_BREACH}:
            self._contacts()
        return self.id

    def _order(self) -> None:
        told = None if self.state == OrderState.NOT_STARTED else self.begun
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
            explained_language="ar" if told else "", person_signed=Signed.SIGNED if told else None,
            level=self.level if told else None, level_since=told, level_review_on=None, level_review_reason="",
            prepared_by=self.officer, prepared_at=self._at(self.begun, 9), version=1,
        )  # fmt: skip

    def _conditions(self) -> None:
        prepared, draft = self._at(self.begun, 9), self.state == OrderState.NOT_STARTED
        key = self._add(
            ConditionSet, order_id=self.id, n=1, state=SetState.DRAFT if draft else SetState.ACTIVE,
            policy=policy().version,
            bespoke=False, reason="", prepared_by=self.officer, prepared_at=prepared, submitted_at=None,
            approved_by=None,
            decided_at=None, decision_words="", activated_at=None if draft else prepared, superseded_at=None,
        )  # fmt: skip
        lines = [line for line in policy().standard if not line.kinds or self.kind in line.kinds]
        for place, line in enumerate(lines, 1):
            self._add(
                Condition, set_id=key, kind=ConditionClass.STANDARD, sequence=place, code=line.code, text=line.text,
                plain=line.plain, purpose=line.purpose, proportionality="", review_on=None,
            )  # fmt: skip

    def _place(self) -> None:
        rng = self.world.rng
        self._add(
            ContactPlace, address=f"{rng.randrange(1, 90)} {rng.choice(STREETS)}",
            phone=f"+216 98 55{rng.randrange(10**4):04d}",
            note=rng.choice(("", "Ring twice.", "Second floor, no lift.")),
            safety_note=rng.choice(("", "", "", "Dog in the yard: ring from the gate.", "Visit in pairs.")),
            begun_at=self._at(self.begun), ended_at=None,
        )  # fmt: skip

    def _contacts(self) -> None:
        rng, today = self.world.rng, self.world.today
        first = max(self.begun, today - dt.timedelta(days=LONGEST))
        slack = 60 if self.n % 7 == 6 else 0  # noqa: PLR2004 - one in seven has fallen behind
        day = self._run(first + dt.timedelta(days=2), EVERY[self.level], None, slack)
        self._run(first + dt.timedelta(days=9), 80, ContactKind.HOME, slack)
        if self.level != Level.LOW:
            self._run(
                first + dt.timedelta(days=12), 26 if self.level == Level.HIGH else 54, ContactKind.COLLATERAL, slack
            )
        turn = self._turn()
        if turn in TODAY:
            day = today
        elif turn in UNLOGGED:
            day = today - dt.timedelta(days=1)
        if turn < max(TODAY) or self.n % 13:
            self._contact(self._at(day, rng.randrange(8, 16)), ContactState.SCHEDULED, None)

    def _turn(self) -> int:
        """Which of this officer's running orders this is, from 1."""
        key = f"orders of {self.officer}"
        self.world.tally[key] += 1
        return self.world.tally[key]

    def _run(self, day: dt.date, step: int, kind: ContactKind | None, slack: int) -> dt.date:
        """Contacts every ``step`` days up to today less ``slack``; the day the next one is owed."""
        while day < self.world.today - dt.timedelta(days=slack):
            self._held(day, kind)
            day += dt.timedelta(days=max(3, step + self.world.rng.randrange(-4, 1)))
        return day

    def _held(self, day: dt.date, kind: ContactKind | None) -> None:
        at = self._at(day, self.world.rng.randrange(8, 16))
        outcome = self.world.rng.choices([o for o, _w in OUTCOMES], [w for _o, w in OUTCOMES])[0]
        if self.world.rng.random() < 0.04:  # noqa: PLR2004
            self._contact(at, ContactState.CANCELLED, None, moved_by=MovedBy.STAFF)
            return
        came = outcome == Outcome.COMPLIED
        self._contact(at, ContactState.HELD if came else ContactState.ATTEMPTED, outcome, kind=kind)

    def _contact(
        self,
        at: dt.datetime,
        state: ContactState,
        outcome: Outcome | None,
        *,
        moved_by: MovedBy | None = None,
        kind: ContactKind | None = None,
    ) -> None:
        rng, key = self.world.rng, self.world.id(min(at, self.world.now))
        done, came = outcome is not None, outcome == Outcome.COMPLIED
        self._add(
            Contact, id=key, root_id=key, replaces_id=None, order_id=self.id, officer_id=self.officer,
            kind=kind or rng.choices(list(ContactKind)[:6], (60, 20, 4, 6, 8, 2))[0], state=state, at=at,
            scheduled_at=None if done else at, occurred_at=at if done else None,
            received_at=at + dt.timedelta(minutes=30) if done else min(at - dt.timedelta(days=7), self.world.now),
            minutes=rng.choice((15, 20, 30, 45, 60)) if came else None, outcome=outcome, moved_by=moved_by, place="",
            strengths=rng.choice(STRENGTHS) if came else "", needs=rng.sample(list(NeedArea), 2) if came else [],
            agreed_action=rng.choice(ACTIONS) if came else "", note=rng.choice(NOTES) if came else "", reason="",
            step_id=None,
            recorded_offline=False, recorded_by=self.officer,
        )  # fmt: skip
