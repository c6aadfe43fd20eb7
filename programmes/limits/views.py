"""Limits on hours with their sources, leave to go beyond one in a session, and the list of what was allowed."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, ngettext
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from programmes.catalogue.policies import MANAGERS, REGISTER_READERS
from programmes.limits import rules, service
from programmes.limits.forms import AllowForm, LimitForm
from programmes.limits.models import LimitKind
from programmes.limits.queries import limits_shown, overrides_page
from programmes.registers.queries import is_expected, roll_of, session_for

bp = Blueprint("limits", __name__)
READERS = (*REGISTER_READERS, Role.ADMINISTRATOR)


def _page(form: LimitForm | None = None) -> str:
    who, prisons = actor(), establishments(actor(), UnitKind.PRISON)
    asked = form or LimitForm(None, valid_from=clock.today())
    asked.offer(prisons, everywhere=who.everywhere)
    return render_template(
        "programmes/limits/page.html", rows=limits_shown(who) or rules.shipped(), words=rules, kinds=LimitKind,
        form=asked if who.has(*service.SETTERS) else None, today=clock.today(), opened=form is not None,
        works=who.has(*REGISTER_READERS),
    )  # fmt: skip


@bp.get("/hours/limits")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Every limit that reaches the reader's prisons."""
    return _page()


@bp.post("/hours/limits")
@allows(*service.SETTERS)
@writes
def set_limit() -> ResponseReturnValue:
    """Put a limit in force."""
    form = LimitForm()
    form.offer(establishments(actor(), UnitKind.PRISON), everywhere=actor().everywhere)
    try:
        if form.validate():
            service.set_limit(actor(), form.to_limit())
            flash(_("The limit is set. It holds from its day on."))
            return redirect(url_for("limits.page"))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
    return _page(form), 422


def _allowing(session_id: uuid.UUID, form: AllowForm, chosen: set[str]) -> str:
    held, group = session_for(actor(), session_id)
    rows = [row for row in roll_of(actor(), held) if row.attendance_id is None and is_expected(row, held)]
    beyond = service.session_breaches(held, group, [row.person_id for row in rows])
    found = [
        (row, one, rules.breach_words(one, row.name)) for row in rows for one in beyond.get(row.person_id, [])
    ]  # fmt: skip
    return render_template(
        "programmes/limits/allow.html", held=held, group=group, form=form, found=found, chosen=chosen,
        source_words=rules.source_words,
    )  # fmt: skip


@bp.get("/sessions/<uuid:session_id>/hours")
@allows(*MANAGERS)
def ask_allow(session_id: uuid.UUID) -> ResponseReturnValue:
    """Who would go beyond a limit in a session, by which figures."""
    return _allowing(session_id, AllowForm(None), set())


@bp.post("/sessions/<uuid:session_id>/hours")
@allows(*MANAGERS)
@writes
def allow(session_id: uuid.UUID) -> ResponseReturnValue:
    """Allow those chosen to go beyond it, with the reason that the inspector reads."""
    form, chosen = AllowForm(), set(request.form.getlist("who"))
    held, _group = session_for(actor(), session_id)
    known = {row.id for row in roll_of(actor(), held) if str(row.id) in chosen}
    try:
        if form.validate():
            count = service.allow(actor(), session_id, sorted(known), form.reason.data)
            flash(ngettext("%(num)d limit is lifted for this session.", "%(num)d limits are lifted for this session.",
                           count))  # fmt: skip
            return redirect(url_for("registers.page", session_id=session_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
    return _allowing(session_id, form, chosen), 422


@bp.get("/hours/allowed")
@allows(*REGISTER_READERS)
def allowed() -> ResponseReturnValue:
    """What was allowed beyond the limits, newest first."""
    found = overrides_page(actor(), request.args.get("after", type=uuid.UUID))
    return render_template("programmes/limits/allowed.html", found=found, words=rules, kinds=LimitKind)
