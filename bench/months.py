"""A month of pay in parts: the product's pay run beside the same sharing out and the same rows by hand."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import flask
import sqlalchemy as sa

from bench.floor import Chain, connect, trail_length, trail_since
from bench.measure import Case
from casework.people.models import Person
from casework.public import EarningsDue, EarningsDueTogether
from kernel import clock, db, events
from kernel.ids import new_id
from marketplace.earnings.models import MandateKind
from marketplace.ledger.models import AccountRole
from marketplace.ledger.service import account_for

PART, MINOR = 250, 1_237
_MARKS = ", ".join("?" * PART)
_LINE = (
    "INSERT INTO earning_line (id, person_id, kind, source, source_id, minor, currency, earned_on, explain, state, "
    "entry_id, stuck) VALUES (?, ?, 'wage', 'bench', ?, ?, 'EUR', ?, '{}', 'posted', ?, '') "
    "ON CONFLICT (source, source_id) DO NOTHING"
)
_SHARE = (
    "INSERT INTO earning_part (line_id, rule, person_id, period, currency, role, minor, explain) "
    "VALUES (?, ?, ?, ?, 'EUR', ?, ?, ?)"
)
_LEG = (
    "INSERT INTO ledger_posting (entry_id, seq, account_id, side, amount_minor, currency, balance_after, explain, "
    "nth) VALUES (?, ?, ?, ?, ?, 'EUR', ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO ledger_entry (id, kind, occurred_on, booked_at, booked_by, period, idem_key, source, source_id, memo, "
    "reverses_id) VALUES (?, 'wage', ?, ?, NULL, ?, ?, 'earning_line', ?, '', NULL)"
)
_LAW = {"family": (30, "Mandela Rule 103.2", "For your family"),
        "release": (20, "Mandela Rule 103.3", "Saved for your release"),
        "spend": (0, "Mandela Rule 103.2", "Yours to spend")}  # fmt: skip
_ROLES = {"family": "family", "release": "release", "spend": "spendable"}


def pay_run(app: flask.Flask) -> Case:
    """Parts of 250 lines, each committed: shared out by rule, booked, explained, audited, a line heard twice once."""
    with app.app_context():
        people = list(db.session.scalars(sa.select(Person.id).limit(2 * PART)))
        db.session.remove()
        ours, floors = people[:PART], people[PART:]
        before = trail_length()
        db.in_transaction(lambda: _announce(ours))
        rows = trail_since(before)
        db.in_transaction(lambda: _announce(floors))
        spent = db.in_transaction(lambda: account_for(AccountRole.WAGES_EXPENSE, "EUR"))
    by_hand = _Floor(floors, spent, Chain(rows))
    return Case(
        goal=1.5, ours=lambda: db.in_transaction(lambda: _announce(ours)), floor=by_hand.book, times=2, per=PART,
        rounds=7, warm=2,
    )  # fmt: skip


def _announce(people: Sequence[uuid.UUID]) -> None:
    today = clock.today()
    lines = tuple(
        EarningsDue(person_id=one, kind="wage", source="bench", source_id=new_id(), minor=MINOR, currency="EUR",
                    earned_on=today, explain={}, by=None)
        for one in people
    )  # fmt: skip
    events.publish(EarningsDueTogether(lines=lines, by=None))


class _Floor:
    """The same duties with the rule written out: part to the family, a fifth saved, the rest to spend."""

    def __init__(self, people: Sequence[uuid.UUID], spent: uuid.UUID, chain: Chain) -> None:
        self.people, self.spent, self.chain = [one.bytes for one in people], spent.bytes, chain
        self.cursor = connect().cursor()

    def book(self) -> None:
        """One part."""
        cursor, day = self.cursor, clock.today()
        period = f"{day:%Y-%m}"
        cursor.execute("BEGIN IMMEDIATE")
        accounts, got, family = self._known(cursor, period, day)
        lines, legs, entries, shares = [], [], [], []
        for person in self.people:
            line, entry, fact = new_id().bytes, new_id().bytes, new_id()
            parts = _parts(got[person], family=person in family)
            lines.append((line, person, fact.bytes, MINOR, day.isoformat(), entry))
            legs.append(_leg(entry, 0, accounts[b"", "wages_expense"], "D", MINOR, "{}"))
            for seq, (code, minor) in enumerate(parts.items(), 1):
                got[person][code] += minor
                told = json.dumps({"rule": code, "legal": _LAW[code][1]})
                legs.append(_leg(entry, seq, accounts[person, _ROLES[code]], "C", minor, told))
                shares.append((line, code, person, period, _ROLES[code], minor, _told(code, got[person])))
            booked = f"{clock.now():%Y-%m-%d %H:%M:%S.%f}"
            entries.append((entry, day.isoformat(), booked, period, f"earning:bench:{fact}", line))
        cursor.executemany("UPDATE ledger_account SET balance = ?, legs = ? WHERE id = ?",
                           [(one[1], one[2], one[0]) for one in accounts.values()])  # fmt: skip
        cursor.executemany(_LINE, lines)
        cursor.executemany(_LEG, legs)
        cursor.executemany(_ENTRY, entries)
        cursor.executemany(_SHARE, shares)
        self.chain.write(cursor)
        cursor.execute("COMMIT")

    def _known(
        self, cursor: Any, period: str, day: dt.date
    ) -> tuple[dict[Any, list[Any]], dict[bytes, Any], set[bytes]]:
        find = (
            "SELECT owner_id, role, id, balance, coalesce(legs, 0), sign FROM ledger_account WHERE currency = 'EUR' "
            f"AND (id = ? OR (owner_kind = 'person' AND owner_id IN ({_MARKS})))"
        )
        accounts = {
            (b"" if role == "wages_expense" else owner, role): [key, balance, legs, sign]
            for owner, role, key, balance, legs, sign in cursor.execute(find, [self.spent, *self.people])
        }
        got: dict[bytes, Any] = {person: Counter() for person in self.people}
        summed = (
            f"SELECT person_id, rule, sum(minor) FROM earning_part WHERE person_id IN ({_MARKS}) AND period = ? "
            "AND currency = 'EUR' GROUP BY person_id, rule"
        )
        for person, rule, minor in cursor.execute(summed, [*self.people, period]):
            got[person][rule] = minor
        paying = (
            f"SELECT person_id FROM earning_mandate WHERE person_id IN ({_MARKS}) AND kind = ? AND begins_on <= ? "
            "AND (ends_on IS NULL OR ends_on >= ?)"
        )
        asked = [*self.people, MandateKind.FAMILY.value, day.isoformat(), day.isoformat()]
        return accounts, got, {row[0] for row in cursor.execute(paying, asked)}


def _parts(got: Counter[str], *, family: bool) -> dict[str, int]:
    """What each rule gets now: of the whole month, less what it got."""
    gross = sum(got.values()) + MINOR
    whole = {"family": gross * 30 // 100 if family else 0, "release": gross * 20 // 100}
    whole["spend"] = gross - sum(whole.values())
    return {code: due for code, minor in whole.items() if (due := minor - got[code]) > 0}


def _leg(entry: bytes, seq: int, account: list[Any], side: str, minor: int, told: str) -> tuple[Any, ...]:
    account[1] += (minor if side == "D" else -minor) * account[3]
    account[2] += 1
    return entry, seq, account[0], side, minor, account[1], told, account[2]


def _told(code: str, got: Counter[str]) -> str:
    share, legal, text = _LAW[code]
    gross, part = sum(got.values()), got[code] / 100
    others = " − ".join(f"{minor / 100:.2f}" for other, minor in got.items() if minor and other != code)
    working = f"{share}% × {gross / 100:.2f} = {part:.2f}" if share else f"{gross / 100:.2f} − {others} = {part:.2f}"
    return json.dumps({"legal": legal, "text": text, "working": working})
