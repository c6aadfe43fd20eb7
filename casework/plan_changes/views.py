"""What changed and why between any two versions, and one version as it was."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.people.queries import PersonCard, person_for
from casework.plan_changes import queries
from casework.plan_changes.queries import Point
from casework.plan_changes.rules import labelled
from casework.plans.models import Area, GoalState, NeedLevel, StepActor, StepState
from casework.plans.queries import sheet_of, version_record
from casework.plans.rules import READERS, PlanSheet
from kernel.authz import actor, allows
from kernel.errors import NotFound
from kernel.i18n import _

bp = Blueprint("plan_changes", __name__)


def _read(person_id: uuid.UUID) -> tuple[PersonCard, PlanSheet]:
    card = person_for(actor(), person_id)
    sheet = sheet_of(card.id)
    if sheet is None:
        raise NotFound(_("This person has no plan yet. Begin one first."))
    return card, sheet


def _points(sheet: PlanSheet) -> tuple[Point, Point]:
    """The two states that the address names: ``from`` and ``to``, by default the last reading and now."""
    wanted = request.args.get("to", type=uuid.UUID)
    last = queries.point_of(sheet.id, wanted) if wanted else queries.point_now(sheet)
    begin = request.args.get("from", type=uuid.UUID)
    first = queries.point_of(sheet.id, begin) if begin else queries.point_before(sheet.id, last.number)
    return (first, last) if first.number <= last.number else (last, first)


@bp.get("/people/<uuid:person_id>/plan/changes")
@allows(*READERS)
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """What changed between two states of the plan, and why."""
    card, sheet = _read(person_id)
    first, last = _points(sheet)
    return render_template(
        "casework/plan_changes/page.html", person=card, tabs=tabs_for(actor()), tab="plan", sheet=sheet,
        first=first, last=last, changes=queries.changes(sheet.id, first, last),
    )  # fmt: skip


@bp.get("/people/<uuid:person_id>/plan/versions/<uuid:version_id>")
@allows(*READERS)
def version(person_id: uuid.UUID, version_id: uuid.UUID) -> ResponseReturnValue:
    """One version as it was read together."""
    card = person_for(actor(), person_id)
    kept = version_record(card.id, version_id)
    words = {"area": Area, "level": NeedLevel, "state": GoalState, "actor": StepActor, "step": StepState}
    return render_template(
        "casework/plan_changes/version.html", person=card, tabs=tabs_for(actor()), tab="plan", kept=kept,
        labelled=lambda kind, value: labelled(words[kind], value),
    )  # fmt: skip
