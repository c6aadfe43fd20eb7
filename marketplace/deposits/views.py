"""Money from outside: take it in, find its owner, send it back."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.deposits import queries, rules, service
from marketplace.deposits.forms import DepositForm
from marketplace.deposits.models import DepositState
from marketplace.earnings.views import DESK

bp = Blueprint("deposits", __name__, url_prefix="/finance/deposits")
SETTLERS = (Role.FINANCE_CLERK, Role.FINANCE_APPROVER)


def _page(form: DepositForm | None = None, refused: str = "") -> str:
    asked = request.args.get("state", "")
    state = DepositState(asked) if asked in list(DepositState) else DepositState.WAITING
    found = queries.deposits_page(state, request.args.get("after", type=uuid.UUID))
    shown = form or DepositForm(None, received_on=clock.today())
    shown.offer(queries.currencies())
    return render_template(
        "marketplace/deposits/page.html", form=shown, page=found, state=state, states=list(DepositState),
        candidates=queries.candidates(found), today=clock.today(), keep=rules.KEEP, may_go_back=rules.may_go_back,
        refused=refused, settlers=SETTLERS,
    )  # fmt: skip


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What waits for its owner, the oldest first."""
    return _page()


@bp.post("")
@allows(Role.FINANCE_CLERK)
@writes
def take_in() -> ResponseReturnValue:
    """Take in a line of the bank."""
    form = DepositForm()
    form.offer(queries.currencies())
    if not form.validate():
        return _page(form), 422
    try:
        service.take_in(actor(), form.to_deposit())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(_("Taken in. A second person says whose it is."))
    return redirect(url_for("deposits.page"), 303)


@bp.post("/<uuid:deposit_id>")
@allows(*SETTLERS)
@writes
def settle(deposit_id: uuid.UUID) -> ResponseReturnValue:
    """Give it to its owner, or send it back."""
    back = request.form.get("decision") == "back"
    try:
        if back:
            service.send_back(actor(), deposit_id, request.form.get("why", "")[:300])
        else:
            service.give(actor(), deposit_id, request.form.get("number", "")[:20])
    except DomainError as refusal:
        return _page(refused=str(refusal)), refusal.status
    flash(_("Sent back.") if back else _("Given to its owner."))
    return redirect(url_for("deposits.page"), 303)
