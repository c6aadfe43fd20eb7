"""The catalogue's screens."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue import service
from programmes.catalogue.forms import FactsForm, ProgrammeForm, VersionForm, WorkshopForm
from programmes.catalogue.models import ProgrammeStatus
from programmes.catalogue.policies import MANAGERS, READERS, REGISTER_READERS, can_manage_catalogue
from programmes.catalogue.queries import programme_of, programmes_page, versions_of, workshops_for

bp = Blueprint("catalogue", __name__)


@bp.get("/programmes")
@allows(*READERS)
def index() -> ResponseReturnValue:
    """The catalogue by name."""
    found = programmes_page(after=request.args.get("after", type=uuid.UUID))
    return render_template("programmes/catalogue/index.html", found=found, managing=can_manage_catalogue(actor()))


@bp.get("/programmes/new")
@allows(*MANAGERS)
def new() -> ResponseReturnValue:
    """A form for a new programme."""
    return render_template("programmes/catalogue/new.html", form=ProgrammeForm())


@bp.post("/programmes/new")
@allows(*MANAGERS)
@writes
def create() -> ResponseReturnValue:
    """Begin a programme with its first version, as a draft."""
    form = ProgrammeForm()
    if not form.validate():
        return render_template("programmes/catalogue/new.html", form=form), 422
    try:
        made = service.create_programme(actor(), form.to_facts())
        service.add_version(actor(), form.to_version(made.id))
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("programmes/catalogue/new.html", form=form), 422
    flash(_("The programme is saved as a draft."))
    return redirect(url_for("catalogue.detail", programme_id=made.id))


@bp.get("/programmes/<uuid:programme_id>")
@allows(*READERS)
def detail(programme_id: uuid.UUID) -> ResponseReturnValue:
    """One programme with its versions."""
    return _detail(programme_id)


def _detail(programme_id: uuid.UUID, problem: DomainError | None = None) -> str:
    return render_template(
        "programmes/catalogue/detail.html",
        programme=programme_of(programme_id),
        versions=versions_of(programme_id),
        managing=can_manage_catalogue(actor()),
        states=list(ProgrammeStatus),
        problem=problem,
    )


@bp.post("/programmes/<uuid:programme_id>/status")
@allows(*MANAGERS)
@writes
def status(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Open a programme for applications, or put it away."""
    typed = request.form.get("status")
    wanted = ProgrammeStatus(typed) if typed in set(ProgrammeStatus) else ProgrammeStatus.DRAFT
    try:
        service.set_status(actor(), programme_id, wanted)
    except DomainError as refusal:
        return _detail(programme_id, refusal), 422
    flash(_("The programme is now: %(status)s.", status=wanted.label))
    return redirect(url_for("catalogue.detail", programme_id=programme_id))


@bp.get("/programmes/<uuid:programme_id>/change")
@allows(*MANAGERS)
def edit(programme_id: uuid.UUID) -> ResponseReturnValue:
    """A form for what the catalogue says of a programme."""
    found = programme_of(programme_id)
    return render_template("programmes/catalogue/change.html", form=FactsForm(obj=found), programme=found)


@bp.post("/programmes/<uuid:programme_id>/change")
@allows(*MANAGERS)
@writes
def change(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Change what the catalogue says. Groups and certificates keep what they were given."""
    form, page = FactsForm(id=programme_id), "programmes/catalogue/change.html"
    if not form.validate():
        return render_template(page, form=form, programme=programme_of(programme_id)), 422
    try:
        service.change_programme(actor(), programme_id, form.to_facts())
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template(page, form=form, programme=programme_of(programme_id)), 422
    flash(_("The programme is changed. Groups that run keep what they were given."))
    return redirect(url_for("catalogue.detail", programme_id=programme_id))


@bp.get("/programmes/<uuid:programme_id>/versions/new")
@allows(*MANAGERS)
def next_version(programme_id: uuid.UUID) -> ResponseReturnValue:
    """A form for a later version, filled with the modules of the last one."""
    found = versions_of(programme_id)
    modules = found[0].modules.get("modules", []) if found else []
    typed = "\n".join(f"{one['name']}; {one['minutes']}" for one in modules)
    form = VersionForm(
        modules=typed, pass_percent=found[0].pass_percent if found else 80,
        skill_codes=", ".join(found[0].skill_codes) if found else "",
    )  # fmt: skip
    return render_template("programmes/catalogue/version.html", form=form, programme=programme_of(programme_id))


@bp.post("/programmes/<uuid:programme_id>/versions/new")
@allows(*MANAGERS)
@writes
def add_version(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Add a later version. Running groups keep theirs."""
    form, programme = VersionForm(), programme_of(programme_id)
    if not form.validate():
        return render_template("programmes/catalogue/version.html", form=form, programme=programme), 422
    try:
        made = service.add_version(actor(), form.to_version(programme_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("programmes/catalogue/version.html", form=form, programme=programme), 422
    flash(_("Version %(number)d is saved. Groups that begin from its day on are taught by it.", number=made.number))
    return redirect(url_for("catalogue.detail", programme_id=programme_id))


def _workshops(form: WorkshopForm) -> str:
    rooms = workshops_for(actor())
    managing = can_manage_catalogue(actor())
    return render_template(
        "programmes/catalogue/workshops.html", form=form, rooms=rooms, managing=managing, readers=REGISTER_READERS
    )


@bp.get("/workshops")
@allows(*READERS)
def workshops() -> ResponseReturnValue:
    """The workshops of the actor's prisons, and a form for one more."""
    form = WorkshopForm()
    form.offer(actor())
    return _workshops(form)


@bp.post("/workshops")
@allows(*MANAGERS)
@writes
def open_workshop() -> ResponseReturnValue:
    """Add a workshop."""
    form = WorkshopForm()
    form.offer(actor())
    if not form.validate():
        return _workshops(form), 422
    try:
        made = service.open_workshop(actor(), form.to_workshop())
    except DomainError as refusal:
        form.refuse(refusal)
        return _workshops(form), 422
    flash(_("The workshop “%(name)s” is open.", name=made.name))
    return redirect(url_for("catalogue.workshops"))
