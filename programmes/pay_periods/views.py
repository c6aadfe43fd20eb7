"""The next pay run as a preview, freezing it, and the runs there were."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import Conflict, DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.jobs.models import JobState
from kernel.units.queries import unit_of
from programmes.catalogue.forms import prisons_of
from programmes.catalogue.policies import MANAGERS
from programmes.pay_periods import service
from programmes.pay_periods.forms import RunForm
from programmes.pay_periods.queries import (
    approval_of,
    dues_until,
    last_run,
    lines_in,
    loose_ends,
    names_of,
    return_of,
    returned_waiting,
    run_for,
    runs_of,
    waiting_runs,
)
from programmes.pay_periods.service import APPROVERS

bp = Blueprint("pay_periods", __name__)


def _asked() -> tuple[uuid.UUID, dt.date]:
    """The prison and the last day to look at: as asked, or the actor's first prison up to yesterday."""
    scope = [uuid.UUID(one.value) for one in prisons_of(actor())]
    wanted = request.args.get("unit", type=uuid.UUID)
    unit_id = wanted if wanted in scope else next(iter(scope), None)
    if unit_id is None:
        raise NotFound(_("You look after no prison, so there is no pay run."))
    yesterday = clock.today(unit_of(unit_id).zone) - dt.timedelta(days=1)
    try:
        return unit_id, dt.date.fromisoformat(request.args.get("until", ""))
    except ValueError:
        return unit_id, yesterday


def _page(form: RunForm, unit_id: uuid.UUID, last_on: dt.date) -> str:
    dues = dues_until(unit_id, last_on)
    found = names_of(actor(), [person for person, _currency in dues], request.args.get("after", type=uuid.UUID))
    rows = [(one, currency, due) for one in found.rows for (of, currency), due in dues.items() if of == one.id]
    untaken, waiting = loose_ends(unit_id, last_on)
    return render_template(
        "programmes/pay_periods/page.html",
        form=form,
        unit=unit_of(unit_id),
        prisons=prisons_of(actor()),
        last_on=last_on,
        last=last_run(unit_id),
        rows=rows,
        after=found.after,
        sums=_sums([(currency, due) for (_person, currency), due in dues.items() if due.parts is not None]),
        untaken=untaken,
        waiting=waiting,
        runs=runs_of(unit_id),
        returned=returned_waiting(unit_id),
    )


def _sums(paid: list[tuple[str, object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for currency, due in paid:
        found[currency] = found.get(currency, 0) + due.minor  # type: ignore[attr-defined]
    return found


@bp.get("/pay/runs")
@allows(*MANAGERS)
def page() -> ResponseReturnValue:
    """What the next run pays, to whom and why, and the runs before."""
    unit_id, last_on = _asked()
    form = RunForm(None, unit_id=str(unit_id), last_on=last_on)
    form.offer(actor())
    return _page(form, unit_id, last_on)


@bp.post("/pay/runs")
@allows(*MANAGERS)
@writes
def freeze() -> ResponseReturnValue:
    """Freeze what was looked at: the ledger hears of it in the same moment."""
    form = RunForm()
    form.offer(actor())
    unit_id, last_on = _asked()
    if not form.validate():
        return _page(form, unit_id, last_on), 422
    try:
        made = service.freeze(actor(), form.to_run())
    except DomainError as refusal:
        if refusal.status not in {DomainError.status, Conflict.status}:
            raise
        form.refuse(refusal)
        return _page(form, uuid.UUID(form.unit_id.data), form.last_on.data or last_on), refusal.status
    flash(_("The run is frozen. A second person approves it, then it is booked."))
    return redirect(url_for("pay_periods.show", period_id=made.id))


@bp.get("/pay/runs/waiting")
@allows(*APPROVERS)
def waiting() -> ResponseReturnValue:
    """Runs that wait for a second human."""
    return render_template("programmes/pay_periods/waiting.html", runs=waiting_runs(actor()))


@bp.post("/pay/runs/<uuid:period_id>")
@allows(*APPROVERS)
@writes
def approve(period_id: uuid.UUID) -> ResponseReturnValue:
    """Approve a run that somebody else froze; the work that books it begins."""
    service.approve(actor(), period_id)
    flash(_("Approved. The run is being booked; this page says how far it is."))
    return redirect(url_for("pay_periods.show", period_id=period_id), 303)


@bp.get("/pay/runs/<uuid:period_id>")
@allows(*APPROVERS)
def show(period_id: uuid.UUID) -> ResponseReturnValue:
    """One run with its frozen lines."""
    sums = run_for(actor(), period_id)
    of_people = actor().has(*MANAGERS)  # finance approves the sums and works without names
    found = lines_in(actor(), period_id, request.args.get("after", type=uuid.UUID)) if of_people else None
    return render_template(
        "programmes/pay_periods/show.html", run=sums[0], sums=sums, found=found, approval=approval_of(period_id),
        sent_back=return_of(period_id), states=JobState,
    )  # fmt: skip


@bp.post("/pay/runs/<uuid:period_id>/back")
@allows(*APPROVERS)
@writes
def send_back(period_id: uuid.UUID) -> ResponseReturnValue:
    """Send a frozen run back with a reason; its lines wait for the next run."""
    service.send_back(actor(), period_id, request.form.get("reason", "")[:300])
    flash(_("Sent back. Its lines stand in the next run again."))
    return redirect(url_for("pay_periods.show", period_id=period_id), 303)
