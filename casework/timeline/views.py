"""The line of events of a person, and what the hub itself writes on it."""

from __future__ import annotations

import datetime as dt
import itertools
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.alerts import queries as alerts
from casework.casefile.queries import tabs_for
from casework.custody import queries as custody
from casework.people.queries import person_for
from casework.sentences import queries as sentences
from casework.timeline.queries import LENGTH, TimelineEntry, Topic, day_entry, timeline_of
from kernel import clock
from kernel.authz import Actor, actor, allows
from kernel.i18n import _, show_date

bp = Blueprint("timeline", __name__)


@bp.get("/people/<uuid:person_id>/timeline")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What happened, newest first, from every module the reader may see."""
    person = person_for(actor(), person_id)
    topic = next((one for one in Topic if one.value == request.args.get("topic")), None)
    entries = timeline_of(actor(), person.id, _before(request.args.get("before", "")), topic)
    more = entries[-1].at.isoformat() if len(entries) >= LENGTH else ""
    return render_template(
        "casework/timeline/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="timeline",
        runs=_runs(entries),
        more=more,
        topics=Topic,
        topic=topic,
    )


def _runs(entries: list[TimelineEntry]) -> list[list[TimelineEntry]]:
    """Neighbours of the same kind together, so that forty wages do not hide one alert."""
    return [list(run) for _title, run in itertools.groupby(entries, key=lambda entry: entry.title)]


def _before(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError:
        found = clock.now() + dt.timedelta(minutes=5)
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)


def movements(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Every movement of the ledger."""
    if not actor.has(*CUSTODY_READERS):
        return []
    return [
        TimelineEntry(
            at=row.at, title=_movement_words(row), text=row.destination or row.to_name or "", who=row.who or "",
            href=url_for("custody.page", person_id=person_id),
        )
        for row in custody.movements_before(person_id, before, most)
    ]  # fmt: skip


def _movement_words(row: Any) -> str:
    if row.reverses_id:
        return _("Counter-entry: %(what)s", what=row.kind.label)
    return _("%(what)s (taken back)", what=row.kind.label) if row.taken_back else str(row.kind.label)


def custody_events(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Orders and what receptions owe: family told, health screening held."""
    href = url_for("custody.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in custody.stays_of(person_id):
            yield day_entry(row.dated_on, _("Order of custody"), f"{row.authority}, {row.reference}", href=href)
            if row.family_informed_at:
                yield TimelineEntry(at=row.family_informed_at, title=_("Family told of the reception"), href=href)
            if row.health_screened_on:
                yield day_entry(row.health_screened_on, _("Health screening held"), href=href)
            if row.expires_on and row.expires_on <= clock.today():
                yield day_entry(row.expires_on, _("The order ran out"), row.reference, href=href, tone="danger")

    return _newest(actor, entries, before, most)


def sentence_events(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """What courts imposed and every time the dates were worked out or confirmed."""
    href = url_for("sentences.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in sentences.sentences_of(person_id):
            yield day_entry(row.imposed_on, _("Sentenced"), f"{row.offence}, {row.court}", href=href)
        for row in sentences.calculations_of(person_id):
            said = _("Release %(day)s", day=show_date(row.release_on))
            yield TimelineEntry(
                at=row.calculated_at, title=_("Dates worked out"), text=said, who=row.by_name, href=href
            )
            if row.confirmed_at:
                yield TimelineEntry(
                    at=row.confirmed_at, title=_("Dates confirmed"), text=said, who=row.second_name or "", href=href
                )

    return _newest(actor, entries, before, most)


def alert_events(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Alerts raised and ended, and what the health service said on fitness."""
    href = url_for("safety.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in alerts.alerts_of(person_id):
            title = _("Alert: %(code)s", code=row.code.label)
            yield day_entry(row.begun_on, title, row.words, who=row.by_name, href=href, tone="warning")
            if row.ended_on:
                title = _("Alert ended: %(code)s", code=row.code.label)
                yield day_entry(row.ended_on, title, row.end_reason, who=row.ended_name or "", href=href)
        for row in alerts.fitness_history(person_id):
            yield day_entry(row.said_on, _("Fitness: %(state)s", state=row.state.label), row.limits, href=href)

    return _newest(actor, entries, before, most)


def _newest(
    actor: Actor, entries: Callable[[], Iterable[TimelineEntry]], before: dt.datetime, most: int
) -> list[TimelineEntry]:
    """The newest of a short history, for roles that may see it."""
    if not actor.has(*CUSTODY_READERS):
        return []
    earlier = sorted((one for one in entries() if one.at < before), key=lambda one: one.at, reverse=True)
    return earlier[:most]
