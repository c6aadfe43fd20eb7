"""Months, money that covers wages, one entry and its correction."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from marketplace.earnings.views import DESK
from marketplace.ledger.models import AccountRole, EntryKind, OwnerKind, PeriodState
from marketplace.ledger.queries import is_closed
from marketplace.months import queries, service
from marketplace.months.forms import CloseForm, CorrectForm, GrantForm
from marketplace.months.rules import CORRECTED_BY_HAND, days_of, may_close

bp = Blueprint("months", __name__, url_prefix="/finance")


@bp.get("/months")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """The last thirteen months, open or closed."""
    return render_template(
        "marketplace/months/page.html", rows=queries.months(clock.today()), states=PeriodState, days_of=days_of
    )


def _month(code: str, form: CloseForm) -> str:
    looks = queries.looks_at(queries.month_code(code), clock.today())
    return render_template(
        "marketplace/months/month.html", code=code, first=days_of(code)[0], form=form, looks=looks,
        closed=is_closed(code), may_close=may_close(looks), clear=all(look.is_clear for look in looks),
    )  # fmt: skip


@bp.get("/months/<code>")
@allows(*DESK)
def month(code: str) -> ResponseReturnValue:
    """What to look at before a month closes."""
    return _month(code, CloseForm(None))


@bp.post("/months/<code>")
@allows(Role.FINANCE_APPROVER)
@writes
def close(code: str) -> ResponseReturnValue:
    """Close a month for good."""
    form = CloseForm()
    if not form.validate():
        return _month(code, form), 422
    try:
        service.close(actor(), code, form.words.data or "")
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _month(code, form), 422
    flash(_("The month is closed. Nothing can be booked into it any more."))
    return redirect(url_for("months.page"), 303)


@bp.get("/grants/new")
@allows(Role.FINANCE_CLERK)
def ask_grant() -> ResponseReturnValue:
    """A form for money that covers wages."""
    return render_template("marketplace/months/grant.html", form=GrantForm(None, on=clock.today()))


@bp.post("/grants/new")
@allows(Role.FINANCE_CLERK)
@writes
def grant() -> ResponseReturnValue:
    """Note money that the treasury paid in."""
    form = GrantForm()
    if not form.validate():
        return render_template("marketplace/months/grant.html", form=form), 422
    try:
        service.note_grant(actor(), form.to_grant())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("marketplace/months/grant.html", form=form), 422
    flash(_("Noted. The proof counts it from now on."))
    return redirect(url_for("finance.page"), 303)


def _entry(entry_id: uuid.UUID, form: CorrectForm) -> str:
    row = queries.entry_row(entry_id)
    by_hand = EntryKind(row.kind) in CORRECTED_BY_HAND and not row.corrected_by
    return render_template(
        "marketplace/months/entry.html", form=form, entry=row, legs=queries.legs_of(entry_id), kinds=EntryKind,
        roles=AccountRole, owners=OwnerKind, by_hand=by_hand, own=row.human_id == actor().human_id,
    )  # fmt: skip


@bp.get("/entries/<uuid:entry_id>")
@allows(*DESK)
def entry(entry_id: uuid.UUID) -> ResponseReturnValue:
    """One entry: what was booked on which accounts, by whom."""
    return _entry(entry_id, CorrectForm(None))


@bp.post("/entries/<uuid:entry_id>")
@allows(Role.FINANCE_APPROVER)
@writes
def correct(entry_id: uuid.UUID) -> ResponseReturnValue:
    """Correct an entry by its mirror image."""
    form = CorrectForm()
    if not form.validate():
        return _entry(entry_id, form), 422
    try:
        made = service.correct(actor(), entry_id, form.reason.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _entry(entry_id, form), 422
    flash(_("Corrected. The first entry stays in the books beside it."))
    return redirect(url_for("months.entry", entry_id=made), 303)
