"""Who looked into whose file: all of it for the inspector.

The governor sees the same without the inspector's looks: nothing tells the prison what was looked at.
"""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.access.queries import looks_at, looks_told
from casework.access.rules import action_words
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
        words=action_words,
    )


@bp.get("/people/<uuid:person_id>/readers")
@allows(Role.GOVERNOR)
def readers(person_id: uuid.UUID) -> ResponseReturnValue:
    """The newest deeds and looks of the prison's own staff."""
    person = person_for(actor(), person_id)
    return render_template(
        "casework/access/readers.html", person=person, tabs=tabs_for(actor()), tab="readers",
        rows=looks_told(person.id), words=action_words,
    )  # fmt: skip
