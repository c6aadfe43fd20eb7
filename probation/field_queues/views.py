"""Saved queues of phones: brought by a supervisor, looked at without what they say of anybody, taken."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.documents.scanning import refuse_infected
from kernel.errors import Conflict, DomainError
from kernel.http import keeps, writes
from kernel.i18n import ngettext
from probation.day.queries import zone_of
from probation.field_ops.api import opened
from probation.field_ops.rules import Envelope, Inside
from probation.field_ops.schemas import envelope_of
from probation.field_photos.api import open_photo
from probation.field_queues import queries, service
from probation.field_queues.forms import BringForm
from probation.field_queues.rules import Line, read_saved

bp = Blueprint("field_queues", __name__)
ON_A_PAGE = 100


def _open(raw: Mapping[str, Any]) -> tuple[Envelope, Inside]:
    envelope = envelope_of(dict(raw))
    return envelope, opened(envelope)


def _list(form: BringForm) -> str:
    return render_template(
        "probation/field_queues/list.html", form=form, queues=queries.queues_of(actor()), zone=zone_of(actor())
    )


@bp.get("/supervision/field/queues")
@allows(Role.PROBATION_SUPERVISOR)
def listed() -> ResponseReturnValue:
    """The files that were brought, and the form to bring one."""
    return _list(BringForm(formdata=None))


@bp.post("/supervision/field/queues")
@allows(Role.PROBATION_SUPERVISOR)
@keeps
def bring() -> ResponseReturnValue:
    """Bring a file."""
    form, content = BringForm(), b""
    try:
        if form.validate():
            content = form.content()
            refuse_infected(content, field="file")
            found = service.bring(actor(), content, form.source.data)
            return redirect(url_for("field_queues.page", queue_id=found.id), 303)
    except Conflict as refusal:
        service.note_foreign(actor(), content)
        form.refuse(refusal)
    except DomainError as refusal:
        form.refuse(refusal)
    return _list(form), 422


@bp.get("/supervision/field/queues/<uuid:queue_id>")
@allows(Role.PROBATION_SUPERVISOR)
def page(queue_id: uuid.UUID) -> ResponseReturnValue:
    """What a file holds: whose records, of which kind, from when, and where each stands."""
    found = queries.queue_for(actor(), queue_id)
    lines = queries.lines_of(actor(), read_saved(found.content), _open)
    start = max(request.args.get("from", 0, type=int), 0)
    more = start + ON_A_PAGE if len(lines) > start + ON_A_PAGE else None
    return render_template(
        "probation/field_queues/page.html", queue=found, lines=lines[start : start + ON_A_PAGE], start=start, more=more,
        counts=queries.counted(lines), Line=Line, zone=zone_of(actor()),
    )  # fmt: skip


@bp.post("/supervision/field/queues/<uuid:queue_id>/take")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def take(queue_id: uuid.UUID) -> ResponseReturnValue:
    """Take what is not here yet."""
    taken = service.take(actor(), queue_id, _open, open_photo)
    flash(ngettext("%(num)s record was taken.", "%(num)s records were taken.", taken), "success")
    return redirect(url_for("field_queues.page", queue_id=queue_id), 303)
