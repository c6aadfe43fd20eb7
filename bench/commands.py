"""The deeds people wait for: logging a visit through the browser, booking one entry in the ledger."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import json
import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import flask
import sqlalchemy as sa
from itsdangerous import URLSafeTimedSerializer

from bench.client import CSRF, call, signed_in_cookie
from bench.floor import Chain, Fresh, Recorded, connect, recording, trail_length, trail_since
from bench.measure import Case
from casework.people.models import Person
from kernel import clock, db
from kernel.accounts.models import Account
from kernel.ids import new_id
from marketplace.ledger.models import AccountRole, EntryKind, Side
from marketplace.ledger.rules import Leg, NewEntry, period_of
from marketplace.ledger.service import account_for, post
from probation.orders.models import OrderState, SupervisionOrder

SEE_OTHER = 303
OFFICER = "probation"


def visit(app: flask.Flask) -> Case:
    """A visit and the next appointment: form, CSRF token, permission, rules, rows, audit entries, one commit."""
    orders, cookie, token = _running_orders(app), signed_in_cookie(app, OFFICER), _csrf(app)
    db.session.remove()
    turns = {"ours": itertools.cycle(orders), "floor": itertools.cycle(orders)}

    def send(target: flask.Flask, side: str) -> int:
        order_id, person_id = next(turns[side])
        form = urlencode(_answers(order_id, token)).encode()
        return call(target.wsgi_app, f"/people/{person_id}/visits/new", cookie=cookie, form=form)[0]

    assert send(app, "ours") == SEE_OTHER
    before, since = trail_length(), new_id().bytes[:6]
    with recording() as recorded:
        assert send(app, "ours") == SEE_OTHER
    floor = _visit_floor(app, recorded, Fresh(recorded, since), Chain(trail_since(before)))
    assert send(floor, "floor") == SEE_OTHER
    return Case(goal=2.0, ours=lambda: send(app, "ours"), floor=lambda: send(floor, "floor"))


def _running_orders(app: flask.Flask) -> list[tuple[uuid.UUID, uuid.UUID]]:
    """(order, person) of the orders this officer supervises now."""
    with app.app_context():
        rows = db.session.execute(
            sa.select(SupervisionOrder.id, SupervisionOrder.person_id)
            .join(Person, Person.id == SupervisionOrder.person_id)
            .join(Account, Account.human_id == Person.officer_id)
            .where(Account.username == OFFICER, SupervisionOrder.state == OrderState.ACTIVE)
        )
        return [(row.id, row.person_id) for row in rows]


def _csrf(app: flask.Flask) -> str:
    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(CSRF))


def _answers(order_id: uuid.UUID, token: str) -> dict[str, str]:
    now = clock.now()
    last, coming = now - dt.timedelta(days=1), now + dt.timedelta(days=14)
    return {
        "csrf_token": token, "id": str(new_id()), "order_id": str(order_id), "kind": "office", "outcome": "complied",
        "on-day": str(last.day), "on-month": str(last.month), "on-year": str(last.year), "time": "9:30",
        "minutes": "30", "agreed_action": "See the housing office", "next_id": str(new_id()),
        "next_on-day": str(coming.day), "next_on-month": str(coming.month), "next_on-year": str(coming.year),
        "next_time": "10:00", "next_kind": "home",
    }  # fmt: skip


def _visit_floor(app: flask.Flask, recorded: Recorded, fresh: Fresh, chain: Chain) -> flask.Flask:
    """A bare Flask app: CSRF token, session row, a few checks by hand, the same writes, the same audit rows."""
    floor, connection = flask.Flask("floor"), connect()
    floor.secret_key = app.secret_key
    floor.config["SESSION_COOKIE_NAME"] = app.config["SESSION_COOKIE_NAME"]
    signer = URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token")
    who, parameters = next((sql, list(given)) for sql, given in recorded.reads if "web_session" in sql)
    at = next(i for i, value in enumerate(parameters) if isinstance(value, bytes | memoryview))

    @floor.post("/people/<uuid:person_id>/visits/new")
    def log(person_id: uuid.UUID) -> Any:
        form, held = flask.request.form, flask.session
        given = [*parameters[:at], hashlib.sha256(held["_user_id"].encode()).digest(), *parameters[at + 1 :]]
        good = signer.loads(form["csrf_token"]) == held["csrf_token"] and _valid(form) and person_id
        if not good or not connection.execute(who, given).fetchall():
            flask.abort(403)
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        fresh.run(cursor)
        chain.write(cursor)
        cursor.execute("COMMIT")
        return flask.redirect(f"/contacts/{uuid.UUID(form['id'])}/saved", SEE_OTHER)

    return floor


def _valid(form: Any) -> bool:
    day = dt.date(int(form["on-year"]), int(form["on-month"]), int(form["on-day"]))
    coming = dt.date(int(form["next_on-year"]), int(form["next_on-month"]), int(form["next_on-day"]))
    known = form["kind"] in {"office", "home", "phone"} and form["outcome"] in {"complied", "not_there"}
    return known and day < coming and int(form["minutes"]) <= 720 and len(form["agreed_action"]) <= 2000  # noqa: PLR2004


def posting(app: flask.Flask) -> Case:
    """One entry of two legs, committed by itself, so that an answer given is an entry kept."""
    with app.app_context():
        bank, grants = db.in_transaction(
            lambda: (account_for(AccountRole.TRUST_BANK, "EUR"), account_for(AccountRole.WAGE_GRANTS, "EUR"))
        )

    def entry() -> NewEntry:
        return NewEntry(
            kind=EntryKind.WAGE_GRANT, occurred_on=clock.today(), idem_key=f"bench:{new_id()}", source="bench",
            legs=[Leg(bank, Side.DEBIT, 100), Leg(grants, Side.CREDIT, 100)],
        )  # fmt: skip

    return Case(
        goal=1.5,
        ours=lambda: db.in_transaction(lambda: post(None, entry())),
        floor=_raw_posting(bank, grants),
        times=200,
    )


_MOVE = (
    "UPDATE ledger_account SET balance = balance + ? * sign "
    "WHERE id = ? AND (NOT no_overdraft OR balance + ? * sign >= 0) RETURNING balance, currency"
)
_LEG = (
    "INSERT INTO ledger_posting (entry_id, seq, account_id, side, amount_minor, currency, balance_after, explain) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_ENTRY = (
    "INSERT INTO ledger_entry (id, kind, occurred_on, booked_at, booked_by, period, idem_key, source, source_id, memo, "
    "reverses_id) VALUES (?, ?, ?, ?, NULL, ?, ?, 'bench', NULL, '', NULL)"
)


def _raw_posting(bank: uuid.UUID, grants: uuid.UUID) -> Callable[[], None]:
    """The same statements by hand on the driver."""
    connection = connect()
    legs = [(0, bank.bytes, "D", 100), (1, grants.bytes, "C", -100)]

    def book() -> None:
        today, now, key = clock.today(), clock.now(), new_id().bytes
        cursor = connection.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        rows = []
        for seq, account, side, signed in legs:
            balance, currency = cursor.execute(_MOVE, (signed, account, signed)).fetchone()
            rows.append((key, seq, account, side, abs(signed), currency, balance, json.dumps({})))
        cursor.executemany(_LEG, rows)
        booked = f"{now:%Y-%m-%d %H:%M:%S.%f}"
        facts = (key, "wage_grant", today.isoformat(), booked, period_of(today), f"bench:{uuid.UUID(bytes=key)}")
        cursor.execute(_ENTRY, facts)
        cursor.execute("COMMIT")

    return book
