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


def people(app: flask.Flask, code: str, many: int = 400) -> list[uuid.UUID]:
    """Ids of people held in the establishment with this code, in a fixed random order."""
    with app.app_context():
        found = db.session.scalars(sa.text("SELECT id FROM unit WHERE code = :code"), {"code": code}).one()
        key = found if isinstance(found, uuid.UUID) else uuid.UUID(bytes=found)
        held = db.session.scalars(sa.select(Person.id).where(Person.establishment_id == key, Person.in_custody)).all()
        db.session.remove()
    return random.Random(1).sample(list(held), min(many, len(held)))


def page(
    name: str,
    goal: float,
    app: flask.Flask,
    path: Callable[[uuid.UUID], str],
    ids: Sequence[uuid.UUID],
    *,
    username: str = "",
) -> Case:
    """A case for one page: ``path(id)`` on our side; the floor answers it from the same statements and template."""
    cookie = signed_in_cookie(app, username) if username else ""
    db.session.remove()
    call(app.wsgi_app, path(ids[0]), cookie=cookie)
    before, pages = trail_length(), list[tuple[Any, dict[str, Any]]]()
    with (
        recording() as recorded,
        template_rendered.connected_to(lambda _app, template, context, **_more: pages.append((template, context)), app),
    ):
        status, body = call(app.wsgi_app, path(ids[0]), cookie=cookie)
    assert status == 200, f"{name}: {status}"  # noqa: PLR2004
    trail = trail_since(before)
    floor = page_app(app, recorded, pages[-1], ids[0], Chain(trail) if trail else None)
    flat = call(floor.wsgi_app, path(ids[0]), cookie=cookie)[1]
    assert abs(len(flat) - len(body)) < 300, "the floor answers another page"  # noqa: PLR2004
    ours_ids, floor_ids = itertools.cycle(ids), itertools.cycle(ids)
    return Case(
        name=name,
        goal=goal,
        ours=lambda: call(app.wsgi_app, path(next(ours_ids)), cookie=cookie),
        floor=lambda: call(floor.wsgi_app, path(next(floor_ids)), cookie=cookie),
    )
