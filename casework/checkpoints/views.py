"""Checkpoints of the audit trail: the newest ones, who keeps them, and the trail held against one that was kept."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import segno
from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.checkpoints import queries, service
from casework.checkpoints.forms import CheckForm
from casework.home.queries import NavItem, contribute_navigation
from kernel.authz import actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _, _l
from kernel.jobs.models import OVER, JobState
from kernel.jobs.queries import job_for
from kernel.jobs.views import REFRESH_SECONDS

bp = Blueprint("checkpoints", __name__, url_prefix="/audit/checkpoints")


def connect() -> None:
    """The page has its place beside continuity."""
    contribute_navigation(
        NavItem(label=_l("Checkpoints"), endpoint="checkpoints.page", roles=frozenset(service.KEEPERS), order=91)
    )


def folder() -> Path:
    """Where the signing key and the list of witnesses of this installation lie."""
    var: Path = current_app.extensions["throughcare_settings"].var
    return var / service.FOLDER


def _page(form: CheckForm, job: Any = None, *, moving: bool = False) -> str:
    place, problem, names = folder(), None, list[str]()
    try:
        names = [one.name for one in service.keepers_in(place)]
    except DomainError as faulty:
        problem = faulty
    known = {row.name: row for row in queries.witnesses()}
    return render_template(
        "casework/checkpoints/page.html", page=queries.page(request.args.get("after", type=uuid.UUID)),
        witnesses=[(name, known.get(name)) for name in names], problem=problem, form=form,
        job=job, moving=moving, JobState=JobState,
        key=service.public_line(place),
    )  # fmt: skip


@bp.get("")
@allows(*service.KEEPERS)
def page() -> ResponseReturnValue:
    """The newest checkpoints, the witnesses, and a box for one that was kept."""
    asked = request.args.get("job", type=uuid.UUID)
    job = job_for(actor(), asked) if asked else None
    moving = job is not None and JobState(job.state) not in OVER
    answer = make_response(_page(CheckForm(None), job, moving=moving))
    if moving:
        answer.headers["Refresh"] = str(REFRESH_SECONDS)
    return answer


@bp.post("")
@allows(*service.KEEPERS)
@writes
def make() -> ResponseReturnValue:
    """One of this moment, to take along. The witnesses have it within the hour."""
    return redirect(url_for("checkpoints.show", checkpoint_id=service.make(folder())), 303)


@bp.post("/check")
@allows(*service.KEEPERS)
@writes
def check() -> ResponseReturnValue:
    """Hold the trail against a checkpoint that was kept."""
    form = CheckForm()
    if not form.validate():
        return _page(form), 422
    try:
        job = service.begin_check(actor(), form.kept, folder())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    return redirect(url_for("checkpoints.page", job=job), 303)


@bp.get("/<uuid:checkpoint_id>")
@allows(*service.KEEPERS)
def show(checkpoint_id: uuid.UUID) -> ResponseReturnValue:
    """One checkpoint, on paper with a code that cannot be unprinted."""
    row = _one(checkpoint_id)
    code = segno.make(row.text, error="l", micro=False).png_data_uri(scale=3)
    return render_template("casework/checkpoints/show.html", row=row, code=code)


@bp.get("/<uuid:checkpoint_id>/text")
@allows(*service.KEEPERS)
def text(checkpoint_id: uuid.UUID) -> ResponseReturnValue:
    """One checkpoint as a file."""
    row = _one(checkpoint_id)
    answer = make_response(row.text)
    answer.headers["Content-Type"] = "text/plain; charset=utf-8"
    answer.headers["Content-Disposition"] = f'attachment; filename="checkpoint-{row.made_at:%Y%m%dT%H%M%SZ}.txt"'
    return answer


def _one(checkpoint_id: uuid.UUID) -> Any:
    row = queries.one(checkpoint_id)
    if row is None:
        raise NotFound(_("There is no such checkpoint."))
    return row
