"""A version of the conditions on screen: what it says, what it changed, and its conditions one by one."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import PersonCard, tabs_for
from kernel.authz import actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.annexes.queries import annexes_of
from probation.catalogue.queries import book_for, policy
from probation.catalogue.rules import PolicyLine
from probation.conditions import service as conditions
from probation.conditions.models import ConditionClass
from probation.conditions.rules import UNFINISHED, Differs, Step, after, compare, needs_second_human
from probation.drafting import service
from probation.drafting.forms import ConditionForm, VaryForm, form_for
from probation.drafting.queries import condition_for, version_for
from probation.orders.models import OrderState
from probation.orders.queries import conditions_of, order_for
from probation.orders.views import PREPARERS, READERS, WRITERS

bp = Blueprint("drafting", __name__)


def _page(template: str, card: PersonCard, status: int = 200, **context: Any) -> ResponseReturnValue:
    page = render_template(template, person=card, tabs=tabs_for(actor()), tab="supervision", **context)
    return page, status


@bp.get("/supervision/versions/<uuid:version_id>")
@allows(*READERS)
def page(version_id: uuid.UUID) -> ResponseReturnValue:
    """One version: its conditions, what it changed, and what may be done with it."""
    card, order, version = version_for(actor(), version_id)
    rows = conditions_of(version.id)
    before = conditions_of(version.varies_id) if version.varies_id else []
    writers = PREPARERS if order.state == OrderState.NOT_STARTED else WRITERS
    return _page(
        "probation/drafting/version.html", card, order=order, version=version, conditions=rows,
        changes=[one for one in compare(before, rows) if one.differs is not Differs.SAME] if version.varies_id else [],
        policy=policy(), beyond=sum(one.kind != ConditionClass.STANDARD for one in rows),
        may_edit=actor().has(*writers) and after(version.state, Step.EDIT) is not None,
        may_withdraw=actor().has(*writers) and bool(version.varies_id) and version.state in UNFINISHED,
        needs_yes=needs_second_human(version),
    )  # fmt: skip


@bp.get("/supervision/versions/<uuid:version_id>/conditions/new")
@allows(*PREPARERS)
def new(version_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a condition: ``code`` in the address names one of the catalogue, without it a person's own."""
    card, _order, version = version_for(actor(), version_id)
    line = _chosen()
    purpose = {"purpose": line.purpose} if line else {}
    return _form_page(card, version, line, form_for(line, formdata=None, **purpose))


def _chosen() -> PolicyLine | None:
    code = request.args.get("code", "")
    line = policy().listed(code)
    if code and line is None:
        raise NotFound(_("This condition is not in the catalogue. Choose one from the list."))
    return line


def _form_page(
    card: PersonCard, version: Any, line: PolicyLine | None, form: ConditionForm, status: int = 200, one: Any = None
) -> ResponseReturnValue:
    shown = {"version": version, "line": line, "form": form, "own": form.own_fields(line), "one": one}
    return _page("probation/drafting/condition.html", card, status, **shown)


def _try(form: Any, deed: Callable[[], object]) -> bool:
    """Whether the form was whole and the deed was done; a refusal stands beside its field."""
    if form.validate():
        try:
            deed()
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return True
    if isinstance(form, ConditionForm):
        form.ask_files_again()
    return False


@bp.post("/supervision/versions/<uuid:version_id>/conditions/new")
@allows(*PREPARERS)
@writes
def add(version_id: uuid.UUID) -> ResponseReturnValue:
    """Add the condition to the draft."""
    card, _order, version = version_for(actor(), version_id)
    line = _chosen()
    form = form_for(line)
    if not _try(form, lambda: service.add_condition(actor(), version_id, form.to_extra(line))):
        return _form_page(card, version, line, form, 422)
    flash(_("The condition is in the draft."), "success")
    return redirect(url_for("drafting.page", version_id=version_id), 303)


def _line_of(one: Any) -> PolicyLine | None:
    """By which line a condition is written anew; one that has ended holds for whoever has it."""
    return book_for(one.code, one.policy).listed(one.code)


def _held(one: Any) -> list[str]:
    return [annex.name for annex in annexes_of(one)]


@bp.get("/supervision/conditions/<uuid:condition_id>")
@allows(*PREPARERS)
def edit(condition_id: uuid.UUID) -> ResponseReturnValue:
    """The form of a condition of a draft, filled with what it says."""
    card, _order, version, one = condition_for(actor(), condition_id)
    if one.kind == ConditionClass.STANDARD or after(version.state, Step.EDIT) is None:
        return redirect(url_for("drafting.page", version_id=version.id))
    line = _line_of(one)
    kept = {"necessity": one.necessity, "proportionality": one.proportionality, "review_on": one.review_on}
    words = {} if line else {"text": one.text, "plain": one.plain}
    form = form_for(line, _held(one), formdata=None, purpose=one.purpose, **kept, **words, **(one.inputs or {}))
    return _form_page(card, version, line, form, one=one)


@bp.post("/supervision/conditions/<uuid:condition_id>")
@allows(*PREPARERS)
@writes
def change(condition_id: uuid.UUID) -> ResponseReturnValue:
    """Write a condition of a draft anew."""
    card, _order, version, one = condition_for(actor(), condition_id)
    line = _line_of(one)
    form = form_for(line, _held(one))
    if not _try(form, lambda: service.change_condition(actor(), condition_id, form.to_extra(line))):
        return _form_page(card, version, line, form, 422, one=one)
    flash(_("The condition is changed in the draft."), "success")
    return redirect(url_for("drafting.page", version_id=version.id), 303)


@bp.post("/supervision/conditions/<uuid:condition_id>/removed")
@allows(*PREPARERS)
@writes
def remove(condition_id: uuid.UUID) -> ResponseReturnValue:
    """Take a condition out of a draft."""
    version = service.remove_condition(actor(), condition_id)
    flash(_("The condition is out of the draft."), "success")
    return redirect(url_for("drafting.page", version_id=version.id), 303)


@bp.get("/supervision/orders/<uuid:order_id>/conditions/new")
@allows(*WRITERS)
def vary_page(order_id: uuid.UUID) -> ResponseReturnValue:
    """Why the conditions should change."""
    card, order = order_for(actor(), order_id)
    return _page("probation/drafting/vary.html", card, order=order, form=VaryForm(formdata=None))


@bp.post("/supervision/orders/<uuid:order_id>/conditions/new")
@allows(*WRITERS)
@writes
def vary(order_id: uuid.UUID) -> ResponseReturnValue:
    """Draft a changed copy of the version in force."""
    card, order = order_for(actor(), order_id)
    form, made = VaryForm(), []
    if not _try(form, lambda: made.append(conditions.vary_conditions(actor(), order_id, None, form.to_variation()))):
        return _page("probation/drafting/vary.html", card, 422, order=order, form=form)
    flash(_("A copy of the conditions is drafted. The version in force stays until the new one is explained."),
          "success")  # fmt: skip
    return redirect(url_for("drafting.page", version_id=made[0].id), 303)


@bp.post("/supervision/orders/<uuid:order_id>/conditions/withdrawn")
@allows(*WRITERS)
@writes
def withdraw(order_id: uuid.UUID) -> ResponseReturnValue:
    """Give up a variation that is not in force yet."""
    conditions.withdraw_conditions(actor(), order_id)
    flash(_("The variation is withdrawn. What is in force stays."), "success")
    return redirect(url_for("supervision.order", order_id=order_id), 303)
