"""The first page of a person's file."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.casefile.queries import panels_for, tabs_for
from casework.people.queries import person_for
from kernel.authz import actor, allows

bp = Blueprint("casefile", __name__)


@bp.get("/people/<uuid:person_id>")
@allows(*FILE_READERS)
def overview(person_id: uuid.UUID) -> ResponseReturnValue:
    """Everything that matters about a person, a panel for each module that has something to say."""
    who = actor()
    person = person_for(who, person_id)
    panels = panels_for(who, person.id)
    facts = [fact for panel, data in panels if panel.glance for fact in panel.glance(person, data)]
    return render_template(
        "casework/casefile/overview.html",
        person=person,
        tabs=tabs_for(who),
        tab="overview",
        panels=panels,
        facts=facts,
    )
