"""Keeping and forgetting filters."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from probation.day.views import filter_from
from probation.filters import service
from probation.filters.forms import FilterForm

bp = Blueprint("filters", __name__)
READERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.INSPECTOR)


@bp.post("/caseload/filters")
@allows(*READERS)
@writes
def keep() -> ResponseReturnValue:
    """Keep the filter that the caseload shows."""
    form = FilterForm()
    wanted = filter_from({name: form[name].data or "" for name in ("whose", "level", "due")})
    if not form.validate():
        raise DomainError(_("Give the filter a name."), field="name")
    service.keep_filter(actor(), form.name.data, wanted)
    flash(_("Kept. It stands above your caseload from now on."), "success")
    return redirect(url_for("day.caseload", whose=wanted.whose, level=wanted.level, due=wanted.due), 303)


@bp.post("/caseload/filters/<uuid:filter_id>/forgotten")
@allows(*READERS)
@writes
def forget(filter_id: uuid.UUID) -> ResponseReturnValue:
    """Forget a filter."""
    service.forget_filter(actor(), filter_id)
    flash(_("Forgotten."))
    return redirect(url_for("day.caseload"), 303)
