"""The register of accidents, one accident, and its form."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.accidents import service
from programmes.accidents.documents import accident_pdf
from programmes.accidents.forms import AccidentForm, DoneForm, EntryForm, MeasureForm
from programmes.accidents.models import EntryKind
from programmes.accidents.queries import (
    accident_for,
    accidents_page,
    entries_of,
    figures,
    harms,
    measures_of,
    open_measures,
    people_at,
    to_notify,
)
from programmes.accidents.rules import source_words
from programmes.accidents.service import SIGNERS
from programmes.catalogue.policies import REGISTER_READERS, REGISTER_TAKERS
from programmes.tools.queries import workshop_for

bp = Blueprint("accidents", __name__)


@bp.get("/accidents")
@allows(*REGISTER_READERS)
def index() -> ResponseReturnValue:
    """The accidents of the actor's prisons, what is open about them, and each workshop's year."""
    after, room = request.args.get("after", type=uuid.UUID), request.args.get("workshop", type=uuid.UUID)
    found = accidents_page(actor(), room, after)
    return render_template(
        "programmes/accidents/index.html", found=found, harms=harms(found.rows), notify=to_notify(actor()),
        measures=open_measures(actor()), figures=figures(actor()), source_words=source_words, today=clock.today(),
        room=workshop_for(actor(), room) if room else None, taking=actor().has(*REGISTER_TAKERS),
    )  # fmt: skip


def _new(workshop_id: uuid.UUID, form: AccidentForm) -> str:
    return render_template("programmes/accidents/new.html", form=form, room=workshop_for(actor(), workshop_id))


@bp.get("/workshops/<uuid:workshop_id>/accidents/new")
@allows(*REGISTER_TAKERS)
def new(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """A form for an accident."""
    room = workshop_for(actor(), workshop_id)
    return _new(workshop_id, AccidentForm(None, on=clock.today(unit_of(room.unit_id).zone)))


@bp.post("/workshops/<uuid:workshop_id>/accidents/new")
@allows(*REGISTER_TAKERS)
@writes
def record(workshop_id: uuid.UUID) -> ResponseReturnValue:
    """Write it down. It is never edited afterwards."""
    form, room = AccidentForm(), workshop_for(actor(), workshop_id)
    if form.add_or_remove_row():
        return _new(workshop_id, form), 422
    try:
        if form.validate():
            made = service.record(actor(), form.to_accident(workshop_id, unit_of(room.unit_id).zone))
            flash(_("The accident is written down. Sign it now."))
            return redirect(url_for("accidents.show", accident_id=made.id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _new(workshop_id, form), 422


def _raise_others(refusal: DomainError) -> None:
    if refusal.status != DomainError.status:
        raise refusal


def _accident(accident_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    row = accident_for(actor(), accident_id)
    adding = refused if isinstance(refused, EntryForm) else EntryForm(None, prefix="entry")
    measuring = refused if isinstance(refused, MeasureForm) else MeasureForm(None, prefix="measure")
    entries = entries_of(row.id)
    return render_template(
        "programmes/accidents/show.html", row=row, people=people_at(actor(), row.id), entries=entries,
        measures=measures_of(row.id), harm=harms([row])[row.id], source_words=source_words, adding=adding,
        measuring=measuring, finishing=DoneForm(None), refused=refused, signing=actor().has(*SIGNERS),
        today=clock.today(row.zone), signed=[one for one in entries if one.kind == EntryKind.SIGNED],
    )  # fmt: skip


@bp.get("/accidents/<uuid:accident_id>")
@allows(*REGISTER_READERS)
def show(accident_id: uuid.UUID) -> ResponseReturnValue:
    """One accident: what was written first, what was added, what is done about it."""
    return _accident(accident_id)


@bp.get("/accidents/<uuid:accident_id>/form.pdf")
@allows(*REGISTER_READERS)
def paper(accident_id: uuid.UUID) -> ResponseReturnValue:
    """The accident on paper."""
    row = accident_for(actor(), accident_id)
    harm = harms([row])[row.id]
    source = source_words(harm.notice.source) if harm.notice else ""
    made = accident_pdf(row, people_at(actor(), row.id), entries_of(row.id), measures_of(row.id), harm, source)
    return pdf_response(made, f"{_('accident')}.pdf")


def _do(accident_id: uuid.UUID, form: BaseForm, command: Callable[[], object], said: str) -> ResponseReturnValue:
    try:
        if form.validate():
            command()
            flash(said)
            return redirect(url_for("accidents.show", accident_id=accident_id))
    except DomainError as refusal:
        _raise_others(refusal)
        form.refuse(refusal)
    return _accident(accident_id, form), 422


@bp.post("/accidents/<uuid:accident_id>/entries")
@allows(*SIGNERS)
@writes
def add_entry(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Sign it, add to it, or note that the authority knows."""
    form = EntryForm(prefix="entry")
    say = lambda: service.add_entry(actor(), accident_id, form.kind.data, form.words.data or "")  # noqa: E731
    return _do(accident_id, form, say, _("Added. What was written before stays."))


@bp.post("/accidents/<uuid:accident_id>/measures")
@allows(*SIGNERS)
@writes
def add_measure(accident_id: uuid.UUID) -> ResponseReturnValue:
    """Say what is done about it."""
    form = MeasureForm(prefix="measure")

    def say() -> None:
        assert form.due_on.data
        service.add_measure(actor(), accident_id, form.words.data, form.staff_number.data, form.due_on.data)

    return _do(accident_id, form, say, _("The measure is on the list."))


@bp.post("/accidents/<uuid:accident_id>/measures/<uuid:measure_id>/done")
@allows(*SIGNERS)
@writes
def finish_measure(accident_id: uuid.UUID, measure_id: uuid.UUID) -> ResponseReturnValue:
    """Note that a measure is done."""
    form = DoneForm()
    say = lambda: service.finish_measure(actor(), measure_id, form.words.data)  # noqa: E731
    return _do(accident_id, form, say, _("Done, and kept."))
