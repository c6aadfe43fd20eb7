"""Custody of a person: the order, the movements, what is kept; and the ledger of the prison."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import tabs_for
from casework.custody import queries, service
from casework.custody.forms import MoveForm
from casework.people.queries import PersonCard, person_for, relations_of
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import Unit, UnitKind

bp = Blueprint("custody", __name__)
_unit = table_of(Unit)
_PRISONS = sa.select(_unit.c.id, _unit.c.name).where(_unit.c.kind == UnitKind.PRISON).order_by(_unit.c.name)


def _form(person: PersonCard) -> MoveForm:
    form = MoveForm()
    rooms = queries.rooms_of(person.establishment_id, person.id) if person.establishment_id else []
    form.offer(session.execute(_PRISONS).all(), rooms)
    return form


def _page(person: PersonCard, form: MoveForm) -> str:
    return render_template(
        "casework/custody/page.html", person=person, tabs=tabs_for(actor()), tab="custody", form=form,
        stays=queries.stays_of(person.id), movements=queries.movements_of(person.id), kin=relations_of(person.id),
        things=queries.belongings_of(person.id),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/custody")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Why, where and since when the person is held, with every movement."""
    person = person_for(actor(), person_id)
    form, now = _form(person), clock.local(clock.now(), person.zone)
    form.at_day.process_data(now.date())
    form.at_time.data = now.time().replace(second=0, microsecond=0)
    return _page(person, form)


@bp.post("/people/<uuid:person_id>/movements")
@allows(Role.RECORDS_OFFICER, Role.GOVERNOR)
@writes
def move(person_id: uuid.UUID) -> ResponseReturnValue:
    """Record a movement."""
    person = person_for(actor(), person_id)
    form = _form(person)
    try:
        if form.validate():
            service.move(actor(), form.to_movement(person.id, person.zone))
            flash(_("The movement is recorded."))
            return redirect(url_for("people.listing"), 303) if form.kind.data == "transfer" else _back(person.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422


@bp.post("/people/<uuid:person_id>/belongings")
@allows(Role.RECORDS_OFFICER)
@writes
def give_back(person_id: uuid.UUID) -> ResponseReturnValue:
    """Give back what was ticked."""
    given = service.return_belongings(actor(), person_id, [uuid.UUID(key) for key in request.form.getlist("thing")])
    flash(_("Given back: %(count)s.", count=given))
    return _back(person_id)


def _back(person_id: uuid.UUID) -> ResponseReturnValue:
    return redirect(url_for("custody.page", person_id=person_id), 303)


@bp.get("/movements")
@allows(Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)
def ledger() -> ResponseReturnValue:
    """The movement ledger of the reader's prisons, with today's count from it."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template(
        "casework/custody/ledger.html",
        found=queries.ledger_page(actor(), after),
        count=queries.headcount(actor(), clock.now()),
    )


@bp.get("/overrides")
@allows(Role.GOVERNOR, Role.INSPECTOR)
def overrides() -> ResponseReturnValue:
    """Placements against a separation rule."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template("casework/custody/overrides.html", found=queries.overrides_page(actor(), after))
