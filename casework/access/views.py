"""Who looked into whose file: for the inspector alone. Nothing tells the prison what was looked at."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.access.queries import looks_at
from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from kernel import audit
from kernel.authz import Role, actor, allows

bp = Blueprint("access", __name__)


@bp.get("/audit/person/<uuid:person_id>")
@allows(Role.INSPECTOR)
def trail(person_id: uuid.UUID) -> ResponseReturnValue:
    """The newest deeds and looks on one file."""
    return _page(person_for(actor(), person_id, purpose="inspection"))


@bp.post("/audit/person/<uuid:person_id>")
@allows(Role.INSPECTOR)
def verify(person_id: uuid.UUID) -> ResponseReturnValue:
    """Recompute the whole chain and say whether a row was changed. Writes nothing."""
    return _page(person_for(actor(), person_id, purpose="inspection"), audit.verify())


def _page(person: PersonCard, proof: object = None) -> str:
    return render_template(
        "casework/access/trail.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="reads",
        rows=looks_at(person.id),
        proof=proof,
    )
