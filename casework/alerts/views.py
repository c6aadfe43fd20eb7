"""Safety of a person: alerts, people to keep apart, fitness."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.access.rules import CUSTODY_READERS
from casework.alerts import queries, service
from casework.alerts.forms import AlertForm, ApartForm, EndForm, FitnessForm
from casework.alerts.models import TONES, AlertCode
from casework.casefile.queries import Fact, tabs_for
from casework.people.queries import PersonCard, cards_among, person_for
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _

bp = Blueprint("safety", __name__)
ALERTERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.PROBATION_OFFICER, Role.GOVERNOR)
KEEPERS = (Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR)
_FORMS: tuple[tuple[str, type[BaseForm], str], ...] = (
    ("alert_form", AlertForm, "a-"),
    ("apart_form", ApartForm, "k-"),
    ("fitness_form", FitnessForm, "f-"),
)


MOST_OPEN = len(AlertCode)


def panel(actor: Actor, person_id: uuid.UUID) -> dict[str, Any]:
    """Open alerts with their words, and whom the person is kept apart from as far as the reader may know."""
    alerts = [row for row in queries.alerts_of(person_id, MOST_OPEN) if row.ended_on is None]
    apart = queries.keep_apart(person_id)
    known = cards_among(actor, list(apart))
    return {"alerts": alerts, "apart": known, "hidden": len(apart) - len(known), "tones": TONES}


def glance(person: PersonCard, data: dict[str, Any]) -> Sequence[Fact]:
    """How many alerts are open and from how many people the person is kept apart; nothing when there is none."""
    href, apart = url_for("safety.page", person_id=person.id), len(data["apart"]) + data["hidden"]
    facts = (
        (len(data["alerts"]), _("Alerts"), "bad"), (apart, _("Keep apart from"), "bad"),
    )  # fmt: skip
    return [Fact(label=label, text=str(many), href=href, tone=tone) for many, label, tone in facts if many]


def _page(person_id: uuid.UUID, refused: BaseForm | None = None) -> str:
    who = actor()
    person = person_for(who, person_id)
    pairs = queries.pairs_of(person.id)
    others = [row.other_id if row.person_id == person.id else row.person_id for row in pairs]
    known = cards_among(who, others)
    forms: dict[str, Any] = {
        name: refused if isinstance(refused, kind) else kind(formdata=None, prefix=prefix)
        for name, kind, prefix in _FORMS
    }
    return render_template(
        "casework/alerts/page.html",
        person=person,
        tabs=tabs_for(who),
        tab="safety",
        alerts=queries.alerts_of(person.id),
        pairs=[(row, known[other]) for row, other in zip(pairs, others, strict=True) if other in known],
        fitness=queries.fitness_history(person.id),
        today=clock.today(person.zone),
        refused=refused,
        may_alert=who.has(*ALERTERS),
        may_keep=who.has(*KEEPERS),
        **forms,
    )


def _do(person_id: uuid.UUID, form: BaseForm, deed: Callable[[], object], said: str) -> ResponseReturnValue:
    """Do a deed of this page: on success back to it, on refusal the same page with what was typed."""
    try:
        if form.validate():
            deed()
            flash(said)
            return redirect(url_for("safety.page", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(person_id, form), 422


def _end(
    person_id: uuid.UUID, row_id: uuid.UUID, end: Callable[[Actor, uuid.UUID, str], None], said: str
) -> ResponseReturnValue:
    """End an alert or a keep-apart with its reason."""
    form = EndForm()
    return _do(person_id, form, lambda: end(actor(), row_id, form.reason.data), said)


@bp.get("/people/<uuid:person_id>/safety")
@allows(*CUSTODY_READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """Alerts, keep-aparts and fitness, what holds now first."""
    return _page(person_id)


@bp.post("/people/<uuid:person_id>/alerts")
@allows(*ALERTERS)
@writes
def add_alert(person_id: uuid.UUID) -> ResponseReturnValue:
    """Open an alert."""
    form = AlertForm(prefix="a-")
    deed = lambda: service.raise_alert(actor(), person_id, **form.to_alert())  # noqa: E731 - read after validation
    return _do(person_id, form, deed, _("The alert is open. Everyone who opens the file sees it."))


@bp.post("/people/<uuid:person_id>/alerts/<uuid:alert_id>/end")
@allows(*ALERTERS)
@writes
def end_alert(person_id: uuid.UUID, alert_id: uuid.UUID) -> ResponseReturnValue:
    """End an alert."""
    return _end(person_id, alert_id, service.end_alert, _("The alert is ended. It stays in the history."))


@bp.post("/people/<uuid:person_id>/keep-apart")
@allows(*KEEPERS)
@writes
def keep_apart(person_id: uuid.UUID) -> ResponseReturnValue:
    """Open a keep-apart."""
    form = ApartForm(prefix="k-")
    deed = lambda: service.keep_apart_by_number(actor(), person_id, **form.to_pair())  # noqa: E731 - as above
    said = _("They are kept apart from now on. No wing that holds one takes the other. If they share one now, the list "
             "of wrong places says so: move one of them today.")  # fmt: skip
    return _do(person_id, form, deed, said)


@bp.post("/people/<uuid:person_id>/keep-apart/<uuid:pair_id>/end")
@allows(*KEEPERS)
@writes
def end_keep_apart(person_id: uuid.UUID, pair_id: uuid.UUID) -> ResponseReturnValue:
    """Close a keep-apart."""
    return _end(person_id, pair_id, service.close_keep_apart, _("They may meet again. The pair stays in the history."))


@bp.post("/people/<uuid:person_id>/fitness")
@allows(*KEEPERS)
@writes
def record_fitness(person_id: uuid.UUID) -> ResponseReturnValue:
    """Record the health service's word."""
    form = FitnessForm(prefix="f-")
    deed = lambda: service.record_fitness(actor(), person_id, **form.to_fitness())  # noqa: E731 - as above
    return _do(person_id, form, deed, _("Fitness is recorded."))
