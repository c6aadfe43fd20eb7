"""Contact standards on screen: what there is to choose, what each says, what an office goes by."""

from __future__ import annotations

import datetime as dt
import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from probation.packs import service
from probation.packs.forms import ChooseForm, OverloadForm
from probation.packs.queries import ground_of, offices_by_pack, overloads_of, pack_history, packs
from probation.packs.rules import Pack, version_on

bp = Blueprint("standards", __name__, url_prefix="/supervision/standards")
READERS = (
    Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR,
)  # fmt: skip


@bp.get("")
@allows(*READERS)
def page() -> str:
    """The offices with what each goes by, and every pack."""
    offices = establishments(actor(), UnitKind.PROBATION_OFFICE)
    chosen = offices_by_pack([one.id for one in offices], clock.now().date())
    return render_template("probation/packs/list.html", offices=offices, chosen=chosen, packs=packs())


def _pack(key: str) -> Pack:
    found = packs().get(key)
    if found is None:
        raise NotFound(_("There are no such standards."))
    return found


@bp.get("/<pack>/versions/<number>")
@allows(*READERS)
def show(pack: str, number: str) -> str:
    """One version of a pack, readable, with its source and the days it holds."""
    found = _pack(pack)
    versions = {str(one.number): one for one in found.versions}
    if number not in versions:
        raise NotFound(_("There is no such version of these standards."))
    after = [one for one in found.versions if one.number > versions[number].number]
    return render_template(
        "probation/packs/show.html", pack=found, version=versions[number], follower=after[0] if after else None,
        asked=request.args.get("on", ""),
    )  # fmt: skip


@bp.get("/<pack>/on")
@allows(*READERS)
def on_day(pack: str) -> ResponseReturnValue:
    """The version that applied on a day."""
    found = _pack(pack)
    try:
        day = dt.date.fromisoformat(request.args.get("on", ""))
    except ValueError:
        day = clock.now().date()
        flash(_("That is no day of the calendar. The version of today is shown."), "info")
    number = version_on(found, day).number
    return redirect(url_for("standards.show", pack=pack, number=number, on=day.isoformat()), 303)


def _office_page(
    office_id: uuid.UUID, form: ChooseForm | None = None, busy: OverloadForm | None = None, status: int = 200
) -> ResponseReturnValue:
    office = service.office_for(actor(), office_id)
    today = clock.today(office.zone)
    ground = ground_of(office.id, today)
    failed: BaseForm | None = form or busy
    page = render_template(
        "probation/packs/office.html", office=office, version=ground.version, packs=packs(), failed=failed,
        history=pack_history(office.id), overloads=overloads_of(office.id),
        may_choose=actor().has(Role.PROBATION_SUPERVISOR),
        form=form or ChooseForm(formdata=None, pack=ground.version.pack, valid_from=today),
        busy=busy or OverloadForm(formdata=None, begins_on=today),
    )  # fmt: skip
    return page, status


@bp.get("/offices/<uuid:office_id>")
@allows(*READERS)
def office(office_id: uuid.UUID) -> ResponseReturnValue:
    """What an office goes by, since when and why."""
    return _office_page(office_id)


@bp.post("/offices/<uuid:office_id>/chosen")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def choose(office_id: uuid.UUID) -> ResponseReturnValue:
    """Choose other standards."""
    form = ChooseForm()
    if form.validate():
        try:
            service.choose_pack(actor(), form.to_choice(office_id))
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Chosen. Every due date of the office is computed again by the night; pages show it at once."))
            return redirect(url_for("standards.office", office_id=office_id), 303)
    return _office_page(office_id, form=form, status=422)


@bp.post("/offices/<uuid:office_id>/overloaded")
@allows(Role.PROBATION_SUPERVISOR)
@writes
def declare(office_id: uuid.UUID) -> ResponseReturnValue:
    """Declare that the office is overloaded."""
    busy = OverloadForm()
    if busy.validate():
        try:
            service.declare_overload(actor(), busy.to_declare(office_id))
        except DomainError as refusal:
            busy.refuse(refusal)
        else:
            flash(_("Declared. The inspector sees it too."), "success")
            return redirect(url_for("standards.office", office_id=office_id), 303)
    return _office_page(office_id, busy=busy, status=422)
