"""Where an administrator asks that a lost factor be taken off. It is confirmed on the page of the second human."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.errors import DomainError, Forbidden, NotFound
from kernel.factor_resets import queries, service
from kernel.factor_resets.forms import ResetForm
from kernel.factors.queries import standing_of
from kernel.http import writes
from kernel.i18n import _
from kernel.staff.queries import account_for

bp = Blueprint("factor_resets", __name__)


def _page(account_id: uuid.UUID, form: ResetForm) -> str:
    member = account_for(actor(), account_id)
    return render_template(
        "factor_resets/page.html", member=member, form=form, own=member.human_id == actor().human_id,
        found=standing_of(account_id), waits=queries.waiting_on(account_id),
    )  # fmt: skip


@bp.get("/staff/<uuid:account_id>/second-step")
@allows(Role.ADMINISTRATOR)
def page(account_id: uuid.UUID) -> ResponseReturnValue:
    """How somebody's second step stands, and the form for a lost one."""
    return _page(account_id, ResetForm())


@bp.post("/staff/<uuid:account_id>/second-step")
@allows(Role.ADMINISTRATOR)
@writes
def ask(account_id: uuid.UUID) -> ResponseReturnValue:
    """Ask that it be taken off."""
    form = ResetForm()
    if not form.validate():
        return _page(account_id, form), 422
    try:
        service.ask(actor(), account_id, form.reason.data)
    except (NotFound, Forbidden):
        raise
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(account_id, form), 422
    flash(_("Asked for. It is done once another administrator or a governor has confirmed it, within a day."))
    return redirect(url_for("factor_resets.page", account_id=account_id), 303)
