"""Writing down the death of somebody outside prison, and taking a wrong one back."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.casefile.queries import Fact, tabs_for
from casework.custody.models import EpisodeKind
from casework.custody.queries import open_episode
from casework.deaths.forms import OutsideDeathForm, TakeBackForm
from casework.deaths.service import TAKERS_BACK, record_death, take_death_back
from casework.duties import queries
from casework.duties.rules import owed_outside
from casework.people.models import LegalStatus
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_date

bp = Blueprint("deaths", __name__)
RECORDERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.RECORDS_OFFICER)


def _page(person: PersonCard, refused: BaseForm | None = None) -> str:
    return render_template(
        "casework/deaths/page.html",
        person=person,
        tabs=tabs_for(actor()),
        tab="supervision" if person.supervised or not person.establishment_id else "custody",
        death=queries.outside_death_of(person.id),
        known=queries.death_known_at(person.id),
        held=open_episode(person.id, EpisodeKind.CUSTODY),
        owed=owed_outside(supervised=person.supervised),
        form=refused if isinstance(refused, OutsideDeathForm) else OutsideDeathForm(formdata=None),
        back=refused if isinstance(refused, TakeBackForm) else TakeBackForm(formdata=None),
        refused=refused,
        may_record=actor().has(*RECORDERS),
        may_take_back=actor().has(*TAKERS_BACK),
    )


def glance(person: PersonCard, _stay: object) -> Sequence[Fact]:
    """On the overview of a closed file: the day of the death, where there was one."""
    if person.legal_status is not LegalStatus.CLOSED:
        return []
    if outside := queries.outside_death_of(person.id):
        day, href = outside.died_on, url_for("deaths.page", person_id=person.id)
    elif inside := queries.death_of(person.id):
        day, href = clock.local(inside.at, person.zone).date(), url_for("duties.page", person_id=person.id)
    else:
        return []
    return [Fact(label=_("Died"), text=show_date(day), href=href, tone="neutral")]


@bp.get("/people/<uuid:person_id>/death-outside")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The death as it was written down, or the form to write it down."""
    return _page(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/death-outside")
@allows(*RECORDERS)
@writes
def record(person_id: uuid.UUID) -> ResponseReturnValue:
    """Write a death down."""
    person, form = person_for(actor(), person_id), OutsideDeathForm()
    try:
        if form.validate():
            record_death(actor(), form.to_death(person.id))
            flash(_("Written down. What ran for this person has ended; what is owed now stands below."))
            return redirect(url_for("duties.page", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422


@bp.post("/people/<uuid:person_id>/death-outside/take-back")
@allows(*TAKERS_BACK)
@writes
def take_back(person_id: uuid.UUID) -> ResponseReturnValue:
    """Say that the person lives."""
    person, form = person_for(actor(), person_id), TakeBackForm()
    try:
        if form.validate():
            take_death_back(actor(), person.id, form.reason.data.strip())
            flash(_("Taken back. Supervision and plan go on; appointments are made anew."))
            return redirect(url_for("casefile.overview", person_id=person.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person, form), 422
