"""The pages people wait for: the case file, a list, the shop."""

from __future__ import annotations

import html
import itertools
import random
import re
import uuid
from collections.abc import Callable, Sequence

import flask
import sqlalchemy as sa

from bench.client import call, signed_in_cookie
from bench.floor import flat_template, page_app, recording
from bench.measure import Case
from casework.people.models import Person
from kernel import db

_CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def people(app: flask.Flask, code: str, many: int = 400) -> list[uuid.UUID]:
    """Ids of people held in the establishment with this code, in a fixed random order."""
    with app.app_context():
        found = db.session.scalars(sa.text("SELECT id FROM unit WHERE code = :code"), {"code": code}).one()
        key = found if isinstance(found, uuid.UUID) else uuid.UUID(bytes=found)
        held = db.session.scalars(sa.select(Person.id).where(Person.establishment_id == key, Person.in_custody)).all()
        db.session.remove()
    return random.Random(1).sample(list(held), min(many, len(held)))  # noqa: S311 - a fixed order


def page(
    name: str, goal: float, app: flask.Flask, path: Callable[[uuid.UUID], str], ids: Sequence[uuid.UUID], username: str = ""
) -> Case:
    """A case for one page: ``path(id)`` on our side; the floor answers the same bytes from the same statements."""
    cookie = signed_in_cookie(app, username) if username else ""
    db.session.remove()
    call(app.wsgi_app, path(ids[0]), cookie=cookie)
    with recording() as recorded:
        status, body = call(app.wsgi_app, path(ids[0]), cookie=cookie)
    assert status == 200, f"{name}: {status}"  # noqa: PLR2004
    text = body.decode()
    floor = page_app(recorded, flat_template(text, _values(recorded, text)), ids[0], audited=bool(recorded.trail))
    ours_ids, floor_ids = itertools.cycle(ids), itertools.cycle(ids)
    return Case(
        name=name,
        goal=goal,
        ours=lambda: call(app.wsgi_app, path(next(ours_ids)), cookie=cookie),
        floor=lambda: call(floor.wsgi_app, f"/{next(floor_ids)}"),
    )


def _values(recorded: object, text: str) -> dict[str, str]:
    """Which cells of the recorded rows the page shows: expression → the words on the page."""
    shown: dict[str, str] = {}
    for n, (sql, parameters) in enumerate(recorded.reads):  # type: ignore[attr-defined]
        with db.engine().connect() as connection:
            rows = connection.exec_driver_sql(sql, tuple(parameters)).fetchall()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                word = html.escape(cell) if isinstance(cell, str) else ""
                if len(word) > 3 and word in text and word not in shown.values():  # noqa: PLR2004
                    shown[f"rows[{n}][{i}][{j}]"] = word
    return shown
