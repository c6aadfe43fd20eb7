"""What programmes hear of the hub, and what is due by night: nobody has to remember it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from casework.public import FitnessSaid, PersonReclassified, PersonSentenced
from kernel import events, jobs
from kernel.authz import Actor
from kernel.i18n import _l
from kernel.jobs import Progress
from programmes.places.queries import people_with_places
from programmes.planned.service import due_now, happen
from programmes.reviews.service import reread
from programmes.waiting.service import check_lists


def connect() -> None:
    """Listen to what may change who is admitted."""
    events.subscribe(PersonReclassified, on_level)
    events.subscribe(PersonSentenced, on_status)
    events.subscribe(FitnessSaid, on_fitness)


def on_level(event: PersonReclassified) -> None:
    """A new level: every place of the person is read again."""
    reread(event.decided_by, event.person_id, reason="reclassified")


def on_status(event: PersonSentenced) -> None:
    """A new legal status: every place of the person is read again."""
    reread(event.by, event.person_id, reason="legal_status")


def on_fitness(event: FitnessSaid) -> None:
    """A new word of the health service: every place of the person is read again."""
    reread(event.by, event.person_id, reason="fitness")


@jobs.handler("programmes.reread", label=_l("Rules of admission read again for every place"), system=True, minutes=240)
def _reread_all(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """By night: a word on fitness lapses and days to release go by without anybody doing anything."""
    people = people_with_places()
    progress.each(people, lambda person_id: reread(None, person_id, reason="by night"))
    return {"people": len(people)}


jobs.every("programmes.reread", dt.timedelta(days=1))


@jobs.handler("programmes.waiting", label=_l("Proof that nobody waits on a closed list"), system=True)
def _check_lists(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    return {"looked_at": progress.do(lambda: check_lists().looked_at, done=1, total=1)}


jobs.every("programmes.waiting", dt.timedelta(days=1))


@jobs.handler("programmes.planned", label=_l("Planned changes of places whose day has come"), system=True)
def _planned(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    """Every hour, since midnight comes at another hour in each zone."""
    due = due_now()
    progress.each(due, happen, size=1)
    return {"changes": len(due)}


jobs.every("programmes.planned", dt.timedelta(hours=1))
