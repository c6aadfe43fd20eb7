"""What is owed under an order, and the policy that says so."""

from __future__ import annotations

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from casework.public import NewLevel, file_now, person
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import Prepared, session, table_of
from kernel.i18n import _
from probation.clocks.rules import Met, failure_days
from probation.contacts.queries import Counting, counting_of, newest_met
from probation.contacts.rules import FACTS, FAILURES
from probation.happenings.queries import Events, newest_events_of
from probation.levels.rules import Suggestion, suggest
from probation.orders.models import OPEN, RUNNING, Level, OrderState, SupervisionOrder
from probation.packs.queries import DEFAULT, Ground, ground_of, packs
from probation.packs.rules import Version, version_on
from probation.standards.models import ContactDue, GoodNews, LevelChange, Way
from probation.standards.rules import (
    Due,
    Excuse,
    Fact,
    Standing,
    all_due,
    earned,
    newest_needed,
    out_of_touch,
    review_is_due,
)

_change, _human, _due = table_of(LevelChange), table_of(Human), table_of(ContactDue)
_LOOK_BACK = dt.timedelta(days=800)
"""Longer than twice the longest period of any rule, so that an older contact can change no due date."""
_CHANGES = (
    sa.select(_change, _human.c.name.label("who"))
    .join(_human, _human.c.id == _change.c.decided_by)
    .where(_change.c.order_id == sa.bindparam("order_id", type_=_change.c.order_id.type))
    .order_by(_change.c.decided_at.desc(), _change.c.id.desc())
)

_DUE = Prepared(sa.select(_due.c.due_on).where(_due.c.order_id == sa.bindparam("order_id", type_=_due.c.order_id.type)))


def due_of(order_id: uuid.UUID) -> dt.date | None:
    """By when contact is owed under an order, as last computed."""
    found = _DUE.first(order_id=order_id)
    return found.due_on if found is not None else None


def default_version() -> Version:
    """The neutral standards as they stand today."""
    return version_on(packs()[DEFAULT], clock.now().date())


def suggested_level(security_level: str | None) -> Level:
    """The supervision level that the neutral rule gives for a security level, or where there is none."""
    return suggest(default_version(), security_level).level


def suggestion_for(order: Any, security_level: str | None, ground: Ground, news: GoodNews | None = None) -> Suggestion:
    """The level that the office's standards give for this order now, with its steps."""
    before = session.execute(_CHANGES.limit(1), {"order_id": order.id}).first()
    return suggest(
        ground.version, security_level, now=order.level, earned=news is GoodNews.LOWER_LEVEL,
        before=before.steps.get("steps", ()) if before is not None else (),
    )  # fmt: skip


def excuse_of(state: str, version: Version, events: Events = (), *, in_custody: bool = False) -> Excuse | None:
    """Why an order in this state is owed no contact, or None."""
    if in_custody and "in_custody" in version.excused_when:
        return Excuse.IN_CUSTODY
    if OrderState(state) not in RUNNING:
        waits = {OrderState.NOT_STARTED: Excuse.NOT_STARTED, OrderState.SUSPENDED: Excuse.SUSPENDED}
        return waits.get(OrderState(state), Excuse.ENDED)
    lost = "out_of_touch" in version.excused_when and out_of_touch(events)
    return Excuse.OUT_OF_TOUCH if lost else None


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How supervision under one order stands today: what is owed, what is earned, what failed."""

    dues: Sequence[Due]
    news: GoodNews | None
    failures: int
    review_due: bool
    version: Version

    @property
    def first(self) -> Due | None:
        """The soonest contact that is owed."""
        return next((due for due in self.dues if due.due_on), None)


def picture_of(order: Any, zone: str, *, in_custody: bool = False) -> Picture:
    """The picture of one order row, in a constant number of statements."""
    today = clock.today(zone)
    counting = counting_of({order.id: zone}, clock.now() - _LOOK_BACK)[order.id]
    ground, events = ground_of(order.office_id, today), newest_events_of(order.person_id)
    return picture(order, counting, today, ground, events, in_custody=in_custody)


def picture(
    order: Any, counting: Sequence[Counting], today: dt.date, ground: Ground, events: Events = (), *,
    in_custody: bool = False,
) -> Picture:  # fmt: skip
    """The picture of an order from contacts that were fetched already."""
    standing = standing_of(order, ground, events, in_custody=in_custody)
    failed = [one.fact.on for one in counting if one.outcome in FAILURES]
    good = sum(bool(one.outcome and FACTS[one.outcome].complied) for one in counting)
    met = (Met(on=day, complied=False, acceptable=False) for day in failed)
    count = failure_days(met, order.starts_on, filter(None, [order.reset_on]))
    since = order.level_since or order.starts_on
    return Picture(
        dues=all_due(ground.version, standing, [one.fact for one in counting], today, ground.working),
        news=earned(
            ground.version.earned, standing, level_since=since, good=good, last_failure=max(failed, default=None),
            today=today,
        ),
        failures=count,
        review_due=review_is_due(count, order.failure_limit),
        version=ground.version,
    )  # fmt: skip


def owed_now(order: Any, zone: str) -> tuple[str, dt.date | None, str]:
    """(rule, day, good news) of an order: what ``picture_of`` says first, read from the contacts that can change it.

    However long an order has lasted, a visit costs the same: of each kind and outcome only the newest few are read.
    """
    today = clock.today(zone)
    ground, events = ground_of(order.office_id, today), newest_events_of(order.person_id)
    standing, version = standing_of(order, ground, events), ground.version
    if standing.excuse:
        return "", None, ""
    met = newest_met(order.id, zone, clock.now() - _LOOK_BACK, newest_needed(version, standing.level))
    facts = [
        Fact(id=_made_up(place), kind=str(one.kind), on=one.on, reason=FACTS[one.outcome].not_counted)
        for place, one in enumerate(met)
    ]
    first = next(iter(all_due(version, standing, facts, today, ground.working)), None)
    news = earned(
        version.earned, standing, level_since=order.level_since or order.starts_on, today=today,
        good=sum(bool(FACTS[one.outcome].complied) for one in met),
        last_failure=max((one.on for one in met if one.outcome in FAILURES), default=None),
    )  # fmt: skip
    due_on = first.due_on if first else None
    return (first.rule if first and due_on else ""), due_on, str(news or "")


@functools.cache
def _made_up(place: int) -> uuid.UUID:
    """An id that only tells contacts apart which are counted and not shown."""
    return uuid.UUID(int=place)


def standing_of(order: Any, ground: Ground, events: Events = (), *, in_custody: bool = False) -> Standing:
    """What the standards need to know of an order row."""
    return Standing(
        level=str(order.level or Level.MEDIUM), starts_on=order.starts_on, ends_on=order.ends_on, events=events,
        overloads=ground.overloads, excuse=excuse_of(order.state, ground.version, events, in_custody=in_custody),
    )  # fmt: skip


def level_history(order_id: uuid.UUID) -> Sequence[Any]:
    """Every decision on the level, newest first, with who decided."""
    return session.execute(_CHANGES, {"order_id": order_id}).all()


def security_level_of(person_id: uuid.UUID) -> str | None:
    """The security level on the file, for a rule that runs by itself."""
    key = sa.literal(person_id, person.c.id.type)
    return session.scalar(sa.select(person.c.level).where(person.c.id == file_now(key)))


def exception_set_by(order_id: uuid.UUID) -> uuid.UUID | None:
    """The human who decided the level last."""
    row = session.execute(_CHANGES.where(_change.c.way == Way.DECIDED).limit(1), {"order_id": order_id}).first()
    return row.decided_by if row is not None else None


def exceptions_over(today: dt.date) -> Sequence[uuid.UUID]:
    """The running orders whose level away from the rule ended before a day."""
    over = sa.select(SupervisionOrder.id).where(
        SupervisionOrder.level_until < today, SupervisionOrder.state.in_(sorted(OPEN))
    )
    return session.scalars(over.order_by(SupervisionOrder.id)).all()


def running_orders() -> Sequence[uuid.UUID]:
    """Every order under which contact may be owed."""
    running = sa.select(SupervisionOrder.id).where(SupervisionOrder.state.in_(sorted(RUNNING)))
    return session.scalars(running.order_by(SupervisionOrder.id)).all()


def open_orders(person_id: uuid.UUID) -> Sequence[SupervisionOrder]:
    """The orders of a person that are not ended."""
    return session.scalars(
        sa.select(SupervisionOrder).where(
            SupervisionOrder.person_id == person_id, SupervisionOrder.state.in_(sorted(OPEN))
        )
    ).all()


def proposed_levels(_actor: Actor, new: NewLevel) -> list[dict[str, str]]:
    """For each open order: the supervision level that the policy would propose for a new security level."""
    return [
        {"now": order.level.value if order.level else "", "proposed": suggested_level(new.after).value}
        for order in open_orders(new.card.id)
    ]


def say_proposed(facts: Mapping[str, Any]) -> str:
    """The proposal, which the officer decides."""
    proposed = Level(facts["proposed"]).label
    if facts["now"] == facts["proposed"]:
        return _(
            "Supervision stays at %(level)s by the policy. The probation officer looks at it again.", level=proposed
        )
    if not facts["now"]:
        return _("Supervision: the policy proposes %(level)s. The probation officer decides.", level=proposed)
    return _("Supervision: the policy proposes %(level)s instead of %(now)s. The probation officer decides.",
             level=proposed, now=Level(facts["now"]).label)  # fmt: skip
