"""Places of a prison: how many, for whom, how full; who is in the wrong one; placements against a rule."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.capacity import queries, service
from casework.capacity.forms import RuleForm
from casework.capacity.rules import Placed, objections
from casework.people.rules import age_on
from kernel import clock
from kernel.authz import NO_CASE_DATA, Actor, Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import unit_of

bp = Blueprint("capacity", __name__)
READERS = (Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR, Role.ADMINISTRATOR)
SETTERS = (Role.GOVERNOR, Role.ADMINISTRATOR)
CROWDED = 100


def _prison(prison_id: uuid.UUID) -> Actor:
    who = actor()
    if not who.covers(prison_id):
        raise NotFound(_("There is no such prison in your care."))
    return who


def _page(prison_id: uuid.UUID, refused: RuleForm | None = None, unit_id: uuid.UUID | None = None) -> str:
    who, rows = _prison(prison_id), queries.units_of(prison_id)
    forms: dict[uuid.UUID, RuleForm] = {}
    for row in rows if who.has(*SETTERS) else ():
        forms[row.id] = RuleForm(formdata=None, prefix=f"u{len(forms)}-")
        forms[row.id].show(row)
    if refused is not None and unit_id in forms:
        forms[unit_id] = refused
    today = clock.today(unit_of(prison_id).zone)
    wrong = None if who.roles <= NO_CASE_DATA else queries.count_misplaced(who, prison_id, today)
    return render_template(
        "casework/capacity/page.html", prison=unit_of(prison_id), rows=rows, forms=forms, refused=refused,
        opened=unit_id, wrong=wrong, share=_share,
    )  # fmt: skip


def _share(row: Any) -> int | None:
    """How full a unit is in percent of its operational places; None where there is no number."""
    return 100 * row.here // row.operational if row.operational else None


@bp.get("/prisons/<uuid:prison_id>/places")
@allows(*READERS)
def page(prison_id: uuid.UUID) -> ResponseReturnValue:
    """Every unit of a prison with its places, its people and its rule."""
    return _page(prison_id)


@bp.post("/prisons/<uuid:prison_id>/places/<uuid:unit_id>")
@allows(*SETTERS)
@writes
def set_rule(prison_id: uuid.UUID, unit_id: uuid.UUID) -> ResponseReturnValue:
    """Say what one unit may hold."""
    _prison(prison_id)
    number = next((n for n, row in enumerate(queries.units_of(prison_id)) if row.id == unit_id), None)
    if number is None:
        raise NotFound(_("There is no such unit."))
    form = RuleForm(prefix=f"u{number}-")
    try:
        if form.validate():
            service.set_rule(actor(), form.to_rule(unit_id))
            flash(_("Saved. Whoever is there and no longer fits is on the list of wrong places."))
            return redirect(url_for("capacity.page", prison_id=prison_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(prison_id, form, unit_id), 422


@bp.get("/prisons/<uuid:prison_id>/wrong-place")
@allows(Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR)
def misplaced(prison_id: uuid.UUID) -> ResponseReturnValue:
    """People who must move: a rule forbids where they are, or whom they are with."""
    who, prison = _prison(prison_id), unit_of(prison_id)
    after = request.args.get("after", default=None, type=uuid.UUID)
    today = clock.today(prison.zone)
    found = queries.misplaced(who, prison_id, today, after)
    rooms = {room.id: room for room in queries.rooms_of(prison_id)}
    why = {row.id: _why(row, rooms, today) for row in found.rows}
    return render_template("casework/capacity/misplaced.html", prison=prison, found=found, why=why)


def _why(row: Any, rooms: dict[uuid.UUID, Any], today: Any) -> list[tuple[str, str]]:
    """(words, rule) of all that is wrong with where somebody is, but for fullness."""
    said = [(_("Somebody they must be kept apart from is there."), "Mandela Rule 12 (2)")] if row.enemy else []
    room = rooms.get(row.wing_id)
    if room is None:
        return said
    age = age_on(today, row.born_earliest, row.born_latest)
    against = objections(Placed(sex=row.sex, status=row.legal_status, age=age), room)
    return said + [(one.words, one.rule) for one in against if one.rule.startswith("Mandela")]


@bp.get("/overrides")
@allows(Role.GOVERNOR, Role.INSPECTOR)
def overrides() -> ResponseReturnValue:
    """Placements against a separation rule."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template("casework/capacity/overrides.html", found=queries.overrides_page(actor(), after))
