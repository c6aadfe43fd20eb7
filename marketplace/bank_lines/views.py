"""Statements and lines: reading in, the queues, settling what no rule could settle."""

from __future__ import annotations

import uuid

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.money import parse_minor
from marketplace.bank_lines import queries, service
from marketplace.bank_lines.forms import StatementForm
from marketplace.bank_lines.models import Format, LineState, Outcome
from marketplace.bank_mappings.service import columns_for
from marketplace.cards.queries import mismatches
from marketplace.earnings.views import DESK

bp = Blueprint("bank_lines", __name__, url_prefix="/finance/bank")
ROWS = 4
DONE = (LineState.TAKEN, LineState.SPLIT, LineState.SENT_BACK, LineState.DISCARDED)


def secret() -> bytes:
    """What seals payers' accounts in this installation."""
    return str(current_app.secret_key).encode()


def _page(form: StatementForm | None = None) -> str:
    asked, state = request.args.get("outcome", ""), request.args.get("state", "")
    outcome = Outcome(asked) if asked in list(Outcome) else None
    states = {"back": (LineState.BACK, LineState.APPROVED), "done": DONE}.get(state, (LineState.OPEN,))
    shown = form or StatementForm(None)
    shown.offer(queries.mappings())
    return render_template(
        "marketplace/bank_lines/page.html", form=shown, outcome=outcome, outcomes=list(Outcome), state=state,
        page=queries.lines_page(states, outcome, request.args.get("after", type=uuid.UUID)), counts=queries.counts(),
        statements=queries.statements(), states=LineState, kinds=Outcome, may=actor().has(Role.FINANCE_CLERK),
        odd=mismatches(),
    )  # fmt: skip


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """Lines that wait for somebody, the oldest first, and the newest statements."""
    return _page()


@bp.post("")
@allows(Role.FINANCE_CLERK)
@writes
def read_in() -> ResponseReturnValue:
    """Read a statement in."""
    form = StatementForm()
    form.offer(queries.mappings())
    if not form.validate():
        return _page(form), 422
    try:
        data = form.file.data.read()
        found = form.read(data, *_columns(form))
        read = service.import_statement(actor(), data, form.format.data, found, secret())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    if read.statement_id is None:
        flash(_("This statement was read in before. Nothing was added."), "warning")
    else:
        words = _("Read in: %(new)d new lines, %(known)d that were here before, %(out)d that went out.",
                  new=read.new, known=read.known, out=read.outgoing)  # fmt: skip
        flash(words)
    return redirect(url_for("bank_lines.page"), 303)


def _columns(form: StatementForm) -> tuple[dict[str, str], bool]:
    """Which columns of a spreadsheet hold what; a bank's own formats need none."""
    if form.format.data is not Format.CSV:
        return {}, True
    return columns_for(
        actor(), form.mapping.data or "", form.bank.data or "", form.columns(), day_first=not form.month_first.data
    )


def _line(line_id: uuid.UUID, refused: str = "") -> str:
    return render_template(
        "marketplace/bank_lines/line.html", row=queries.line_row(line_id), states=LineState, kinds=Outcome,
        refused=refused, rows=range(ROWS), may=actor().has(Role.FINANCE_CLERK), me=actor().human_id,
        may_approve=actor().has(Role.FINANCE_APPROVER),
    )  # fmt: skip


@bp.get("/lines/<uuid:line_id>")
@allows(*DESK)
def line(line_id: uuid.UUID) -> ResponseReturnValue:
    """One line and what can be done with it."""
    return _line(line_id)


@bp.post("/lines/<uuid:line_id>")
@allows(Role.FINANCE_CLERK)
@writes
def settle(line_id: uuid.UUID) -> ResponseReturnValue:
    """Give it to an order, divide it, ask to send it back, or set it aside."""
    typed = request.form
    deed = typed.get("deed", "")
    try:
        if deed == "assign":
            service.assign(actor(), line_id, typed.get("code", "")[:20])
        elif deed == "divide":
            service.divide(actor(), line_id, _parts(queries.line_row(line_id).currency))
        elif deed == "back":
            service.ask_back(actor(), line_id, typed.get("why", ""))
        else:
            service.discard(actor(), line_id, typed.get("why", ""))
    except DomainError as refusal:
        return _line(line_id, str(refusal)), refusal.status
    flash(_("Done. The order and the books say so."))
    return redirect(url_for("bank_lines.page"), 303)


def _parts(currency: str) -> list[tuple[str, int]]:
    pairs = zip(request.form.getlist("part-code"), request.form.getlist("part-sum"), strict=False)
    try:
        return [(code[:20], parse_minor(part, currency)) for code, part in pairs if code.strip() or part.strip()]
    except ValueError as error:
        raise DomainError(_("Enter an amount such as 12.50."), field="parts") from error


@bp.post("/lines/<uuid:line_id>/decide")
@allows(Role.FINANCE_APPROVER)
@writes
def decide(line_id: uuid.UUID) -> ResponseReturnValue:
    """Approve that it goes back, or keep it."""
    approve = request.form.get("decision") == "approve"
    service.decide_back(actor(), line_id, approve=approve)
    flash(_("It goes into the next file for the bank.") if approve else _("Kept. It waits for an order again."))
    return redirect(url_for("bank_lines.page", state="back"), 303)
