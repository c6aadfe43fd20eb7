"""Rates of a programme, and the pay that waits for a human."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, READERS, can_manage_catalogue
from programmes.catalogue.queries import programme_of
from programmes.pay import service
from programmes.pay.forms import RateForm, SolveForm
from programmes.pay.queries import exception_for, last_currency, open_exceptions, rates_of

bp = Blueprint("rates", __name__)


def _day(name: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _rates(form: RateForm, programme_id: uuid.UUID) -> str:
    return render_template(
        "programmes/pay/rates.html",
        form=form,
        programme=programme_of(programme_id),
        rates=rates_of(programme_id),
        managing=can_manage_catalogue(actor()),
    )


@bp.get("/programmes/<uuid:programme_id>/rates")
@allows(*READERS)
def page(programme_id: uuid.UUID) -> ResponseReturnValue:
    """What a programme pays and paid; a form for a rate, filled when it is reached from pay that waits."""
    form = RateForm(None, valid_from=_day("from"), currency=last_currency(), unit_id=request.args.get("unit", ""))
    form.offer(actor())
    return _rates(form, programme_id)


@bp.post("/programmes/<uuid:programme_id>/rates")
@allows(*MANAGERS)
@writes
def add(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Set a rate and pay at once what waited for it."""
    form = RateForm()
    form.offer(actor())
    if not form.validate():
        return _rates(form, programme_id), 422
    try:
        service.set_rate(actor(), form.to_rate(programme_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _rates(form, programme_id), 422
    flash(_("The rate is set. What waited for it is paid."))
    return redirect(url_for("rates.page", programme_id=programme_id))


@bp.get("/pay/exceptions")
@allows(*MANAGERS)
def exceptions() -> ResponseReturnValue:
    """Pay that waits, each with what to do next."""
    return render_template("programmes/pay/exceptions.html", rows=open_exceptions(actor()))


@bp.get("/pay/exceptions/<uuid:exception_id>")
@allows(*MANAGERS)
def show(exception_id: uuid.UUID) -> ResponseReturnValue:
    """One item of pay that waits."""
    row = exception_for(actor(), exception_id)
    return render_template("programmes/pay/solve.html", row=row, form=SolveForm(None))


@bp.post("/pay/exceptions/<uuid:exception_id>")
@allows(*MANAGERS)
@writes
def solve(exception_id: uuid.UUID) -> ResponseReturnValue:
    """Close it, saying what was done."""
    form, row = SolveForm(), exception_for(actor(), exception_id)
    if not form.validate():
        return render_template("programmes/pay/solve.html", row=row, form=form), 422
    service.solve(actor(), exception_id, form.words.data)
    flash(_("Saved: this is settled."))
    return redirect(url_for("rates.exceptions"))
