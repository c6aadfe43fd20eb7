"""The deed people wait for: logging a visit through the browser."""

from __future__ import annotations

import datetime as dt
import hashlib
import itertools
import uuid
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import flask
from itsdangerous import URLSafeTimedSerializer

from bench.caseload import OFFICER, Order, fresh_orders
from bench.client import CSRF, call, signed_in_cookie
from bench.decision import Decide, decision
from bench.floor import Chain, Fresh, Recorded, connect, recording, trail_length, trail_since
from bench.measure import Case
from kernel import clock, db
from kernel.ids import new_id

SEE_OTHER = 303
TIMES, ROUNDS, WARM = 40, 9, 5


def visit(app: flask.Flask) -> Case:
    """A visit and the next appointment: form, CSRF token, permission, rules, rows, audit entries, one commit."""
    return _visit(app, bare=False)


def visit_bare(app: flask.Flask) -> Case:
    """The same beside a floor that reads nothing but the session: it writes for whatever order it is told."""
    return _visit(app, bare=True)


def _visit(app: flask.Flask, *, bare: bool) -> Case:
    many = WARM + ROUNDS * TIMES + 2
    turns = {side: iter(fresh_orders(many)) for side in ("ours", "floor")}
    cookie, token = signed_in_cookie(app, OFFICER), _csrf(app)
    db.session.remove()

    def send(target: flask.Flask, side: str) -> Order:
        order = next(turns[side])
        form = urlencode(_answers(order.id, token, next(_SLOTS))).encode()
        status = call(target.wsgi_app, f"/people/{order.person_id}/visits/new", cookie=cookie, form=form)[0]
        assert status == SEE_OTHER, status
        return order

    send(app, "ours")
    before, since = trail_length(), new_id().bytes[:6]
    with recording() as recorded:
        seen = send(app, "ours")
    decide = None if bare else decision(recorded, seen)
    fresh = Fresh(recorded, since, (seen.id.bytes, seen.person_id.bytes))
    floor = _visit_floor(app, recorded, fresh, Chain(trail_since(before)), decide)
    send(floor, "floor")
    return Case(
        goal=2.0, ours=lambda: send(app, "ours"), floor=lambda: send(floor, "floor"), times=TIMES, rounds=ROUNDS,
        warm=WARM,
    )  # fmt: skip


def _csrf(app: flask.Flask) -> str:
    return str(URLSafeTimedSerializer(app.secret_key or "", salt="wtf-csrf-token").dumps(CSRF))


def _evenings() -> Iterator[dt.datetime]:
    """Half hours of evenings from a fortnight on, when the demo's officer has nothing planned: none is given twice."""
    first = clock.now().replace(hour=18, minute=0, second=0, microsecond=0) + dt.timedelta(days=14)
    for n in itertools.count():
        yield first + dt.timedelta(days=n // 8, minutes=n % 8 * 30)


_SLOTS = _evenings()


def _answers(order_id: uuid.UUID, token: str, coming: dt.datetime) -> dict[str, str]:
    last = clock.now() - dt.timedelta(days=1)
    return {
        "csrf_token": token, "id": str(new_id()), "order_id": str(order_id), "kind": "office", "outcome": "complied",
        "on-day": str(last.day), "on-month": str(last.month), "on-year": str(last.year), "time": "9:30",
        "minutes": "30", "agreed_action": "See the housing office", "next_id": str(new_id()),
        "next_on-day": str(coming.day), "next_on-month": str(coming.month), "next_on-year": str(coming.year),
        "next_time": f"{coming:%H:%M}", "next_kind": "home", "next_place": "12 Mill Lane",
    }  # fmt: skip


def _visit_floor(
    app: flask.Flask, recorded: Recorded, fresh: Fresh, chain: Chain, decide: Decide | None
) -> flask.Flask:
    """A bare Flask app: CSRF token, session row, a few checks by hand, the same writes, the same audit rows.

    With ``decide`` it also reads what the product reads, checks scope and state and works out what is owed next.
    """
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
        rows = connection.execute(who, given).fetchall() if good else ()
        if not rows:
            flask.abort(403)
        cursor, order_id = connection.cursor(), uuid.UUID(form["order_id"]).bytes
        cursor.execute("BEGIN IMMEDIATE")
        owed = decide(cursor, rows, order_id, person_id.bytes, _day(form, "on")) if decide else ()
        fresh.run(cursor, (order_id, person_id.bytes), owed)
        chain.write(cursor)
        cursor.execute("COMMIT")
        return flask.redirect(f"/contacts/{uuid.UUID(form['id'])}/saved", SEE_OTHER)

    return floor


def _valid(form: Any) -> bool:
    day, coming = _day(form, "on"), _day(form, "next_on")
    known = form["kind"] in {"office", "home", "phone"} and form["outcome"] in {"complied", "not_there"}
    return known and day < coming and int(form["minutes"]) <= 720 and len(form["agreed_action"]) <= 2000  # noqa: PLR2004


def _day(form: Any, name: str) -> dt.date:
    return dt.date(*(int(form[f"{name}-{part}"]) for part in ("year", "month", "day")))
