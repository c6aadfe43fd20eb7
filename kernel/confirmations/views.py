"""The page of the second human: what others asked for, and the word that lets it count."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import Role, actor, allows
from kernel.confirmations import queries, service
from kernel.confirmations.forms import RefuseForm
from kernel.confirmations.rules import CONFIRMERS, is_second
from kernel.http import writes
from kernel.i18n import _, comma
from kernel.staff.queries import account_for

COMMAND = "./run staff confirm USERNAME"
bp = Blueprint("confirmations", __name__)


@bp.get("/staff/confirmations")
@allows(*CONFIRMERS)
def listing() -> ResponseReturnValue:
    """Everybody on whose account something waits for a second human."""
    found = queries.waiting_page(actor(), request.args.get("after", type=uuid.UUID))
    alone = queries.is_alone(actor().human_id)
    return render_template("confirmations/listing.html", found=found, alone=alone, command=COMMAND)


def _page(account_id: uuid.UUID, form: RefuseForm) -> str:
    member = account_for(actor(), account_id)
    found = queries.waiting_on(account_id)
    mine = [one for one in found if is_second(actor(), one, member.human_id)]
    held = comma().join(str(Role(grant.role).label) for grant in member.grants if grant.confirmed_at)
    return render_template("confirmations/page.html", member=member, found=found, mine=mine, held=held, form=form)


@bp.get("/staff/confirmations/<uuid:account_id>")
@allows(*CONFIRMERS)
def page(account_id: uuid.UUID) -> ResponseReturnValue:
    """What waits on one account, who asked for it, and the two answers."""
    return _page(account_id, RefuseForm(formdata=None))


def _items() -> set[uuid.UUID]:
    found = set()
    for typed in request.form.getlist("item"):
        try:
            found.add(uuid.UUID(typed))
        except ValueError:
            continue
    return found


@bp.post("/staff/confirmations/<uuid:account_id>")
@allows(*CONFIRMERS)
@writes
def confirm(account_id: uuid.UUID) -> ResponseReturnValue:
    """Let count what was shown."""
    service.confirm(actor(), account_id, _items())
    flash(_("Confirmed. It counts from now on."))
    return redirect(url_for("confirmations.listing"), 303)


@bp.post("/staff/confirmations/<uuid:account_id>/refuse")
@allows(*CONFIRMERS)
@writes
def refuse(account_id: uuid.UUID) -> ResponseReturnValue:
    """Turn down what was shown, with a reason."""
    form = RefuseForm()
    if not form.validate():
        return _page(account_id, form), 422
    service.refuse(actor(), account_id, _items(), form.reason.data)
    flash(_("Turned down. It never counts; the reason is on record."))
    return redirect(url_for("confirmations.listing"), 303)
