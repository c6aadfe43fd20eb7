"""What is owed under an order, and the policy that says so."""

from __future__ import annotations

import datetime as dt
import functools
import tomllib
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from casework.public import NewLevel
from kernel import clock
from kernel.accounts.models import Human
from kernel.authz import Actor
from kernel.db import session, table_of
from kernel.i18n import _, said
from probation.contacts.queries import Counting, counting_of, newest_met
from probation.contacts.rules import FACTS, FAILURES
from probation.orders.models import OPEN, RUNNING, Level, OrderState, SupervisionOrder
from probation.standards.models import GoodNews, LevelChange
from probation.standards.rules import (
    Due,
    Earned,
    Excuse,
    Rule,
    Standing,
    all_due,
    earned,
    failure_days,
    first_due,
    newest_needed,
    read_rule,
    review_is_due,
)

_change, _human = table_of(LevelChange), table_of(Human)
_LOOK_BACK = dt.timedelta(days=800)
"""Longer than twice the longest period of any rule, so that an older contact can change no due date."""
_CHANGES = (
    sa.select(_change, _human.c.name.label("who"))
    .join(_human, _human.c.id == _change.c.decided_by)
    .where(_change.c.order_id == sa.bindparam("order_id", type_=_change.c.order_id.type))
    .order_by(_change.c.decided_at.desc(), _change.c.id.desc())
)


@dataclass(frozen=True, kw_only=True)
class Pack:
    """The contact standards in force: rules, where they come from, what is earned, which level is suggested."""

    citation: Any
    valid_from: dt.date
    rules: tuple[Rule, ...]
    earned: Earned
    earned_citation: Any
    suggested: dict[str, str]


@functools.cache
def pack() -> Pack:
    """The contact standards, from their data file."""
    raw = tomllib.loads((Path(__file__).parent / "standards.toml").read_text(encoding="utf-8"))
    terms = dict(raw["earned"])
    cited = terms.pop("citation")
    return Pack(
        citation=said(raw["citation"], raw["words"]),
        valid_from=raw["valid_from"],
        rules=tuple(map(read_rule, raw["rule"])),
        earned=Earned(**terms),
        earned_citation=said(cited, raw["words"]),
        suggested=raw["suggested"],
    )


def suggested_level(security_level: str | None) -> Level:
    """The supervision level that the policy suggests for a security level, or where there is none."""
    return Level(pack().suggested[security_level or "unknown"])


def excuse_of(state: str, *, in_custody: bool = False) -> Excuse | None:
    """Why an order in this state is owed no contact, or None."""
    if in_custody:
        return Excuse.IN_CUSTODY
    if OrderState(state) in RUNNING:
        return None
    waits = {OrderState.NOT_STARTED: Excuse.NOT_STARTED, OrderState.SUSPENDED: Excuse.SUSPENDED}
    return waits.get(OrderState(state), Excuse.ENDED)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """How supervision under one order stands today: what is owed, what is earned, what failed."""

    dues: Sequence[Due]
    news: GoodNews | None
    failures: int
    review_due: bool

    @property
    def first(self) -> Due | None:
        """The soonest contact that is owed."""
        return next((due for due in self.dues if due.due_on), None)


def picture_of(order: Any, zone: str, *, in_custody: bool = False) -> Picture:
    """The picture of one order row. Two statements at most; an order without a level owes nothing."""
    since = clock.now() - _LOOK_BACK
    counting = counting_of({order.id: zone}, since)[order.id]
    return picture(order, counting, clock.today(zone), in_custody=in_custody)


def picture(order: Any, counting: Sequence[Counting], today: dt.date, *, in_custody: bool = False) -> Picture:
    """The picture of an order from contacts that were fetched already."""
    standing = standing_of(order, in_custody=in_custody)
    failed = [one.fact.on for one in counting if one.outcome in FAILURES]
    good = sum(bool(one.outcome and FACTS[one.outcome].complied) for one in counting)
    count = failure_days(failed, order.starts_on, order.reset_on)
    since = order.level_since or order.starts_on
    return Picture(
        dues=all_due(pack().rules, standing, [one.fact for one in counting], today),
        news=earned(
            pack().earned, standing, level_since=since, good=good, last_failure=max(failed, default=None), today=today
        ),
        failures=count,
        review_due=review_is_due(count, order.failure_limit),
    )


def owed_now(order: Any, zone: str) -> tuple[str, dt.date | None, str]:
    """(rule, day, good news) of an order: what ``picture_of`` says first, read from the contacts that can change it.

    However long an order has lasted, a visit costs the same: of each kind and outcome only the newest few are read.
    """
    standing, terms = standing_of(order), pack().earned
    if standing.excuse:
        return "", None, ""
    met = newest_met(order.id, zone, clock.now() - _LOOK_BACK, newest_needed(pack().rules, terms, standing.level))
    today = clock.today(zone)
    held = [(one.kind, one.on) for one in met if FACTS[one.outcome].not_counted is None]
    rule, due_on = first_due(pack().rules, standing, held, today) or ("", None)
    news = earned(
        terms, standing, level_since=order.level_since or order.starts_on, today=today,
        good=sum(bool(FACTS[one.outcome].complied) for one in met),
        last_failure=max((one.on for one in met if one.outcome in FAILURES), default=None),
    )  # fmt: skip
    return rule, due_on, str(news or "")


def standing_of(order: Any, *, in_custody: bool = False) -> Standing:
    """What the clock needs to know of an order row."""
    excuse = excuse_of(order.state, in_custody=in_custody)
    return Standing(
        level=str(order.level or Level.MEDIUM), starts_on=order.starts_on, ends_on=order.ends_on, excuse=excuse
    )


def level_history(order_id: uuid.UUID) -> Sequence[Any]:
    """Every decision on the level, newest first, with who decided."""
    return session.execute(_CHANGES, {"order_id": order_id}).all()


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
