"""The directory on screen: found by words, kind and language; kept by supervisors."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import LOCALES, _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments
from probation.referrals.queries import load_of, of_service, waits_of
from probation.services import service
from probation.services.forms import CloseForm, ServiceForm
from probation.services.models import Referrer, ServiceKind
from probation.services.queries import DirectoryFilter, offices_of, service_of, services_page

bp = Blueprint("services", __name__, url_prefix="/supervision/services")
READERS = (
    Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR,
)  # fmt: skip
KEEPERS = (Role.PROBATION_SUPERVISOR,)


def _today() -> Any:
    return clock.now().date()


@bp.get("")
@allows(*READERS)
def page() -> str:
    """The services, with places taken and how long people waited."""
    asked = request.args
    wanted = DirectoryFilter(
        words=asked.get("words", "")[:80], kind=asked.get("kind", ""), closed=asked.get("closed") == "y",
        language=asked["language"] if asked.get("language") in LOCALES else "",
    )  # fmt: skip
    found = services_page(wanted, _today(), asked.get("after", type=uuid.UUID))
    ids = [one.id for one in found.rows]
    return render_template(
        "probation/services/list.html", found=found, wanted=wanted, Kind=ServiceKind, load=load_of(ids),
        waits=waits_of(ids, _today()), offices=offices_of(ids), may_keep=actor().has(*KEEPERS),
        person=asked.get("person", type=uuid.UUID),
    )  # fmt: skip


def _show(service_id: uuid.UUID, form: CloseForm | None = None, status: int = 200) -> ResponseReturnValue:
    found = service_of(service_id)
    people = of_service(actor(), found.id, request.args.get("after", type=uuid.UUID))
    page = render_template(
        "probation/services/show.html", service=found, offices=offices_of([found.id])[found.id], people=people,
        load=load_of([found.id]).get(found.id), waits=waits_of([found.id], _today()).get(found.id),
        languages=[LOCALES[one] for one in found.languages.split() if one in LOCALES], today=_today(),
        referrers=[Referrer(one).label for one in found.referrers.split()], may_keep=actor().has(*KEEPERS),
        failed=form, form=form or CloseForm(formdata=None, on=_today()),
    )  # fmt: skip
    return page, status


@bp.get("/<uuid:service_id>")
@allows(*READERS)
def show(service_id: uuid.UUID) -> ResponseReturnValue:
    """One service and the reader's people there."""
    return _show(service_id)


def _form(**given: Any) -> ServiceForm:
    form = ServiceForm(**given)
    form.offer(establishments(actor(), UnitKind.PROBATION_OFFICE))
    return form


def _kept(form: ServiceForm, said: str, deed: Callable[[], Any], found: Any = None) -> ResponseReturnValue:
    if form.validate():
        try:
            made = deed()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(said, "success")
            return redirect(url_for("services.show", service_id=made.id), 303)
    return render_template("probation/services/form.html", form=form, service=found), 422


@bp.get("/new")
@allows(*KEEPERS)
def new() -> str:
    """The form of a service."""
    form = _form(formdata=None, referrers=[Referrer.PROBATION_OFFICER, Referrer.PROBATION_SUPERVISOR])
    return render_template("probation/services/form.html", form=form, service=None)


@bp.post("/new")
@allows(*KEEPERS)
@writes
def enter() -> ResponseReturnValue:
    """Enter a service."""
    form = _form()
    said = _("It stands in the directory.")
    return _kept(form, said, lambda: service.enter_service(actor(), form.to_entry()))


@bp.get("/<uuid:service_id>/edit")
@allows(*KEEPERS)
def edit(service_id: uuid.UUID) -> str:
    """A service to correct."""
    found = service_of(service_id)
    facts = {
        "languages": found.languages.split(), "referrers": [Referrer(one) for one in found.referrers.split()],
        "offices": [one.id for one in offices_of([found.id])[found.id]], "version": str(found.version),
    }  # fmt: skip
    return render_template(
        "probation/services/form.html", form=_form(formdata=None, obj=found, data=facts), service=found
    )


@bp.post("/<uuid:service_id>/edit")
@allows(*KEEPERS)
@writes
def change(service_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the correction."""
    form = _form()
    version = int(form.version.data) if (form.version.data or "").isdecimal() else 0
    said = _("Changed. Referrals that were sent stay as they were.")
    return _kept(
        form, said, lambda: service.change_service(actor(), form.to_entry(service_id), version), service_of(service_id)
    )


@bp.post("/<uuid:service_id>/closed")
@allows(*KEEPERS)
@writes
def close(service_id: uuid.UUID) -> ResponseReturnValue:
    """Close it from a day on."""
    form = CloseForm()
    if form.validate():
        assert form.on.data
        try:
            service.close_service(actor(), service_id, form.on.data, form.why.data or "")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Closed from that day. Who is there stays until the service is done."), "success")
            return redirect(url_for("services.show", service_id=service_id), 303)
    return _show(service_id, form, 422)


@bp.post("/<uuid:service_id>/reopened")
@allows(*KEEPERS)
@writes
def reopen(service_id: uuid.UUID) -> ResponseReturnValue:
    """Take people there again."""
    service.reopen_service(actor(), service_id)
    flash(_("Open again."), "success")
    return redirect(url_for("services.show", service_id=service_id), 303)
