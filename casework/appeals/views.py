"""An appeal on screen: written down in the person's words, answered in plain ones."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.appeals import queries, rules, service
from casework.appeals.forms import AnswerForm, AppealForm
from casework.casefile.queries import tabs_for
from casework.classification.models import ClassificationState
from casework.classification.queries import record_of
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.level_papers.queries import handed_on
from casework.people.queries import PersonCard, person_for
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import Conflict, DomainError
from kernel.http import writes
from kernel.i18n import _, _l

bp = Blueprint("appeals", __name__)
APPROVERS = (Role.CLASSIFICATION_APPROVER, Role.GOVERNOR)
WRITE_APPEALS = (Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER)
WATCHERS = frozenset({*APPROVERS, Role.CLASSIFICATION_OFFICER, Role.CASE_MANAGER, Role.INSPECTOR})
LINE = frozenset({*APPROVERS, Role.INSPECTOR})
LISTS = {"mine": _l("My turn"), "overdue": _l("Past the promised day"), "all": _l("All that wait")}


def _page(
    card: PersonCard, one: Any, form: AppealForm | AnswerForm, kind: str, status: int = 200
) -> ResponseReturnValue:
    handed = handed_on(one.id)
    page = render_template(
        "casework/appeals/page.html", person=card, tabs=tabs_for(actor()), tab="classification", form=form, kind=kind,
        one=one, handed=handed, until=rules.lodge_until(handed), today=clock.today(card.zone),
        steps=queries.steps_of(one.id), policy=rules.policy(),
        may=service.may_answer(actor(), one) if kind == "answer" else True,
    )  # fmt: skip
    return page, status


def _home(card: PersonCard) -> ResponseReturnValue:
    return redirect(url_for("classification.page", person_id=card.id), 303)


@bp.get("/people/<uuid:person_id>/classification/<uuid:classification_id>/appeal")
@allows(*WRITE_APPEALS, *APPROVERS)
def appealing(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Write an appeal down, or answer the one that waits."""
    card = person_for(actor(), person_id)
    one = record_of(card.id, classification_id)
    if one.state is ClassificationState.APPEALED:
        return _page(card, one, AnswerForm(formdata=None), "answer")
    if one.state is not ClassificationState.DECIDED:
        raise Conflict(_("Only a decision in force can be appealed."))
    return _page(card, one, AppealForm(formdata=None), "appeal")


@bp.post("/people/<uuid:person_id>/classification/<uuid:classification_id>/appeal")
@allows(*WRITE_APPEALS)
@writes
def appeal(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """Keep the appeal; the answer is due in time."""
    card, form = person_for(actor(), person_id), AppealForm()
    one = record_of(card.id, classification_id)
    if not form.validate():
        return _page(card, one, form, "appeal", 422)
    try:
        service.appeal(actor(), card.id, one.id, form.words.data, received_on=form.received_on.data)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, one, form, "appeal", 422)
    flash(_("The appeal is on file. Somebody who took no part answers it."), "success")
    return _home(card)


@bp.post("/people/<uuid:person_id>/classification/<uuid:classification_id>/answer")
@allows(*APPROVERS)
@writes
def answer(person_id: uuid.UUID, classification_id: uuid.UUID) -> ResponseReturnValue:
    """The decision stands, another level is decided, or it is assessed again; always with reasons."""
    card, form = person_for(actor(), person_id), AnswerForm()
    one = record_of(card.id, classification_id)
    if one.state is not ClassificationState.APPEALED:
        raise Conflict(_("No appeal waits for an answer here."))
    if not form.validate():
        return _page(card, one, form, "answer", 422)
    try:
        service.answer_appeal(actor(), card.id, one.id, form.to_answer())
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(card, one, form, "answer", 422)
    flash(_("The appeal is answered. Give the person the answer on paper."), "success")
    return _home(card)


@bp.get("/classification/appeals")
@allows(*sorted(WATCHERS))
def listing() -> ResponseReturnValue:
    """Appeals that wait for an answer, the oldest day first, with whose turn it is."""
    who, today = actor(), clock.today()
    chosen = request.args.get("list", "")
    key = chosen if chosen in LISTS else "mine" if who.has(*LINE) else "all"
    rows = queries.waiting(who, key, today, request.args.get("after", type=uuid.UUID))
    return render_template(
        "casework/appeals/listing.html", lists=LISTS, key=key, rows=rows, today=today, line=rules.policy().line,
        human=who.human_id, paged=bool(request.args.get("after")), answers=who.has(*APPROVERS),
    )  # fmt: skip


def block(who: Actor) -> Block:
    """Whose turn it is to answer appeals, on the home of those in the line."""
    mine, late = queries.counts(who, clock.today())
    words = _("Appeals that nobody answered") if who.has(Role.INSPECTOR) else _("Appeals that are yours to answer")
    stats = (
        Stat(number=late, label=_("Appeals past the promised day"), tone="danger",
             href=url_for("appeals.listing", list="overdue")),
        Stat(number=mine, label=words, tone="warning", href=url_for("appeals.listing", list="mine")),
    )  # fmt: skip
    return Block(title=_("Appeals against levels"), stats=stats)


def connect() -> None:
    """Contribute the block on the homes and the entry in the navigation."""
    contribute_home(HomeSection(key="appeals", roles=LINE, order=16, load=block))
    contribute_navigation(
        NavItem(
            label=_l("Appeals"), endpoint="appeals.listing", roles=frozenset({*APPROVERS, Role.INSPECTOR}), order=36
        )
    )
