"""Runs of changed rules: who gains and loses, each fund, each limit."""

from __future__ import annotations

import uuid

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.http import writes
from kernel.i18n import said
from marketplace.earnings.rules import words
from marketplace.earnings.views import DESK
from marketplace.ledger.models import AccountRole
from marketplace.rule_changes.queries import change_of, changed
from marketplace.simulations import queries, service
from marketplace.simulations.rules import LIMIT

bp = Blueprint("simulations", __name__, url_prefix="/finance/rules")


@bp.post("/<uuid:rule_change_id>/runs")
@allows(*service.ASKERS)
@writes
def ask(rule_change_id: uuid.UUID) -> ResponseReturnValue:
    """Run it over last year's earnings."""
    made = service.ask(actor(), rule_change_id)
    return redirect(url_for("simulations.page", rule_simulation_id=made.id), 303)


@bp.get("/runs/<uuid:rule_simulation_id>")
@allows(*DESK)
def page(rule_simulation_id: uuid.UUID) -> ResponseReturnValue:
    """What a run found: the whole for the desk, names only of those whom the reader may see."""
    row = queries.simulation_of(rule_simulation_id)
    change = change_of(row.change_id)
    reached, refused = queries.hits(row.id)
    rules = {rule.code: said(rule.text, words()) for rule in changed(change).on(change.begins_on).rules}
    return render_template(
        "marketplace/simulations/page.html", row=row, change=change, budget=queries.budget(row.id), reached=reached,
        refused=refused, groups=queries.groups(row.id), roles=AccountRole, rules=rules, limit=LIMIT,
        people=queries.people_page(actor(), row.id, request.args.get("after", type=uuid.UUID)),
    )  # fmt: skip
