"""Screens of the exception: break the glass, and the list on which another human reviews each."""

from __future__ import annotations

import uuid

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.glass import queries, service
from casework.glass.forms import BreakForm, ReviewForm
from casework.glass.rules import BREAKERS, LASTS, REVIEW_WITHIN, REVIEWERS
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from kernel import clock
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError
from kernel.http import writes
from kernel.i18n import _, _l

bp = Blueprint("glass", __name__)
WATCHERS = (*REVIEWERS, Role.INSPECTOR)
MINUTES = int(LASTS.total_seconds() // 60)


def connect() -> None:
    """A word on the home page of who reviews, and the two pages in the navigation."""
    contribute_home(HomeSection(key="glass", roles=frozenset(WATCHERS), order=24, load=waiting_block))
    contribute_navigation(
        NavItem(label=_l("Exceptions"), endpoint="glass.listing", roles=frozenset(WATCHERS), order=52)
    )
    breakers = frozenset(BREAKERS) - {Role.GOVERNOR}
    contribute_navigation(NavItem(label=_l("Open by exception"), endpoint="glass.ask", roles=breakers, order=95))


def _ask(form: BreakForm) -> str:
    return render_template("casework/glass/ask.html", form=form, minutes=MINUTES)


@bp.get("/exceptions/new")
@allows(*BREAKERS)
def ask() -> ResponseReturnValue:
    """Ask for an hour in a file one may not know of."""
    return _ask(BreakForm(formdata=None))


@bp.post("/exceptions/new")
@allows(*BREAKERS)
@writes
def break_glass() -> ResponseReturnValue:
    """Break the glass and go to the file."""
    form = BreakForm()
    try:
        if form.validate():
            person_id = service.break_glass(actor(), form.to_break())
            return redirect(url_for("casefile.overview", person_id=person_id), 303)
    except DomainError as refusal:
        form.refuse(refusal)
    return _ask(form), 422


@bp.get("/exceptions")
@allows(*WATCHERS)
def listing() -> ResponseReturnValue:
    """Exceptions that wait for another human; ``?done=1``: those that were reviewed."""
    done = request.args.get("done") == "1"
    found = queries.breaks_page(actor(), done=done, after=request.args.get("after", type=uuid.UUID))
    late = clock.now() - REVIEW_WITHIN
    return render_template("casework/glass/listing.html", found=found, done=done, late=late)


def _page(key: uuid.UUID, form: ReviewForm) -> str:
    row = queries.break_of(actor(), key)
    may = actor().has(*REVIEWERS) and row.human_id != actor().human_id and not row.reviewed_at
    return render_template("casework/glass/page.html", row=row, form=form, may=may)


@bp.get("/exceptions/<uuid:glass_break_id>")
@allows(*WATCHERS)
def page(glass_break_id: uuid.UUID) -> ResponseReturnValue:
    """One exception: who, when, why, how often they looked; and the verdict."""
    return _page(glass_break_id, ReviewForm(formdata=None))


@bp.post("/exceptions/<uuid:glass_break_id>")
@allows(*REVIEWERS)
@writes
def review(glass_break_id: uuid.UUID) -> ResponseReturnValue:
    """Say whether it was right."""
    form = ReviewForm()
    try:
        if form.validate():
            service.review(actor(), glass_break_id, form.verdict.data, form.words.data)
            flash(_("Reviewed. It stays on the list of the inspector."))
            return redirect(url_for("glass.listing"), 303)
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(glass_break_id, form), refusal.status
    return _page(glass_break_id, form), 422


def waiting_block(reader: Actor) -> Block | None:
    """How many exceptions wait for a review."""
    number = queries.waiting_count(reader)
    if not number:
        return None
    stat = Stat(
        number=number, label=_("Files opened by exception, to review"), href=url_for("glass.listing"), tone="warning"
    )
    return Block(title=_("Exceptions"), stats=(stat,))
