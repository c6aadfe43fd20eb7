"""What a visit decides, by hand: raw SQL and plain Python, for the floor."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Sequence
from typing import Any

from bench.caseload import Order
from bench.floor import Recorded
from kernel import clock
from probation.standards.queries import pack
from probation.standards.rules import Rule

Decide = Callable[[Any, Sequence[Any], bytes, bytes], tuple[Any, ...]]
_UNIT, _ESTABLISHMENT = 5, 6


class Refused(Exception):
    """The officer may not, or the order is over."""


def decision(recorded: Recorded, seen: Order) -> Decide:
    """A function that reads what the product was seen to read, checks scope and state, and says what is owed next."""
    reads = [(sql, _plain(given)) for sql, given in recorded.reads if "web_session" not in sql]
    order_sql, order_given = next(one for one in reads if "FROM supervision_order" in one[0])
    card_sql, card_given = next(one for one in reads if "person.match_key" in one[0])
    newest_sql, newest_given = next(one for one in reads if "row_number()" in one[0])
    asked = (order_sql, card_sql, newest_sql)
    others = [(sql, given) for sql, given in reads if sql not in asked]
    names, office = _columns(order_sql), _columns(card_sql).index("person.office_id")
    state, level, starts_on, ends_on = (names.index(f"supervision_order.{n}") for n in _FACTS)

    def decide(cursor: Any, granted: Sequence[Any], order_id: bytes, person_id: bytes) -> tuple[Any, ...]:
        swap = {seen.id.bytes: order_id, seen.person_id.bytes: person_id}
        order = cursor.execute(order_sql, _swapped(swap, order_given)).fetchone()
        card = cursor.execute(card_sql, _swapped(swap, card_given)).fetchone()
        for sql, given in others:
            cursor.execute(sql, _swapped(swap, given)).fetchall()
        covered = any(row[_UNIT] is None or row[_ESTABLISHMENT] == card[office] for row in granted)
        if not covered or card[-3] or not card[-2] or order[state] != "active":
            raise Refused
        met = cursor.execute(newest_sql, _swapped(swap, newest_given)).fetchall()
        end = order[ends_on] and dt.date.fromisoformat(order[ends_on])
        return _owed(order[level], dt.date.fromisoformat(order[starts_on]), end, met, order[-1])

    return decide


_FACTS = ("state", "level", "starts_on", "ends_on")


def _owed(level: str, begun: dt.date, end: dt.date | None, met: Sequence[Any], name: str) -> tuple[Any, ...]:
    """(day, rule, good news): the newest contact of each rule and its period, for rules of one contact in so many days.

    Whether something was earned is decided as far as the common case goes: three were kept, none failed.
    """
    zone = zoneinfo.ZoneInfo(name)
    today = clock.now().astimezone(zone).date()
    newest, kept = {"office": today}, 1
    for kind, outcome, at in met:
        if outcome == "complied":
            kept += 1
            day = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC).astimezone(zone).date()
            newest[kind] = max(day, newest.get(kind, day))
    owed = min((_due(rule, level, begun, newest) for rule in pack().rules if level in rule.by_level), default=None)
    if owed is None or (end and owed[0] > end):
        return None, "", ""
    settled = (today - begun).days >= pack().earned.lower_after_days
    return owed[0].isoformat(), owed[1], "lower_level" if settled and kept > 2 and level != "low" else ""  # noqa: PLR2004


def _due(rule: Rule, level: str, begun: dt.date, newest: dict[str, dt.date]) -> tuple[dt.date, str]:
    days = [newest[kind] for kind in rule.kinds if kind in newest]
    wait = rule.by_level[level][1] if days else rule.initial_days
    return max(days, default=begun) + dt.timedelta(days=wait), rule.key


def _columns(sql: str) -> list[str]:
    flat = " ".join(sql.split())
    return flat[len("SELECT ") : flat.index(" FROM ")].split(", ")


def _plain(given: Any) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in given]


def _swapped(swap: dict[bytes, bytes], given: Sequence[Any]) -> list[Any]:
    return [swap.get(value, value) if isinstance(value, bytes) else value for value in given]
