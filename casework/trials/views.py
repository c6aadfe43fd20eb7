"""Dry runs on a page: the numbers of each cause, the people behind them, a file to take along."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.laws.queries import version_of
from casework.trials import queries, service
from casework.trials.models import Cause, Trial
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.http import writes
from kernel.sheets import as_csv

bp = Blueprint("trials", __name__)
READERS = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)


@bp.get("/sentences/law/<uuid:law_version_id>/trials")
@allows(*READERS)
def listing(law_version_id: uuid.UUID) -> ResponseReturnValue:
    """The dry runs of a proposed law."""
    return render_template(
        "casework/trials/list.html", version=version_of(law_version_id), trials=queries.trials_of(law_version_id),
        askers=service.ASKERS,
    )  # fmt: skip


@bp.post("/sentences/law/<uuid:law_version_id>/trials")
@allows(*service.ASKERS)
@writes
def ask(law_version_id: uuid.UUID) -> ResponseReturnValue:
    """Try it on everybody."""
    return redirect(url_for("jobs.page", job_id=service.ask(actor(), law_version_id)), 303)


@bp.get("/sentences/law/trials/<uuid:law_trial_id>")
@allows(*READERS)
def page(law_trial_id: uuid.UUID) -> ResponseReturnValue:
    """One dry run: ``?cause=`` opens the people of a cause, the most urgent cause first."""
    row, counts = queries.trial(law_trial_id), queries.counts(actor(), law_trial_id)
    asked = request.args.get("cause", "")
    cause = Cause(asked) if asked in list(Cause) else next((one for one in Cause if one in counts), Cause.OVERDUE)
    found = queries.differences(actor(), law_trial_id, cause, request.args.get("after", type=uuid.UUID))
    return _page(row, counts=counts, cause=cause, found=found)


def _page(row: Trial, **facts: object) -> str:
    return render_template(
        "casework/trials/page.html", trial=row, version=version_of(row.version_id), causes=list(Cause),
        most=service.MOST_EXPORTED, **facts,
    )  # fmt: skip


@bp.post("/sentences/law/trials/<uuid:law_trial_id>/export")
@allows(*READERS)
@writes
def export(law_trial_id: uuid.UUID) -> ResponseReturnValue:
    """All differences as a file. A POST, because the trail keeps who took it."""
    content = as_csv(service.export(actor(), law_trial_id))
    return pdf_response(content, "dry-run.csv", attachment=True, media_type="text/csv; charset=utf-8")
