"""The notes of a person."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import Fact, tabs_for
from casework.notes import queries, service
from casework.notes.forms import AmendForm, NoteForm
from casework.notes.models import NoteKind
from casework.people.queries import PersonCard, person_for
from casework.timeline.queries import TimelineEntry
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_date
from kernel.ids import new_id

bp = Blueprint("notes", __name__)
WRITERS = tuple(CUSTODY_READERS - {Role.INSPECTOR})
SHOWN = 300


def _page(person_id: uuid.UUID, refused: BaseForm | None = None, amended: uuid.UUID | None = None) -> str:
    person = person_for(actor(), person_id)
    kind = next((one for one in NoteKind if one.value == request.args.get("kind")), None)
    found = queries.notes_page(person.id, kind=kind, after=request.args.get("after", type=uuid.UUID))
    form: Any = refused if isinstance(refused, NoteForm) else NoteForm(formdata=None)
    if form is not refused:
        now = clock.local(clock.now(), person.zone)
        form.day.process_data(now.date())
        form.time.data = now.time().replace(second=0, microsecond=0)
    return render_template(
        "casework/notes/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="notes",
        found=found,
        lines=queries.amendments_of([row.id for row in found.rows]),
        kinds=NoteKind,
        kind=kind,
        form=form,
        refused=refused,
        amended=amended,
        amend_form=refused if isinstance(refused, AmendForm) else AmendForm(formdata=None),
        new_id=new_id,
        may_write=actor().has(*WRITERS),
    )


@bp.get("/people/<uuid:person_id>/notes")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Notes, newest first, of one kind or all."""
    return _page(person_id)


def _do(
    person_id: uuid.UUID, deed: Callable[[], object], form: BaseForm, said: str, amended: uuid.UUID | None = None
) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("notes.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form, amended), 422


@bp.post("/people/<uuid:person_id>/notes")
@allows(*WRITERS)
@writes
def write(person_id: uuid.UUID) -> ResponseReturnValue:
    """Put a note on file."""
    form = NoteForm()
    zone = person_for(actor(), person_id).zone
    deed = lambda: service.write_note(actor(), form.to_note(person_id, zone))  # noqa: E731 - read after validation
    return _do(person_id, deed, form, _("The note is on file. It can be added to, not changed."))


@bp.post("/people/<uuid:person_id>/notes/<uuid:note_id>/amend")
@allows(*WRITERS)
@writes
def amend(person_id: uuid.UUID, note_id: uuid.UUID) -> ResponseReturnValue:
    """Add a line to a note."""
    form = AmendForm()
    deed = lambda: service.amend_note(actor(), note_id, form.text.data, id=uuid.UUID(form.id.data))  # noqa: E731 - read after validation
    return _do(person_id, deed, form, _("The line is added."), amended=note_id)


def panel(_actor: Actor, person_id: uuid.UUID) -> Any:
    """The newest note, or None."""
    return next(iter(queries.notes_before(person_id, clock.now(), 1)), None)


def glance(person: PersonCard, note: Any) -> Sequence[Fact]:
    """When the newest note was and what it tells of."""
    said = (
        f"{show_date(clock.local(note.occurred_at, person.zone).date())}, {note.kind.label}" if note else _("None yet")
    )
    return [Fact(label=_("Newest note"), text=said, href=url_for("notes.page", person_id=person.id))]


def note_events(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Notes on the timeline, shortened."""
    if not actor.has(*CUSTODY_READERS):
        return []
    href = url_for("notes.page", person_id=person_id)
    return [
        TimelineEntry(
            at=row.occurred_at, title=_("Note: %(kind)s", kind=row.kind.label), who=row.who, href=href,
            text=row.text if len(row.text) <= SHOWN else row.text[:SHOWN].rsplit(" ", 1)[0] + " …",
        )
        for row in queries.notes_before(person_id, before, most)
    ]  # fmt: skip
