"""The reception page."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.capacity.queries import rooms_of
from casework.capacity.rules import Placed, best_room, objections, why_allowed
from casework.casefile.queries import tabs_for
from casework.custody.queries import belongings_of, stays_of
from casework.people.models import LegalStatus, Sex
from casework.people.queries import PersonCard, person_for
from casework.people.rules import age_on, birth_bounds
from casework.reception import documents, queries, service
from casework.reception.forms import NEW, ReceptionForm
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.documents import pdf_response
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import LOCALES, _, comma
from kernel.units.models import UnitKind
from kernel.units.queries import establishments, unit_of

bp = Blueprint("reception", __name__)


def _form() -> ReceptionForm:
    form = ReceptionForm()
    form.offer(establishments(actor(), UnitKind.PRISON))
    return form


def _page(form: ReceptionForm) -> str:
    """The page with what the typed facts allow to say already: who it may be, and which wings are open to them."""
    known = form.stage.data == "receive"
    matches = _matches(form) if known else []
    return render_template(
        "casework/reception/page.html",
        form=form,
        matches=matches,
        rooms=_rooms(form) if known else [],
        known=known,
        new=NEW,
    )


def _matches(form: ReceptionForm) -> list[queries.Candidate]:
    born = form.born_on.data
    bounds = birth_bounds(str(form.birth_precision.data or ""), born, born.year if born else None)
    names = (form.name.data or "", form.known_as.data or "", form.other_name.data or "")
    return queries.candidates(
        actor(), *names, born=bounds, sex=str(form.sex.data or ""), relative=form.kin_name.data or ""
    )


def _rooms(form: ReceptionForm) -> list[dict[str, Any]]:
    """Each wing with its objections or the reasons it is allowed; the best is chosen unless the user chose another."""
    try:
        prison_id, status = uuid.UUID(form.establishment_id.data or ""), LegalStatus(form.legal_status.data)
    except ValueError:
        return []
    born = form.born_on.data
    bounds = birth_bounds(str(form.birth_precision.data or ""), born, born.year if born else None)
    person = Placed(sex=form.sex.data or Sex.UNKNOWN, status=status, age=age_on(clock.today(), *bounds))
    chosen = uuid.UUID(form.match.data) if form.match.data and form.match.data != NEW else None
    rooms = rooms_of(prison_id, chosen)
    best = best_room(person, rooms)
    if not form.wing_id.data and best:
        form.wing_id.data = str(best.id)
    return [
        {"room": room, "against": objections(person, room), "why": comma().join(why_allowed(person, room))}
        for room in rooms
    ]


@bp.get("/receptions/new")
@allows(Role.RECORDS_OFFICER)
def page() -> ResponseReturnValue:
    """An empty reception: the order comes first."""
    form = _form()
    now = clock.now()
    prisons = establishments(actor(), UnitKind.PRISON)
    zone = prisons[0].zone if prisons else "UTC"
    form.at_day.process_data(clock.local(now, zone).date())
    form.at_time.data = clock.local(now, zone).time().replace(second=0, microsecond=0)
    form.screening_on.process_data(clock.local(now, zone).date() + dt.timedelta(days=1))
    return _page(form)


@bp.post("/receptions/new")
@allows(Role.RECORDS_OFFICER)
@writes
def receive() -> ResponseReturnValue:
    """Look for the person and a place first; when both were shown, receive. Asking twice is one reception."""
    form = _form()
    if not form.validate():
        return _page(form), 422
    if form.stage.data != "receive" or request.form.get("secondary"):
        form.stage.data = "receive"
        return _page(form)
    if not form.match.data and _matches(form):
        form.refuse(DomainError(_("Say whether it is one of the people found, or a new person."), field="match"))
        return _page(form), 422
    try:
        person = service.receive(actor(), form.to_reception(unit_of(uuid.UUID(form.establishment_id.data)).zone))
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(form), 422
    flash(_("%(name)s is received. The file number is %(number)s.", name=person.name, number=person.number))
    return redirect(url_for("reception.papers", person_id=person.id), 303)


@bp.get("/people/<uuid:person_id>/reception/papers")
@allows(*CUSTODY_READERS)
def papers(person_id: uuid.UUID) -> ResponseReturnValue:
    """The end of a reception: what to print and give before the person leaves the desk."""
    person, stay = _received(person_id)
    language = documents.leaflet_language(person, stay.rights_leaflet_language or "")
    return render_template(
        "casework/reception/papers.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="custody",
        stay=stay,
        language=LOCALES[language],
    )


@bp.get("/people/<uuid:person_id>/reception/receipt.pdf")
@allows(*CUSTODY_READERS)
def receipt(person_id: uuid.UUID) -> ResponseReturnValue:
    """The receipt for belongings and cash."""
    person, stay = _received(person_id)
    things = [row for row in belongings_of(person.id) if row.episode_id == stay.episode_id]
    return pdf_response(documents.receipt_paper(person, stay, things), f"{_('receipt')}-{person.number}.pdf")


@bp.get("/people/<uuid:person_id>/reception/rights.pdf")
@allows(*CUSTODY_READERS)
def leaflet(person_id: uuid.UUID) -> ResponseReturnValue:
    """The rights leaflet in the person's language."""
    person, stay = _received(person_id)
    language = documents.leaflet_language(person, stay.rights_leaflet_language or "")
    return pdf_response(documents.rights_leaflet(language), f"{_('rights')}-{language}.pdf")


def _received(person_id: uuid.UUID) -> tuple[PersonCard, Any]:
    """The person and their newest stay. Raises NotFound for somebody who was never received."""
    person = person_for(actor(), person_id)
    stays = stays_of(person.id)
    if not stays:
        raise NotFound(_("This person was never received into custody."))
    return person, stays[0]


@bp.post("/people/<uuid:person_id>/reception")
@allows(Role.RECORDS_OFFICER)
@writes
def finish(person_id: uuid.UUID) -> ResponseReturnValue:
    """Tick off what the first days still owe: family told, health screening held."""
    said = request.form.getlist("done")
    service.finish(actor(), person_id, family_informed="family" in said, health_screened="health" in said)
    flash(_("Saved."))
    return redirect(url_for("custody.page", person_id=person_id), 303)
