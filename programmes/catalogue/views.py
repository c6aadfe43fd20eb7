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
from programmes.catalogue.forms import ProgrammeForm
from programmes.catalogue.models import ProgrammeStatus
from programmes.catalogue.policies import MANAGERS, READERS, can_manage_catalogue
from programmes.catalogue.queries import programme_of, programmes_page, versions_of
from programmes.catalogue.service import NewVersion

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
        first = NewVersion(
            programme_id=made.id,
            valid_from=form.valid_from.data,
            modules=form.to_modules(),
            pass_percent=form.pass_percent.data,
        )
        service.add_version(actor(), first)
    except DomainError as refusal:
        form.refuse(refusal)
        return render_template("programmes/catalogue/new.html", form=form), 422
    flash(_("The programme is saved as a draft."))
    return redirect(url_for("catalogue.detail", programme_id=made.id))


@bp.get("/programmes/<uuid:programme_id>")
@allows(*READERS)
def detail(programme_id: uuid.UUID) -> ResponseReturnValue:
    """One programme with its versions."""
    return render_template(
        "programmes/catalogue/detail.html",
        programme=programme_of(programme_id),
        versions=versions_of(programme_id),
        managing=can_manage_catalogue(actor()),
        states=list(ProgrammeStatus),
    )


@bp.post("/programmes/<uuid:programme_id>/status")
@allows(*MANAGERS)
@writes
def status(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Open a programme for applications, or put it away."""
    wanted = ProgrammeStatus(request.form.get("status", ProgrammeStatus.DRAFT))
    service.set_status(actor(), programme_id, wanted)
    flash(_("The programme is now: %(status)s.", status=wanted.label))
    return redirect(url_for("catalogue.detail", programme_id=programme_id))
