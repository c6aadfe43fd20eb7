"""Addresses of a person."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.addresses import queries, service
from casework.addresses.forms import AddressForm, LeftForm, RevealForm
from casework.addresses.models import Address
from casework.casefile.queries import tabs_for
from casework.people.queries import person_for
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, current_locale

bp = Blueprint("addresses", __name__)
EDITORS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER)


def _page(person_id: uuid.UUID, refused: BaseForm | None = None, revealed: Address | None = None) -> str:
    person = person_for(actor(), person_id)
    form: Any = refused if isinstance(refused, AddressForm) else AddressForm(formdata=None)
    form.offer()
    return render_template(
        "casework/addresses/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="identity",
        rows=queries.addresses_of(person.id),
        form=form,
        refused=refused,
        revealed=revealed,
        locale=current_locale(),
        may_edit=actor().has(*EDITORS),
    )


def _do(person_id: uuid.UUID, form: BaseForm, deed: Any, said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("addresses.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


@bp.get("/people/<uuid:person_id>/addresses")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Where the person lived and will live."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/addresses")
@allows(*EDITORS)
@writes
def add(person_id: uuid.UUID) -> ResponseReturnValue:
    """Put an address on file."""
    form = AddressForm()
    form.offer()
    deed = lambda: service.add_address(actor(), form.to_address(person_id))  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The address is on file."))


@bp.post("/people/<uuid:person_id>/addresses/<uuid:address_id>/end")
@allows(*EDITORS)
@writes
def end(person_id: uuid.UUID, address_id: uuid.UUID) -> ResponseReturnValue:
    """Say until when the person lived there."""
    form = LeftForm()

    def deed() -> None:
        assert form.to_on.data
        service.end_address(actor(), address_id, form.to_on.data, form.reason.data)

    return _do(person_id, form, deed, _("The address is ended. It stays in the history."))


@bp.post("/people/<uuid:person_id>/addresses/<uuid:address_id>/reveal")
@allows(*CUSTODY_READERS)
@writes
def reveal(person_id: uuid.UUID, address_id: uuid.UUID) -> ResponseReturnValue:
    """Show a protected address once, after noting who asked and why."""
    form = RevealForm()
    try:
        if form.validate():
            return _page(person_id, revealed=service.reveal_address(actor(), address_id, form.reason.data))
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422
