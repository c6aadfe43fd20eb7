"""What is kept for a person: taken in, given back, sent out."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.custody.queries import on_prison_time, stays_of
from casework.people.queries import PersonCard, person_for
from casework.property import documents, queries, service
from casework.property.forms import LeavingForm, ThingForm
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("belongings", __name__)


def _page(person: PersonCard, refused: BaseForm | None = None) -> str:
    leaving = refused if isinstance(refused, LeavingForm) else LeavingForm(formdata=None)
    thing = refused if isinstance(refused, ThingForm) else ThingForm(formdata=None, prefix="t-")
    return render_template(
        "casework/property/page.html", person=person, tabs=tabs_for(actor()), tab="custody",
        things=queries.belongings_of(person.id), left=queries.returns_of(person.id), leaving=leaving, thing=thing,
        typed=request.form, refused=refused, stay=next(iter(stays_of(person.id)), None),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/belongings")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What is kept, what left and how."""
    return _page(on_prison_time(person_for(actor(), person_id)))


def _asked() -> dict[uuid.UUID, int]:
    """How many pieces of what: the fields ``pieces-<id>`` that are not empty or nought."""
    found = {}
    for name, typed in request.form.items():
        if name.startswith("pieces-") and typed.strip() not in {"", "0"}:
            try:
                found[uuid.UUID(name.removeprefix("pieces-"))] = int(typed)
            except ValueError:
                raise DomainError(_("Write how many pieces as a number."), field="things") from None
    return found


@bp.post("/people/<uuid:person_id>/belongings")
@allows(Role.RECORDS_OFFICER)
@writes
def hand_over(person_id: uuid.UUID) -> ResponseReturnValue:
    """Let pieces leave keeping."""
    person = on_prison_time(person_for(actor(), person_id))
    form = LeavingForm()
    try:
        if form.validate():
            deed_id = uuid.UUID(form.deed_id.data)
            service.hand_over(actor(), person.id, _asked(), form.to_leaving(), deed_id=deed_id)
            flash(_("Written down. Print the receipt and have it signed."))
            return redirect(url_for("belongings.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422


@bp.post("/people/<uuid:person_id>/belongings/new")
@allows(Role.RECORDS_OFFICER)
@writes
def take_in(person_id: uuid.UUID) -> ResponseReturnValue:
    """Take something into keeping."""
    person = on_prison_time(person_for(actor(), person_id))
    form = ThingForm(prefix="t-")
    try:
        if form.validate():
            service.take_in(actor(), person.id, form.to_thing())
            flash(_("Taken into keeping."))
            return redirect(url_for("belongings.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422


@bp.get("/people/<uuid:person_id>/belongings/<uuid:left_id>/receipt.pdf")
@allows(*CUSTODY_READERS)
def receipt(person_id: uuid.UUID, left_id: uuid.UUID) -> ResponseReturnValue:
    """The receipt for a thing that left, with all that left in the same deed."""
    person = on_prison_time(person_for(actor(), person_id))
    left = queries.returns_of(person.id)
    deeds = {row.deed_id for row in left if row.id == left_id}
    rows = [row for row in left if row.deed_id in deeds]
    if not rows:
        raise NotFound(_("There is no such paper, or you may not know of it."))
    return pdf_response(documents.leaving_receipt(person, rows), f"{_('receipt')}-{person.number}.pdf")
