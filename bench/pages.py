"""The pages people wait for: the case file, a list, the shop."""

from __future__ import annotations

import itertools
import random
import uuid
from collections.abc import Callable, Sequence
from typing import Any

import flask
import sqlalchemy as sa
from flask import template_rendered

from bench.client import call, signed_in_cookie
from bench.floor import Chain, page_app, recording, trail_length, trail_since
from bench.measure import Case
from casework.people.models import Person
from kernel import db
from kernel.units.models import Unit

OK = 200
CLOSE = 300
"""How many bytes the two sides' pages may differ by: tokens of a form, flashed words."""
NOBODY = uuid.UUID(int=0)


def people_in(app: flask.Flask, code: str, many: int = 400) -> list[uuid.UUID]:
    """Ids of people held in the establishment with this code, in a fixed random order."""
    with app.app_context():
        held = db.session.scalars(
            sa.select(Person.id)
            .join(Unit, Unit.id == Person.establishment_id)
            .where(Unit.code == code, Person.in_custody)
            .order_by(Person.id)
        ).all()
    return random.Random(1).sample(list(held), min(many, len(held)))


def case_file(app: flask.Flask) -> Case:
    """A person's page with everything on it: session, permission, and the audit row of the look."""
    return page(app, 2.0, lambda key: f"/people/{key}", people_in(app, "HRB"), username="records")


def listing(app: flask.Flask) -> Case:
    """The people of a prison, by name."""
    return page(app, 1.3, lambda _key: "/people", [NOBODY], username="records")


def shop(app: flask.Flask) -> Case:
    """The shop's shelves, as a visitor without an account sees them."""
    return page(app, 1.3, lambda _key: "/shop", [NOBODY])


def page(
    app: flask.Flask, goal: float, path: Callable[[uuid.UUID], str], ids: Sequence[uuid.UUID], *, username: str = ""
) -> Case:
    """A case for one page: ``path(id)`` on our side; the floor answers it from the same statements and template."""
    with app.app_context():
        cookie = signed_in_cookie(app, username) if username else ""
    call(app.wsgi_app, path(ids[0]), cookie=cookie)
    before, rendered = trail_length(), list[tuple[Any, dict[str, Any]]]()

    def keep(_app: object, template: Any, context: dict[str, Any], **_more: object) -> None:
        rendered.append((template, context))

    with recording() as recorded, template_rendered.connected_to(keep, app):
        status, body = call(app.wsgi_app, path(ids[0]), cookie=cookie)
    assert status == OK, f"{path(ids[0])} answers {status}"
    trail = trail_since(before)
    floor = page_app(app, recorded, rendered[-1], ids[0], Chain(trail) if trail else None)
    flat = call(floor.wsgi_app, path(ids[0]), cookie=cookie)[1]
    assert abs(len(flat) - len(body)) < CLOSE, "the floor answers another page"
    ours_ids, floor_ids = itertools.cycle(ids), itertools.cycle(ids)
    return Case(
        goal=goal,
        ours=lambda: call(app.wsgi_app, path(next(ours_ids)), cookie=cookie),
        floor=lambda: call(floor.wsgi_app, path(next(floor_ids)), cookie=cookie),
    )
