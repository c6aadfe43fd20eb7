"""The rules of review on a page: what holds, since when, by what source; a new one; the end of one."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.review_rules import queries, rules, service
from casework.review_rules.forms import ReviewRuleForm
from casework.review_rules.models import Trigger
from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from kernel.units.models import UnitKind
from kernel.units.queries import establishments

bp = Blueprint("review_rules", __name__)
READERS = (
    Role.CLASSIFICATION_OFFICER, Role.CLASSIFICATION_APPROVER, Role.GOVERNOR, Role.INSPECTOR, Role.CASE_MANAGER,
    Role.ADMINISTRATOR,
)  # fmt: skip


def _page(form: ReviewRuleForm | None = None, trouble: str = "") -> str:
    who, prisons = actor(), establishments(actor(), UnitKind.PRISON)
    setter = who.has(*service.SETTERS) and bool(prisons)
    asked = form or ReviewRuleForm(formdata=None)
    asked.offer(prisons, everywhere=who.everywhere)
    return render_template(
        "casework/review_rules/page.html", rows=queries.rules_shown(who) or rules.shipped(), triggers=Trigger,
        form=asked if setter else None, trouble=trouble, today=clock.today(), words=rules, opened=form is not None,
        everywhere=who.everywhere,
    )  # fmt: skip


@bp.get("/classification/rules")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """Every rule that reaches the reader's prisons."""
    return _page()


@bp.post("/classification/rules")
@allows(*service.SETTERS)
@writes
def set_rule() -> ResponseReturnValue:
    """Set a rule from a day to come."""
    form = ReviewRuleForm()
    form.offer(establishments(actor(), UnitKind.PRISON), everywhere=actor().everywhere)
    try:
        if form.validate():
            service.set_rule(actor(), form.to_rule())
            flash(_("The rule is set. Dates that stand already do not move by it."), "success")
            return redirect(url_for("review_rules.page"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _page(form), 422


@bp.post("/classification/rules/<uuid:review_rule_id>/end")
@allows(*service.SETTERS)
@writes
def end(review_rule_id: uuid.UUID) -> ResponseReturnValue:
    """End a rule with today."""
    try:
        service.end_rule(actor(), review_rule_id)
    except DomainError as refusal:
        return _page(trouble=str(refusal)), refusal.status
    flash(_("The rule ends today and stays on the list."), "success")
    return redirect(url_for("review_rules.page"), 303)
