"""Long work on a page: what it is, how far it is, that one may leave. Refreshes itself without any script."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from flask import Blueprint, Flask, flash, make_response, redirect, render_template, request, url_for

from kernel import audit, documents
from kernel.authz import actor, signed_in
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.jobs import queries, service
from kernel.jobs.models import OVER, JobState
from kernel.jobs.runner import HANDLERS, label_of

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

bp = Blueprint("jobs", __name__)
REFRESH_SECONDS = 3


def init(app: Flask) -> None:
    """Tell /readyz how long the oldest job waits."""
    app.extensions["throughcare_ready"]["jobs"] = _readiness
    app.jinja_env.globals["job_label"] = label_of


def _readiness() -> tuple[bool, str]:
    waits = queries.waiting_for()
    return True, "nothing waits" if waits is None else f"the oldest waits {int(waits.total_seconds())} s"


@bp.get("/jobs")
@signed_in
def mine() -> ResponseReturnValue:
    """The reader's own jobs, newest first."""
    found = queries.jobs_of(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("jobs/list.html", page=found, JobState=JobState)


@bp.get("/jobs/<uuid:job_id>")
@signed_in
def page(job_id: uuid.UUID) -> ResponseReturnValue:
    """One job: how far it is, what came of it, what can be done."""
    job = queries.job_for(actor(), job_id)
    moving, own = JobState(job.state) not in OVER, job.asked_by == actor().account_id
    response = make_response(render_template("jobs/progress.html", job=job, moving=moving, own=own, JobState=JobState))
    if moving:
        response.headers["Refresh"] = str(REFRESH_SECONDS)
    return response


@bp.get("/jobs/<uuid:job_id>/paper")
@signed_in
def paper(job_id: uuid.UUID) -> ResponseReturnValue:
    """The paper a job has made: for its asker alone, while the role that may ask for it is still held."""
    job = queries.job_for(actor(), job_id)
    known = HANDLERS.get(job.kind)
    if job.asked_by != actor().account_id or known is None or (known.roles and not actor().has(*known.roles)):
        raise NotFound(_("There is no such paper, or you may not know of it."))
    found = documents.fetch(uuid.UUID(job.result.get("document", uuid.UUID(int=0).hex)))
    if found.person_id:
        audit.note_read(actor(), found.person_id, "document.read")
    ending = "pdf" if found.media_type == "application/pdf" else "bin"
    return documents.pdf_response(
        found.content, f"{found.title}.{ending}", attachment=ending != "pdf", media_type=found.media_type
    )


@bp.post("/jobs/<uuid:job_id>/cancel")
@signed_in
@writes
def cancel(job_id: uuid.UUID) -> ResponseReturnValue:
    """Stop a job."""
    service.cancel(actor(), job_id)
    flash(_("Stopped. What was finished before stays."))
    return redirect(url_for("jobs.page", job_id=job_id), 303)


@bp.post("/jobs/<uuid:job_id>/retry")
@signed_in
@writes
def retry(job_id: uuid.UUID) -> ResponseReturnValue:
    """Try a stopped job again."""
    service.retry(actor(), job_id)
    flash(_("It waits for its turn again. What was finished before is not done twice."))
    return redirect(url_for("jobs.page", job_id=job_id), 303)
