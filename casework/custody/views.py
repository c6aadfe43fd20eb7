"""Custody of a person: the orders, the movements, what is kept; and the ledger of the prison."""

from __future__ import annotations

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.capacity.queries import rooms_of
from casework.capacity.rules import Placed, Room, objections, why_allowed
from casework.casefile.queries import tabs_for
from casework.custody import queries, service
from casework.custody.forms import KINDS, ArrivalForm, MoveForm, TakeBackForm
from casework.custody.models import EpisodeKind, MovementKind
from casework.custody.rules import FOLLOWS, ON_THE_WAY
from casework.duties.queries import duties_of
from casework.people.models import Sex
from casework.people.queries import PersonCard, person_for
from casework.property.queries import belongings_of
from casework.takebacks.service import take_back as counter
from casework.warrants.forms import LiftForm, WarrantForm
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, comma
from kernel.units.models import Unit, UnitKind

bp = Blueprint("custody", __name__)
MOVERS = (Role.RECORDS_OFFICER, Role.GOVERNOR)
_unit = table_of(Unit)
_PRISONS = sa.select(_unit.c.id, _unit.c.name).where(_unit.c.kind == UnitKind.PRISON).order_by(_unit.c.name)


def _last(person: PersonCard) -> Any:
    stay = queries.open_episode(person.id, EpisodeKind.CUSTODY)
    return queries.last_movement(stay.id) if stay else None


def _rooms(person: PersonCard) -> list[Room]:
    return rooms_of(person.establishment_id, person.id) if person.establishment_id else []


def _hints(person: PersonCard, rooms: list[Room]) -> dict[str, str]:
    """Each wing with why the person may go there or may not."""
    one = Placed(sex=Sex(person.sex), status=person.legal_status, age=person.age)
    said = {}
    for room in rooms:
        against = " ".join(f"{no.words} ({no.rule})" for no in objections(one, room))
        said[str(room.id)] = against or _("Allowed: %(why)s.", why=comma().join(why_allowed(one, room)))
    return said


def _kinds(last: Any) -> list[MovementKind]:
    """What may follow the last movement and this reader may record."""
    if last is None:
        return []
    open_to = FOLLOWS[last.kind] if last.arrived else ON_THE_WAY
    mine: list[MovementKind] = [kind for kind in KINDS if kind in open_to]
    return mine if actor().has(Role.GOVERNOR) else [k for k in mine if k is not MovementKind.TEMPORARY_RELEASE]


def _form(kinds: Any, rooms: list[Room]) -> MoveForm:
    form = MoveForm()
    form.offer(kinds, session.execute(_PRISONS).all(), rooms)
    return form


def _now(form: MoveForm | ArrivalForm, zone: str) -> None:
    now = clock.local(clock.now(), zone)
    form.at_day.process_data(now.date())
    form.at_time.data = now.time().replace(second=0, microsecond=0)


def page_of(person: PersonCard, refused: BaseForm | None = None) -> str:
    """The custody page, with the form that was refused in its place."""
    last, rooms = _last(person), _rooms(person)
    forms: dict[str, Any] = {
        "form": _form(_kinds(last), rooms), "arrival": ArrivalForm(formdata=None, prefix="a-"),
        "takeback": TakeBackForm(formdata=None, prefix="b-"), "warrant": WarrantForm(formdata=None, prefix="w-"),
        "lift": LiftForm(formdata=None, prefix="l-"),
    }  # fmt: skip
    for name, form in forms.items():
        forms[name] = refused if type(refused) is type(form) else form
    forms["arrival"].offer(rooms)
    orders, today = queries.orders_of(person.id), clock.today(person.zone)
    forms["lift"].offer(queries.other_orders(person.id, today))
    if refused is None:
        _now(forms["form"], person.zone)
    if not isinstance(refused, ArrivalForm):
        _now(forms["arrival"], person.zone)
    return render_template(
        "casework/custody/page.html", person=person, tabs=tabs_for(actor()), tab="custody", refused=refused,
        stays=queries.stays_of(person.id), movements=queries.movements_of(person.id), last=last,
        hints=_hints(person, rooms), orders=orders, today=today,
        now=clock.now(), duties=duties_of(person.id), things=belongings_of(person.id), movers=MOVERS, **forms,
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/custody")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Why, where and since when the person is held, with every movement."""
    return page_of(queries.on_prison_time(person_for(actor(), person_id)))


@bp.post("/people/<uuid:person_id>/movements")
@allows(*MOVERS)
@writes
def move(person_id: uuid.UUID) -> ResponseReturnValue:
    """Record a movement."""
    person = queries.on_prison_time(person_for(actor(), person_id))
    form = _form(KINDS, _rooms(person))
    try:
        if form.validate():
            service.move(actor(), form.to_movement(person.id, person.zone))
            flash(_("The movement is recorded."))
            return redirect(url_for("people.listing"), 303) if form.kind.data == "transfer" else _back(person.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return page_of(person, form), 422


@bp.post("/people/<uuid:person_id>/movements/<uuid:movement_id>/arrival")
@allows(*MOVERS)
@writes
def arrive(person_id: uuid.UUID, movement_id: uuid.UUID) -> ResponseReturnValue:
    """The receiving prison acknowledges a transfer."""
    person = queries.on_prison_time(person_for(actor(), person_id))
    form = ArrivalForm(prefix="a-")
    form.offer(_rooms(person))
    try:
        if form.validate():
            at = form.moment(person.zone)
            service.acknowledge(
                actor(), movement_id, at=at, wing_id=form.wing, remarks=form.remarks.data or "",
                override_reason=form.override_reason.data or "",
            )  # fmt: skip
            flash(_("The arrival is recorded."))
            return _back(person.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return page_of(person, form), 422


@bp.post("/people/<uuid:person_id>/movements/<uuid:movement_id>/counter")
@allows(*MOVERS)
@writes
def take_back(person_id: uuid.UUID, movement_id: uuid.UUID) -> ResponseReturnValue:
    """Take back the newest line by a counter-entry."""
    person = queries.on_prison_time(person_for(actor(), person_id))
    form = TakeBackForm(prefix="b-")
    try:
        if form.validate():
            counter(actor(), movement_id, form.reason.data)
            flash(_("Taken back. Both lines stay in the ledger; now record what really happened."))
            return _back(person.id)
    except DomainError as refusal:
        form.refuse(refusal)
    return page_of(person, form), 422


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
