"""What was changed in a file."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.changes.queries import changes_page
from casework.changes.rules import field_words, is_key
from casework.people.queries import person_for
from kernel.authz import actor, allows

bp = Blueprint("changes", __name__)


@bp.get("/people/<uuid:person_id>/history")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Every field that was changed: who, when, from what to what, and why."""
    person = person_for(actor(), person_id)
    found = changes_page(person.id, request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/changes/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="identity",
        found=found,
        words=field_words,
        is_key=is_key,
    )
