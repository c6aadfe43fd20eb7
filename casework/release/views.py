"""What still stands between a person and the gate."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import FILE_READERS
from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from casework.release import service
from casework.release.forms import OrderForm
from casework.release.queries import checks_for
from casework.release.rules import blockers
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.ids import new_id

bp = Blueprint("release", __name__)


def _page(person_id: uuid.UUID, form: OrderForm | None = None, trouble: str = "") -> str:
    person = person_for(actor(), person_id)
    checks = checks_for(actor(), person.id)
    return render_template(
        "casework/release/page.html", person=person, tabs=tabs_for(actor()), tab="release", checks=checks,
        open_checks=blockers(checks), form=form or OrderForm(formdata=None), trouble=trouble, release_id=new_id(),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/release")
@allows(*FILE_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Every module's checks, undone first."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/release/checks")
@allows(Role.RECORDS_OFFICER)
@writes
def tick(person_id: uuid.UUID) -> ResponseReturnValue:
    """Note one of the gate's own duties as done."""
    what = request.form.get("what")
    try:
        if what == "identity":
            service.check_identity(actor(), person_id)
        else:
            service.offer_copy(actor(), person_id, taken=what == "copy_taken")
    except DomainError as refusal:
        return _page(person_id, trouble=str(refusal)), refusal.status
    flash(_("Saved."))
    return redirect(url_for("release.page", person_id=person_id), 303)


@bp.post("/people/<uuid:person_id>/release/order")
@allows(Role.RECORDS_OFFICER)
@writes
def give_order(person_id: uuid.UUID) -> ResponseReturnValue:
    """Enter an order for an earlier release."""
    form = OrderForm()
    try:
        if form.validate() and form.dated_on.data:
            service.give_order(
                actor(),
                person_id,
                authority=form.authority.data,
                reference=form.reference.data,
                dated_on=form.dated_on.data,
            )
            flash(_("The order is entered."))
            return redirect(url_for("release.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.post("/people/<uuid:person_id>/release")
@allows(Role.RECORDS_OFFICER)
@writes
def release(person_id: uuid.UUID) -> ResponseReturnValue:
    """Release, when nothing is open any more."""
    try:
        service.release(actor(), person_id, at=clock.now(), id=uuid.UUID(request.form.get("id", str(new_id()))))
    except DomainError as refusal:
        return _page(person_id, trouble=str(refusal)), refusal.status
    flash(_("Released. The hour is in the ledger."))
    return redirect(url_for("release.page", person_id=person_id), 303)
