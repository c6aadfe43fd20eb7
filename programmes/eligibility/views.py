"""The rules of admission of a programme."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _
from programmes.catalogue.policies import MANAGERS, READERS, can_manage_catalogue
from programmes.catalogue.queries import programme_of
from programmes.eligibility import service
from programmes.eligibility.forms import EndRuleForm, RuleForm
from programmes.eligibility.models import RuleKind
from programmes.eligibility.queries import rule_of, rules_of
from programmes.eligibility.rules import words_of

bp = Blueprint("eligibility", __name__)


def _rules(form: RuleForm, programme_id: uuid.UUID) -> str:
    return render_template(
        "programmes/eligibility/rules.html",
        form=form,
        programme=programme_of(programme_id),
        rules=[(row, words_of(RuleKind(row.kind), row.given)) for row in rules_of(programme_id)],
        managing=can_manage_catalogue(actor()),
    )


@bp.get("/programmes/<uuid:programme_id>/rules")
@allows(*READERS)
def page(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Who a programme admits, in words, and a form for one more rule."""
    form = RuleForm(None)
    form.offer(actor())
    return _rules(form, programme_id)


@bp.post("/programmes/<uuid:programme_id>/rules")
@allows(*MANAGERS)
@writes
def add(programme_id: uuid.UUID) -> ResponseReturnValue:
    """Put a rule in force from a day on."""
    form = RuleForm()
    form.offer(actor())
    if not form.validate():
        return _rules(form, programme_id), 422
    try:
        service.set_rule(actor(), form.to_rule(programme_id))
    except DomainError as refusal:
        form.refuse(refusal)
        return _rules(form, programme_id), 422
    flash(_("The rule is set. Places that are given already stay as they are."))
    return redirect(url_for("eligibility.page", programme_id=programme_id))


def _ending(form: EndRuleForm, rule_id: uuid.UUID) -> str:
    rule = rule_of(rule_id)
    return render_template(
        "programmes/eligibility/end.html", form=form, rule=rule, words=words_of(rule.kind, rule.given)
    )


@bp.get("/eligibility-rules/<uuid:rule_id>/end")
@allows(*MANAGERS)
def ask_end(rule_id: uuid.UUID) -> ResponseReturnValue:
    """Ask for the last day of a rule."""
    return _ending(EndRuleForm(None), rule_id)


@bp.post("/eligibility-rules/<uuid:rule_id>/end")
@allows(*MANAGERS)
@writes
def end(rule_id: uuid.UUID) -> ResponseReturnValue:
    """Let a rule hold for the last time on a day."""
    form = EndRuleForm()
    if not form.validate():
        return _ending(form, rule_id), 422
    try:
        assert form.valid_to.data is not None
        rule = service.end_rule(actor(), rule_id, form.valid_to.data)
    except DomainError as refusal:
        if refusal.status != DomainError.status:
            raise
        form.refuse(refusal)
        return _ending(form, rule_id), 422
    flash(_("The rule ends after that day."))
    return redirect(url_for("eligibility.page", programme_id=rule.programme_id))
