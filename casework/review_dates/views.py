"""The next review of one person: when, why then, every change before; bring it forward or put it off."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from casework.casefile.queries import tabs_for
from casework.classification.views import READERS
from casework.people.queries import PersonCard, person_for
from casework.review_dates import queries, rules, service
from casework.review_dates.forms import MoveForm, ReportForm
from kernel import clock
from kernel.authz import actor, allows
from kernel.errors import DomainError
from kernel.forms import BaseForm
from kernel.http import writes
from kernel.i18n import _, show_date

bp = Blueprint("review_dates", __name__)


def _page(card: PersonCard, report: ReportForm | None = None, move: MoveForm | None = None) -> str:
    who, today = actor(), clock.today(card.zone)
    may = who.has(*service.REPORTERS) and card.in_custody and card.next_review is not None
    delays = may and who.has(*service.DELAYERS)
    return render_template(
        "casework/review_dates/page.html", person=card, tabs=tabs_for(who), tab="classification", today=today,
        changes=queries.changes_of(card.id), words=rules,
        report=(report or ReportForm(formdata=None)) if may and card.level else None,
        move=(move or MoveForm(formdata=None)) if may else None,
        limit=service.delay_limit(card, today) if delays else None, delays=delays, opened=(bool(report), bool(move)),
    )  # fmt: skip


def _answer(card: PersonCard, form: BaseForm, deed: Callable[[], object]) -> ResponseReturnValue:
    try:
        if form.validate():
            deed()
            card = person_for(actor(), card.id)
            flash(_("The next review is due on %(day)s.", day=show_date(card.next_review)), "success")
            return redirect(url_for("review_dates.page", person_id=card.id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    shown = {"report": form} if isinstance(form, ReportForm) else {"move": form}
    return _page(card, **shown), 422


@bp.get("/people/<uuid:person_id>/classification/review")
@allows(*sorted(READERS))
def page(person_id: uuid.UUID) -> ResponseReturnValue:
    """The day, the rule behind it, and its history."""
    return _page(person_for(actor(), person_id))


@bp.post("/people/<uuid:person_id>/classification/review/report")
@allows(*service.REPORTERS)
@writes
def report(person_id: uuid.UUID) -> ResponseReturnValue:
    """Something happened: the rules bring the review forward."""
    card, form = person_for(actor(), person_id), ReportForm()
    return _answer(card, form, lambda: service.report(actor(), card.id, *form.to_event()))


@bp.post("/people/<uuid:person_id>/classification/review/move")
@allows(*service.REPORTERS)
@writes
def move(person_id: uuid.UUID) -> ResponseReturnValue:
    """Another day with a reason: sooner by anybody concerned, later by an approver and within the limit."""
    card, form = person_for(actor(), person_id), MoveForm()
    return _answer(card, form, lambda: service.move(actor(), card.id, *form.to_move()))
