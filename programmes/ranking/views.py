"""How waiting lists are ordered, a draft tried out on the lists of today, and publishing it."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from kernel.units.queries import unit_of
from programmes.appeals.service import DECIDERS
from programmes.catalogue.policies import MANAGERS, READERS, can_manage
from programmes.intakes.queries import running_intakes
from programmes.ranking import service
from programmes.ranking.forms import RulesForm
from programmes.ranking.models import RulesState
from programmes.ranking.queries import points_on, ranked_for, rules_for, rules_of_unit
from programmes.ranking.rules import FACTORS

bp = Blueprint("ranking", __name__)


def _index(unit_id: uuid.UUID, form: RulesForm) -> str:
    unit = unit_of(unit_id)
    if not actor().covers(unit_id):
        raise NotFound(_("There is no such prison."))
    name, points = points_on(unit_id, clock.today(unit.zone))
    if not form.is_submitted():
        form.fill(points)
    return render_template(
        "programmes/ranking/index.html",
        unit=unit, name=name, points=points, factors=FACTORS, rules=rules_of_unit(unit_id), form=form,
        appeals=actor().has(*DECIDERS, Role.INSPECTOR),
        managing=can_manage(actor(), unit_id),
    )  # fmt: skip


@bp.get("/prisons/<uuid:unit_id>/ranking")
@allows(*READERS)
def index(unit_id: uuid.UUID) -> ResponseReturnValue:
    """What gives points in this prison, in words, and a form for a new draft."""
    return _index(unit_id, RulesForm())


@bp.post("/prisons/<uuid:unit_id>/ranking")
@allows(*MANAGERS)
@writes
def draft(unit_id: uuid.UUID) -> ResponseReturnValue:
    """Keep a draft and show what it would change."""
    form = RulesForm()
    if not form.validate():
        return _index(unit_id, form), 422
    try:
        made = service.draft(actor(), form.to_rules(unit_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _index(unit_id, form), 422
    return redirect(url_for("ranking.page", rules_id=made.id))


def _moves(group: Any, points: Mapping[str, int], in_force: Mapping[str, int]) -> list[dict[str, Any]]:
    """Every line of a list as it would be: where it stands then, where it stands now."""
    who, today = actor(), clock.today(group.zone)
    then, waiting = ranked_for(who, group, today, points)
    now = {one.candidate.application_id: one for one in ranked_for(who, group, today, in_force)[0]}
    return [
        {"row": waiting[one.candidate.application_id], "then": one, "now": now[one.candidate.application_id]}
        for one in then
    ]


@bp.get("/ranking/<uuid:rules_id>")
@allows(*READERS)
def page(rules_id: uuid.UUID) -> ResponseReturnValue:
    """One set of rules; a draft with who would move on which list."""
    return _page(rules_id)


def _page(rules_id: uuid.UUID, problem: str = "") -> str:
    who = actor()
    found = rules_for(who, rules_id)
    unit = unit_of(found.unit_id)
    today = clock.today(unit.zone)
    name, in_force = points_on(unit.id, today)
    points = {**in_force, **found.points}
    groups = running_intakes(who, unit.id, today) if found.state is RulesState.DRAFT else []
    lists = [(group, moved) for group in groups if (moved := _moves(group, points, in_force))]
    return render_template(
        "programmes/ranking/page.html",
        rules=found, unit=unit, lists=lists, name=name, in_force=in_force, factors=FACTORS, problem=problem,
        managing=can_manage(who, unit.id),
    )  # fmt: skip


@bp.post("/ranking/<uuid:rules_id>/publish")
@allows(*MANAGERS)
@writes
def publish(rules_id: uuid.UUID) -> ResponseReturnValue:
    """Put the draft in force from its day."""
    try:
        found = service.publish(actor(), rules_id)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        return _page(rules_id, str(refusal)), 422
    flash(_("The rules are published. Offers that were made keep theirs."))
    return redirect(url_for("ranking.index", unit_id=found.unit_id))
