"""Standing instructions and moves, by account: no name and no case file."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.models import MandateKind
from marketplace.earnings.views import DESK
from marketplace.ledger import queries as books
from marketplace.standing import queries, service
from marketplace.standing.forms import EndMandateForm, MandateForm, MoveForm

bp = Blueprint("standing", __name__, url_prefix="/finance")


def _page(ledger_account_id: uuid.UUID, form: MandateForm) -> str:
    account = queries.account_row(ledger_account_id)
    return render_template(
        "marketplace/standing/page.html", form=form, account=account, rows=queries.mandates_of(account.owner_id),
        kinds=MandateKind, today=clock.today(),
    )  # fmt: skip


@bp.get("/accounts/<uuid:ledger_account_id>/standing")
@allows(*DESK)
def page(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Whom a person pays out of what they earn, and a form for one more."""
    return _page(ledger_account_id, MandateForm(None, begins_on=clock.today()))


@bp.post("/accounts/<uuid:ledger_account_id>/standing")
@allows(Role.FINANCE_CLERK)
@writes
def record(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Record a standing instruction."""
    form, account = MandateForm(), queries.account_row(ledger_account_id)
    if not form.validate():
        return _page(ledger_account_id, form), 422
    try:
        service.open_mandate(actor(), form.to_mandate(account.owner_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(ledger_account_id, form), 422
    flash(_("Recorded. It counts for what is earned from its first day on."))
    return redirect(url_for("standing.page", ledger_account_id=ledger_account_id), 303)


def _ending(form: EndMandateForm, mandate_id: uuid.UUID) -> str:
    row = queries.mandate_row(mandate_id)
    return render_template("marketplace/standing/end.html", form=form, row=row, kinds=MandateKind)


@bp.get("/standing/<uuid:mandate_id>/end")
@allows(Role.FINANCE_CLERK)
def ask_end(mandate_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the last day of an instruction."""
    return _ending(EndMandateForm(None, ends_on=clock.today()), mandate_id)


@bp.post("/standing/<uuid:mandate_id>/end")
@allows(Role.FINANCE_CLERK)
@writes
def end(mandate_id: uuid.UUID) -> ResponseReturnValue:
    """End a standing instruction."""
    form, row = EndMandateForm(), queries.mandate_row(mandate_id)
    if not form.validate():
        return _ending(form, mandate_id), 422
    try:
        assert form.ends_on.data is not None
        service.end_mandate(actor(), mandate_id, form.ends_on.data, form.reason.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _ending(form, mandate_id), 422
    flash(_("Ended. What is earned after that day goes to the person."))
    return redirect(url_for("standing.page", ledger_account_id=row.account_id), 303)


def _moving(form: MoveForm, ledger_account_id: uuid.UUID) -> str:
    account = queries.account_row(ledger_account_id)
    form.offer(books.holdings_of(account.owner_id))
    return render_template("marketplace/standing/move.html", form=form, account=account)


@bp.get("/accounts/<uuid:ledger_account_id>/move")
@allows(Role.FINANCE_CLERK)
def ask_move(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what a person wants to put aside, or take back."""
    return _moving(MoveForm(None), ledger_account_id)


@bp.post("/accounts/<uuid:ledger_account_id>/move")
@allows(Role.FINANCE_CLERK)
@writes
def move(ledger_account_id: uuid.UUID) -> ResponseReturnValue:
    """Move a person's own money between their accounts."""
    form, account = MoveForm(), queries.account_row(ledger_account_id)
    form.offer(books.holdings_of(account.owner_id))
    if not form.validate():
        return _moving(form, ledger_account_id), 422
    try:
        service.move(actor(), form.to_move())
    except DomainError as refusal:
        form.refuse(refusal)
        return _moving(form, ledger_account_id), 422
    flash(_("Moved."))
    return redirect(url_for("finance.account", number=account.number), 303)
