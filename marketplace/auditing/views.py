"""The auditor's page, and the books of a month as a file."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.http import writes
from marketplace.auditing import queries, service
from marketplace.counts.queries import unexplained
from marketplace.ledger.models import AccountRole
from marketplace.months.rules import days_of, months_back
from marketplace.watching import queries as watching
from marketplace.watching.rules import AGES

bp = Blueprint("auditing", __name__, url_prefix="/finance/audit")
AUDITORS = (Role.INSPECTOR, Role.GOVERNOR, Role.FINANCE_APPROVER)
YEAR = dt.timedelta(days=365)


@bp.get("")
@allows(*AUDITORS)
def page() -> ResponseReturnValue:
    """The trial balance and all that an auditor asks first."""
    today, trial = clock.today(), queries.trial_balance()
    return render_template(
        "marketplace/auditing/page.html", trial=trial, currencies=dict.fromkeys(row.currency for row in trial),
        lying=queries.lying_about(), gaps=queries.gaps(), corrections=queries.corrections(),
        overrides=watching.overrides(), pairs=watching.pairs(today - YEAR),
        aged=watching.ageing(today), ages=AGES, nights=watching.nights_without(today),
        open_counts=unexplained(), today=today,
        roles=AccountRole, months=months_back(today), days_of=days_of,
    )  # fmt: skip


@bp.post("/export")
@allows(*AUDITORS)
@writes
def export() -> ResponseReturnValue:
    """The entries of a month as a file. A POST, because the trail keeps who took it."""
    period, form = request.form.get("month", ""), request.form.get("form", "")
    content = service.export(actor(), period, form)
    return pdf_response(content, f"books-{period}.{form}", attachment=True, media_type=service.FORMS[form])
