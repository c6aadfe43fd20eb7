"""The first days outside on screen, and what probation adds to the home page for beginnings and ends."""

from __future__ import annotations

import uuid
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from casework.public import (
    Block,
    HomeSection,
    PersonCard,
    PersonReceived,
    PersonReleased,
    Stat,
    contribute_checks,
    contribute_home,
    tabs_for,
)
from kernel import clock, events
from kernel.authz import Actor, Role, actor, allows
from kernel.errors import DomainError, NotFound
from kernel.http import writes
from kernel.i18n import _
from probation.day.queries import zone_of
from probation.endings.queries import count_ending, count_to_prepare, proposals_waiting
from probation.gate import queries, service
from probation.gate.forms import LookForm, look_form
from probation.orders.views import READERS, WRITERS

bp = Blueprint("gate", __name__)
bp.add_app_template_global(queries.newest_first_days)
OFFICER, SUPERVISOR = frozenset({Role.PROBATION_OFFICER}), frozenset({Role.PROBATION_SUPERVISOR})


def connect() -> None:
    """Listen at the gate; contribute the release checks and the numbers of beginnings and ends."""
    events.subscribe(PersonReceived, service.suspend_orders)
    events.subscribe(PersonReleased, service.resume_orders)
    contribute_checks(queries.release_checks)
    contribute_home(HomeSection(key="gate", roles=OFFICER, order=21, load=_officer))
    contribute_home(HomeSection(key="gate_office", roles=SUPERVISOR, order=16, load=_supervisor))


def _block(who: Actor, *, mine: bool) -> list[Stat]:
    today = clock.today(zone_of(who))
    return [
        Stat(number=count_to_prepare(who, today), label=_("Releases to prepare"), tone="warning",
             href=url_for("endings.to_prepare")),
        Stat(number=queries.count_due(who, today, mine=mine), label=_("First days outside: looks due"), tone="danger",
             href=url_for("gate.listing")),
        Stat(number=count_ending(who, today, mine=mine), label=_("Orders that end within 30 days"),
             href=url_for("endings.ending")),
    ]  # fmt: skip


def _officer(who: Actor) -> Block:
    return Block(title=_("Beginnings and ends"), stats=_block(who, mine=True))


def _supervisor(who: Actor) -> Block:
    waiting = proposals_waiting(who)
    href = url_for("day.board", _anchor="early") if waiting else url_for("endings.ending")
    early = Stat(number=len(waiting), label=_("Early ends to decide"), tone="good", href=href)
    return Block(title=_("Beginnings and ends"), stats=[*_block(who, mine=False), early])


@bp.get("/supervision/first-days")
@allows(*WRITERS, Role.INSPECTOR)
def listing() -> ResponseReturnValue:
    """The looks of day 1, 3 and 7 that are due."""
    who = actor()
    today, mine = clock.today(zone_of(who)), who.has(Role.PROBATION_OFFICER)
    found = queries.checks_due(who, today, request.args.get("after", type=uuid.UUID), mine=mine)
    return render_template("probation/gate/listing.html", found=found, today=today)


def _page(
    card: PersonCard, order: Any, days: Any, form: LookForm | None = None, status: int = 200
) -> ResponseReturnValue:
    items, looks = queries.items_of(days.id), queries.checks_of(days.id)
    due = next((one for one in looks if one.done_at is None and one.due_on <= clock.today(order.zone)), None)
    page = render_template(
        "probation/gate/page.html", person=card, tabs=tabs_for(actor()), tab="supervision", order=order, days=days,
        items=items, looks=looks, due=due, failed=form, may_write=actor().has(*WRITERS),
        form=form or look_form({str(one.kind.value): one.state for one in items}),
    )  # fmt: skip
    return page, status


@bp.get("/supervision/first-days/<uuid:first_days_id>")
@allows(*READERS)
def page(first_days_id: uuid.UUID) -> ResponseReturnValue:
    """What was to be arranged for the day of release, and the looks at it."""
    return _page(*queries.first_days_for(actor(), first_days_id))


@bp.post("/supervision/first-days/<uuid:first_days_id>")
@allows(*WRITERS)
@writes
def look(first_days_id: uuid.UUID) -> ResponseReturnValue:
    """Write a look down."""
    card, order, days = queries.first_days_for(actor(), first_days_id)
    day = request.form.get("day", type=int)
    if day not in service.DAYS:
        raise NotFound(_("There is a look on day 1, 3 and 7."))
    form = look_form()
    if form.validate():
        try:
            service.look(actor(), first_days_id, day, form.states(), form.words.data or "")
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            flash(_("Noted: how day %(day)s went.", day=day), "success")
            return redirect(url_for("gate.page", first_days_id=first_days_id), 303)
    return _page(card, order, days, form, 422)
