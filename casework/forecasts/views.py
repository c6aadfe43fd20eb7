"""What lies ahead for levels: on a page of one person, and for a prison month by month."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.capacity.queries import units_of
from casework.casefile.queries import tabs_for
from casework.class_monitor.rules import LEAST, as_matrix, hidden_in, shown
from casework.classification.views import READERS
from casework.forecasts import queries, service
from casework.forecasts.queries import Wanted
from casework.forecasts.rules import months_ahead
from casework.people.models import SecurityLevel
from casework.people.queries import person_for
from casework.reviews.views import WORKERS
from kernel import clock
from kernel.authz import NO_CASE_DATA, Role, actor, allows
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments

bp = Blueprint("forecasts", __name__)
COUNTERS = WORKERS | {Role.STATISTICS_OFFICER}
NONE = "none"


@bp.get("/people/<uuid:person_id>/classification/forecast")
@allows(*sorted(READERS))
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """When each point lapses, what the score would give then, and what would move the level."""
    card = person_for(actor(), person_id)
    today = clock.today(card.zone)
    return render_template(
        "casework/forecasts/page.html", person=card, tabs=tabs_for(actor()), tab="classification", today=today,
        outlook=service.outlook(card.id, today),
    )  # fmt: skip


@bp.get("/classification/forecast")
@allows(*sorted(COUNTERS))
def prison() -> ResponseReturnValue:
    """How many people are expected at each level, month by month; ``?prison=`` one of the reader's prisons."""
    who, today = actor(), clock.today()
    places = establishments(who, UnitKind.PRISON)
    chosen = _chosen([one.id for one in places])
    days = months_ahead(today)
    found = queries.expected(who, days, today, chosen)
    protected = who.roles <= NO_CASE_DATA
    return render_template(
        "casework/forecasts/prison.html", places=places, chosen=chosen, days=days, rows=_rows(found, days, protected),
        protected=protected, least=LEAST, room=_places(chosen), none_word=NONE, heads=_heads(found),
    )  # fmt: skip


def _chosen(known: Sequence[uuid.UUID]) -> uuid.UUID | None:
    asked = request.args.get("prison", type=uuid.UUID)
    if asked in known:
        return asked
    return known[0] if len(known) == 1 else None


def _rows(
    found: Mapping[SecurityLevel | None, list[int]], days: Sequence[dt.date], protected: bool
) -> list[tuple[SecurityLevel | None, Sequence[int | None]]]:
    """(level, people on each day), the highest level last; the last row is everybody. Small numbers hidden or not."""
    levels = _levels(found)
    matrix = as_matrix([found.get(level, [0] * len(days)) for level in levels], len(days))
    cells = shown(matrix, hidden_in(matrix) if protected else set())
    return [(level, line[:-1]) for level, line in zip([*levels, None], cells, strict=True)]


def _levels(found: Mapping[SecurityLevel | None, list[int]]) -> list[SecurityLevel | None]:
    return [*SecurityLevel, *([None] if any(found.get(None, ())) else [])]


def _heads(found: Mapping[SecurityLevel | None, list[int]]) -> list[tuple[Any, str]]:
    return [*((one.label if one else _("No level"), "n") for one in _levels(found)), (_("All"), "n")]


def _places(prison_id: uuid.UUID | None) -> Any:
    """The official places of a prison, or of its wings together; None where nobody has said, or of several prisons."""
    rows = units_of(prison_id) if prison_id else []
    own = next((row.official for row in rows if row.id == prison_id), None)
    wings = [row.official for row in rows if row.id != prison_id and row.official is not None]
    return own if own is not None else sum(wings) if wings else None


@bp.get("/classification/forecast/people")
@allows(*sorted(WORKERS))
def people() -> ResponseReturnValue:
    """The people behind a number: ``?on=2027-03-01&level=medium`` or ``level=none``."""
    today, given = clock.today(), request.args
    days = {one.isoformat(): one for one in months_ahead(today)}
    level = given.get("level", "")
    wanted = Wanted(
        day=days.get(given.get("on", ""), today), level=SecurityLevel(level) if level in list(SecurityLevel) else None,
        prison=given.get("prison", type=uuid.UUID),
    )  # fmt: skip
    found = queries.people(actor(), wanted, today, given.get("after", type=uuid.UUID))
    address = {"on": wanted.day.isoformat(), "level": wanted.level.value if wanted.level else NONE}
    return render_template(
        "casework/forecasts/people.html", found=found, wanted=wanted, today=today, paged=bool(given.get("after")),
        address=address | ({"prison": wanted.prison} if wanted.prison else {}),
    )  # fmt: skip
