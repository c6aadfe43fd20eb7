"""The hub's own work: what is due every hour or night, and what somebody asked for and can wait for."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from casework.appeals import service as appeals
from casework.checkpoints import service as marks
from casework.checkpoints import views as checkpoints
from casework.completeness import service as files
from casework.continuity import service as continuity_service
from casework.continuity import views as continuity
from casework.continuity.documents import roll_papers
from casework.continuity.rules import NotSetUp
from casework.duplicates.service import keep, look
from casework.filecopy import queries as copy_parts
from casework.filecopy import service as copies
from casework.filecopy.documents import copy_papers
from casework.filecopy.rules import Section
from casework.names.service import count_uses
from kernel import clock, documents, jobs
from kernel.authz import Actor
from kernel.db import in_transaction
from kernel.db.bulk import learn_sizes
from kernel.i18n import _l, show_moment, speaking
from kernel.jobs import Progress
from kernel.units.queries import unit_of


@jobs.handler("files.hourly", label=_l("Completeness of the files of every prison"), system=True)
def _hourly(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    counted = files.count()
    return progress.do(lambda: {"prisons": files.keep(counted)}, done=1, total=1)


jobs.every("files.hourly", dt.timedelta(hours=1))


def count_files() -> None:
    """Count the core items of every prison's files now."""
    counted = files.count()
    in_transaction(lambda: files.keep(counted))


@jobs.handler("continuity.nightly", label=_l("Nightly sealed snapshot"), system=True)
def _nightly(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    try:
        night = continuity_service.tonight(continuity.folder())
    except NotSetUp:
        return {"made": ""}
    return progress.do(lambda: continuity_service.settle(None, night), done=1, total=1)


jobs.every("continuity.nightly", dt.timedelta(hours=1))


@jobs.handler("checkpoints.hourly", label=_l("Checkpoint of the audit trail"), system=True)
def _checkpoint(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    place = checkpoints.folder()
    progress.do(lambda: marks.make(place), done=0, total=1)
    told = marks.hand_out(place)
    return progress.do(lambda: marks.note(place, told), done=1, total=1)


jobs.every("checkpoints.hourly", dt.timedelta(hours=1))


@jobs.handler(marks.CHECK, label=_l("The trail held against a checkpoint"), roles=marks.KEEPERS)
def _held(_actor: Actor | None, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    return marks.held_against(payload["marks"], progress.step) | {"kept": payload["rows"]}


@jobs.handler("continuity.roll", label=_l("Roll of a prison on paper"), roles=continuity.PRINTERS)
def _roll(actor: Actor | None, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any] | None:
    assert actor
    prison = unit_of(uuid.UUID(payload["prison_id"]))
    name, now, day = prison.name, show_moment(clock.now(), prison.zone), clock.today(prison.zone)
    people = progress.do(lambda: continuity_service.roll_of(actor, prison.id, day), done=1, total=2)
    for _part, pdf in roll_papers(people, name, now, day, only=payload["part"]):
        paper = progress.do(lambda made=pdf: documents.store(actor, "roll", made, title=name), done=2, total=2)  # type: ignore[misc]
        return {"document": str(paper.id)}
    return None


@jobs.handler(copies.KIND, label=_l("Copy of a file for the person it is about"), roles=copies.ASKERS)
def _copy(actor: Actor | None, payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    assert actor
    copy_id, sources = uuid.UUID(payload["copy"]), copy_parts.sources()
    total = len(sources) + 1
    language, words, card = progress.do(lambda: copies.begin(actor, copy_id), done=0, total=total)
    with speaking(language):
        redactor, sections = copy_parts.redactor_for(card, words), list[Section]()
        for n, source in enumerate(sources, 1):
            sections += source(card, redactor)
            progress.step(n, total)
        made = list(copy_papers(card, sections, redactor, language))
    paper = progress.do(lambda: copies.keep(actor, copy_id, card, made, redactor), done=total, total=total)
    return {"copy": str(copy_id), "document": str(paper)}


@jobs.handler("people.nightly", label=_l("People: find files that may be one person"), system=True, minutes=240)
def _sweep(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    progress.do(learn_sizes, done=0, total=1)
    word, looked_at = 0, 0
    while word := progress.do(lambda last=word: count_uses(last), done=0, total=1):  # type: ignore[misc]
        pass
    while looked := look():
        looked_at += progress.do(lambda seen=looked: keep(seen), done=looked_at, total=looked_at + 1)  # type: ignore[misc]
    return {"files": looked_at}


jobs.every("people.nightly", dt.timedelta(days=1))


@jobs.handler("appeals.nightly", label=_l("Appeals: pass on what nobody answered in time"), system=True)
def _appeals(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    passed = 0
    while many := progress.do(appeals.escalate, done=passed, total=passed + 1):
        passed += many
    return {"appeals": passed}


jobs.every("appeals.nightly", dt.timedelta(days=1))
