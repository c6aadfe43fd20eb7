"""Contested deductions: of one person, and those that wait for a decision."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for, tabs_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.disputes import queries, service
from marketplace.disputes.forms import DisputeForm
from marketplace.earnings.views import DESK, READERS

bp = Blueprint("disputes", __name__)
WRITERS = (Role.CASE_MANAGER, Role.FINANCE_CLERK)
DECIDERS = (Role.FINANCE_APPROVER, Role.GOVERNOR)


def _own(person_id: uuid.UUID, form: DisputeForm) -> str:
    person = person_for(actor(), person_id)
    form.offer(queries.contestable(person.id))
    return render_template(
        "marketplace/disputes/own.html", person=person, tabs=tabs_for(actor()), tab="money", form=form,
        rows=queries.disputes_of(person.id), writers=WRITERS, today=clock.today(person.zone),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/money/disputes")
@allows(*READERS)
def own(person_id: uuid.UUID) -> ResponseReturnValue:
    """What somebody contested, and a form for those who write it down for them."""
    return _own(person_id, DisputeForm(None))


@bp.post("/people/<uuid:person_id>/money/disputes")
@allows(*WRITERS)
@writes
def contest(person_id: uuid.UUID) -> ResponseReturnValue:
    """Write it down: the money is held until somebody else decides."""
    person, form = person_for(actor(), person_id), DisputeForm()
    form.offer(queries.contestable(person.id))
    if not form.validate():
        return _own(person_id, form), 422
    try:
        service.contest(actor(), form.to_dispute(person.id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _own(person_id, form), 422
    flash(_("Written down. The money is held until somebody else has decided."))
    return redirect(url_for("disputes.own", person_id=person_id), 303)


def _queue(refused: str = "") -> str:
    decided = request.args.get("decided") == "yes"
    found = queries.dispute_page(request.args.get("after", type=uuid.UUID), is_open=not decided)
    shown = {"page": found, "refused": refused, "decided": decided, "today": clock.today(), "deciders": DECIDERS}
    return render_template("marketplace/disputes/page.html", **shown)


@bp.get("/finance/disputes")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What waits for a decision, the most urgent first; ?decided=yes what was decided."""
    return _queue()


@bp.post("/finance/disputes/<uuid:dispute_id>")
@allows(*DECIDERS)
@writes
def decide(dispute_id: uuid.UUID) -> ResponseReturnValue:
    """Give back, or let the deduction stand, with a reason."""
    give_back = request.form.get("decision") == "give_back"
    try:
        service.decide(actor(), dispute_id, give_back=give_back, reason=request.form.get("reason", "")[:300])
    except DomainError as refusal:
        return _queue(str(refusal)), refusal.status
    flash(_("Given back to spend.") if give_back else _("The deduction stands. The person reads the reason."))
    return redirect(url_for("disputes.page"), 303)
