"""The rules by which earnings are shared out: what counts, what is proposed, what a court stopped."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, said
from marketplace.bookings.service import PACK
from marketplace.earnings.rules import words
from marketplace.earnings.views import DESK
from marketplace.rule_changes import queries, rules, service
from marketplace.rule_changes.forms import ChangeForm, StopForm
from marketplace.rulesets.schemas import read_rule_set
from marketplace.simulations.queries import simulations_of

bp = Blueprint("rule_changes", __name__, url_prefix="/finance/rules")
WRITERS = (Role.FINANCE_CLERK, Role.GOVERNOR)
DECIDERS = (Role.FINANCE_APPROVER, Role.GOVERNOR)


def _told(text: str) -> object:
    return said(text, words())


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What counts today, and what was changed and stopped."""
    one, today = queries.in_force(PACK), clock.today()
    return render_template(
        "marketplace/rule_changes/page.html", one=one, version=one.on(today), today=today, much=rules.much, told=_told,
        changes=queries.changes_page(PACK, request.args.get("after", type=uuid.UUID)), stops=queries.stops_of(PACK),
        writers=WRITERS, deciders=DECIDERS,
        texts={rule.code: rule.text for each in one.versions for rule in each.rules},
    )  # fmt: skip


def _writing(form: ChangeForm) -> str:
    return render_template("marketplace/rule_changes/new.html", form=form)


@bp.get("/new")
@allows(*WRITERS)
def ask_change() -> ResponseReturnValue:
    """Begin from the text that counts."""
    return _writing(ChangeForm(None, text=queries.text_of(PACK)))


@bp.post("/new")
@allows(*WRITERS)
@writes
def write() -> ResponseReturnValue:
    """Propose a changed rule set."""
    form = ChangeForm()
    if not form.validate():
        return _writing(form), 422
    try:
        made = service.write_change(actor(), form.to_change(PACK))
    except DomainError as refusal:
        refusal.field = refusal.field or "text"
        form.refuse(refusal)
        return _writing(form), 422
    flash(_("Proposed. Run it over last year's earnings, then a second person decides."))
    return redirect(url_for("rule_changes.change", rule_change_id=made.id), 303)


@bp.get("/<uuid:rule_change_id>")
@allows(*DESK)
def change(rule_change_id: uuid.UUID) -> ResponseReturnValue:
    """A change: rule by rule now and then, its runs, and the decision."""
    row = queries.change_of(rule_change_id)
    now = queries.in_force(row.name).on(clock.today())
    then = read_rule_set(row.text, row.name).versions[-1]
    return render_template(
        "marketplace/rule_changes/change.html", row=row, rows=rules.differences(now, then), told=_told,
        runs=simulations_of(row.id), deciders=DECIDERS, version=then,
    )  # fmt: skip


@bp.post("/<uuid:rule_change_id>")
@allows(*DECIDERS)
@writes
def decide(rule_change_id: uuid.UUID) -> ResponseReturnValue:
    """Put a change in force, or refuse it."""
    approve = request.form.get("decision") == "approve"
    try:
        service.decide_change(actor(), rule_change_id, approve=approve)
    except DomainError as refusal:
        if refusal.status != 422:  # noqa: PLR2004 - what a form can mend is said on the page
            raise
        flash(str(refusal), "warning")
        return redirect(url_for("rule_changes.change", rule_change_id=rule_change_id), 303)
    flash(_("Decided. The rules count from their first day.") if approve else _("Refused. Nothing changes."))
    return redirect(url_for("rule_changes.page"), 303)


def _stopping(form: StopForm) -> str:
    form.offer(queries.in_force(PACK).on(clock.today()).rules)
    return render_template("marketplace/rule_changes/stop.html", form=form)


@bp.get("/stop")
@allows(*WRITERS)
def ask_stop() -> ResponseReturnValue:
    """Ask which rule a court has stopped."""
    return _stopping(StopForm(None))


@bp.post("/stop")
@allows(*WRITERS)
@writes
def stop() -> ResponseReturnValue:
    """Note that a court has stopped a rule; it counts once a second person has confirmed it."""
    form = StopForm()
    form.offer(queries.in_force(PACK).on(clock.today()).rules)
    if not form.validate():
        return _stopping(form), 422
    try:
        service.write_stop(actor(), form.to_stop(PACK))
    except DomainError as refusal:
        form.refuse(refusal)
        return _stopping(form), 422
    flash(_("Written down. A second person confirms it."))
    return redirect(url_for("rule_changes.page"), 303)


@bp.post("/stops/<uuid:rule_stop_id>")
@allows(*DECIDERS)
@writes
def decide_stop(rule_stop_id: uuid.UUID) -> ResponseReturnValue:
    """Confirm that a rule is stopped, or refuse it."""
    approve = request.form.get("decision") == "approve"
    service.decide_stop(actor(), rule_stop_id, approve=approve)
    flash(_("Confirmed. The rule takes nothing from that day on.") if approve else _("Refused. Nothing changes."))
    return redirect(url_for("rule_changes.page"), 303)
