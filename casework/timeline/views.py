"""The line of events of a person."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from casework.timeline.queries import LENGTH, timeline_of
from kernel import clock
from kernel.authz import actor, allows

bp = Blueprint("timeline", __name__)


@bp.get("/people/<uuid:person_id>/timeline")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What happened, newest first, from every module the reader may see."""
    person = person_for(actor(), person_id)
    entries = timeline_of(actor(), person.id, _before(request.args.get("before", "")))
    more = entries[-1].at.isoformat() if len(entries) >= LENGTH else ""
    return render_template(
        "casework/timeline/page.html", person=person, tabs=tabs_for(actor()), tab="timeline", entries=entries, more=more
    )


def _before(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = clock.now() + dt.timedelta(minutes=5)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
