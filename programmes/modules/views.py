"""The modules of one place: what is done, what is missing, who assessed what."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.public import person_for
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import READERS, REGISTER_TAKERS, can_manage, can_take_register, demand
from programmes.intakes.queries import intake_row
from programmes.modules import queries, service
from programmes.modules.forms import AmendForm, AssessForm
from programmes.modules.models import ModuleResult
from programmes.modules.rules import Course, missing
from programmes.places.queries import allocation_for

bp = Blueprint("modules", __name__)


def _page(allocation_id: uuid.UUID, form: AssessForm | None = None) -> str:
    who = actor()
    place = allocation_for(who, allocation_id)
    person, group = person_for(who, place.person_id), intake_row(who, place.intake_id)
    course = queries.course_at(person.id, place.id)
    form = form or AssessForm(None, data={"assessed_on": clock.today(person.zone)})
    form.offer(_open_modules(course))
    running = place.state.value != "ended"
    return render_template(
        "programmes/modules/page.html", place=place, person=person, group=group, course=course, form=form,
        missing=missing(course.modules), history=queries.history_of(place.id), results=ModuleResult, running=running,
        assessing=running and can_take_register(who, group.unit_id, group.instructor_id),
        amending=can_take_register(who, group.unit_id, group.instructor_id),
        managing=can_manage(who, group.unit_id),
    )  # fmt: skip


def _open_modules(course: Course) -> list[str]:
    done = {ModuleResult.PASSED, ModuleResult.EXEMPT}
    return [one.module.name for one in course.modules if not one.credit and one.result not in done]


@bp.get("/allocations/<uuid:allocation_id>/modules")
@allows(*READERS)
def page(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Hours, results and what is missing, module by module."""
    return _page(allocation_id)


@bp.post("/allocations/<uuid:allocation_id>/modules")
@allows(*REGISTER_TAKERS)
@writes
def assess(allocation_id: uuid.UUID) -> ResponseReturnValue:
    """Record an attempt at a module."""
    form = AssessForm()
    place = allocation_for(actor(), allocation_id)
    form.offer([one.module.name for one in queries.course_at(place.person_id, place.id).modules])
    if not form.validate():
        return _page(allocation_id, form), 422
    try:
        made = service.assess(actor(), form.to_assessment(allocation_id))
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _page(allocation_id, form), 422
    flash(_("Saved: “%(module)s”, %(result)s.", module=made.module, result=made.result.label))
    return redirect(url_for("modules.page", allocation_id=allocation_id))


def _amending(assessment_id: uuid.UUID, form: AmendForm | None = None) -> str:
    who, found = actor(), queries.assessment_by_id(assessment_id)
    place = allocation_for(who, found.allocation_id)
    group = intake_row(who, place.intake_id)
    demand(can_take_register(who, group.unit_id, group.instructor_id))
    form = form or AmendForm(None, data={"result": found.result, "evidence": found.evidence})
    person = person_for(who, place.person_id)
    return render_template("programmes/modules/amend.html", form=form, one=found, person=person, place=place)


@bp.get("/assessments/<uuid:assessment_id>/amend")
@allows(*REGISTER_TAKERS)
def ask_amend(assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Ask what an assessment should have said."""
    return _amending(assessment_id)


@bp.post("/assessments/<uuid:assessment_id>/amend")
@allows(*REGISTER_TAKERS)
@writes
def amend(assessment_id: uuid.UUID) -> ResponseReturnValue:
    """Put an assessment right by a row that takes its place."""
    form = AmendForm()
    if not form.validate():
        return _amending(assessment_id, form), 422
    try:
        made = service.amend(actor(), assessment_id, form.to_amendment())
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _amending(assessment_id, form), 422
    flash(_("Saved: “%(module)s”, %(result)s.", module=made.module, result=made.result.label))
    return redirect(url_for("modules.page", allocation_id=made.allocation_id))
