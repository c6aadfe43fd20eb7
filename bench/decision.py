"""What a visit decides, by hand: raw SQL and plain Python, for the floor."""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Sequence
from typing import Any

from bench.caseload import Order
from bench.floor import Recorded
from kernel import clock
from probation.contacts.rules import FAILURES
from probation.packs.rules import Rule, phase_on
from probation.standards.queries import default_version

Decide = Callable[[Any, Sequence[Any], bytes, bytes, dt.date], tuple[Any, ...]]
_UNIT, _ESTABLISHMENT = 5, 6
_EXCLUDED, _KNOWN = -4, -3


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
    state, level, starts_on, ends_on, since = (names.index(f"supervision_order.{n}") for n in _FACTS)

    def decide(cursor: Any, granted: Sequence[Any], order_id: bytes, person_id: bytes, on: dt.date) -> tuple[Any, ...]:
        swap = {seen.id.bytes: order_id, seen.person_id.bytes: person_id}
        order = cursor.execute(order_sql, _swapped(swap, order_given)).fetchone()
        card = cursor.execute(card_sql, _swapped(swap, card_given)).fetchone()
        for sql, given in others:
            cursor.execute(sql, _swapped(swap, given)).fetchall()
        covered = any(row[_UNIT] is None or row[_ESTABLISHMENT] == card[office] for row in granted)
        if not covered or card[_EXCLUDED] or not card[_KNOWN] or order[state] != "active":
            raise Refused
        met = cursor.execute(newest_sql, _swapped(swap, newest_given)).fetchall()
        begun, end, set_on = (order[n] and dt.date.fromisoformat(order[n]) for n in (starts_on, ends_on, since))
        return _owed(order[level], begun, end, set_on, met, order[-1], on)

    return decide


_FACTS = ("state", "level", "starts_on", "ends_on", "level_since")


def _owed(
    level: str, begun: dt.date, end: dt.date | None, since: dt.date | None, met: Sequence[Any], name: str, on: dt.date
) -> tuple[Any, ...]:
    """(day, rule, good news) after a visit to the office that was kept, for rules of one contact in so many days."""
    zone = zoneinfo.ZoneInfo(name)
    today, newest, kept, clean_since = clock.now().astimezone(zone).date(), {"office": on}, 1, begun
    for kind, outcome, at in met:
        day = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC).astimezone(zone).date()
        if outcome == "complied" and begun <= day <= today:
            newest[kind] = max(day, newest.get(kind, day))
        kept += outcome == "complied"
        if outcome in FAILURES:
            clean_since = max(clean_since, day)
    version = default_version()
    phase = phase_on(version, begun, end, today)
    rules = [one for one in version.rules if level in one.clocks and (not one.phases or phase.key in one.phases)]
    found = (_due(rule, level, begun, newest) for rule in rules)
    owed = min((due for due in found if end is None or due[0] <= end), default=None)
    news = _news(level, begun, end, since or begun, (today - clean_since).days, today) if kept > 2 else ""  # noqa: PLR2004
    return (owed[0].isoformat(), owed[1], news) if owed else (None, "", news)


def _news(level: str, begun: dt.date, end: dt.date | None, since: dt.date, clean: int, today: dt.date) -> str:
    terms = default_version().earned
    if end and clean >= terms.early_end_after_days and (today - begun) >= (end - begun) * terms.early_end_after_part:
        return "early_end"
    settled = min(clean, (today - since).days)
    return "lower_level" if level != "low" and settled >= terms.lower_after_days else ""


def _due(rule: Rule, level: str, begun: dt.date, newest: dict[str, dt.date]) -> tuple[dt.date, str]:
    days = [newest[kind] for kind in rule.kinds if kind in newest]
    if days:
        return max(days) + dt.timedelta(days=rule.clocks[level].period), rule.key
    return begun + dt.timedelta(days=rule.clocks[level].first), rule.key


def _columns(sql: str) -> list[str]:
    flat = " ".join(sql.split())
    return flat[len("SELECT ") : flat.index(" FROM ")].split(", ")


def _plain(given: Any) -> list[Any]:
    return [bytes(value) if isinstance(value, memoryview) else value for value in given]


def _swapped(swap: dict[bytes, bytes], given: Sequence[Any]) -> list[Any]:
    return [swap.get(value, value) if isinstance(value, bytes) else value for value in given]
