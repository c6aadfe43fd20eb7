"""My day, the caseload, the supervisor's board."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import Role, actor, allows
from probation.boards import queries as boards
from probation.check_ins.queries import colleagues_not_back, everybody_out, open_visit
from probation.contacts.models import ContactKind
from probation.contacts.rules import is_late
from probation.day import queries
from probation.day.queries import CaseloadFilter
from probation.day_parts.queries import day_parts
from probation.filters.queries import filters_of
from probation.happenings.models import Happening
from probation.happenings.queries import positive_events
from probation.orders.models import Level, OrderKind
from probation.orders.queries import approvals_waiting
from probation.reports.queries import waiting_for_signature
from probation.routes.queries import stops_of
from probation.routes.rules import in_route_order
from probation.standards.models import GoodNews
from probation.workload.queries import loads, officers

bp = Blueprint("day", __name__)
OFFICERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
READERS = (*OFFICERS, Role.INSPECTOR)
WHOSE, DUE = ("mine", "office"), ("overdue", "week", "good", "unlogged")


@bp.get("/my-day")
@allows(*OFFICERS)
def page() -> ResponseReturnValue:
    """Today's visits in order of time; beneath, what waits for a word, what is owed, what was earned."""
    who = actor()
    zone = queries.zone_of(who)
    today, now = clock.today(zone), clock.now()
    start, end = queries.day_bounds(today, zone)
    week = queries.day_bounds(today + queries.SOON, zone)[1]
    ahead = queries.visits_between(who, start, week)
    visits = [one for one in ahead if one.scheduled_at < end]
    return render_template(
        "probation/day/page.html", today=today, now=now, zone=zone, Kind=ContactKind, News=GoodNews,
        Happening=Happening, soon=today + queries.SOON, visits=in_route_order(visits, stops_of(who.human_id, today)),
        coming=[one for one in ahead if one.scheduled_at >= end],
        to_log=queries.outcomes_to_log(who, start), owed=queries.owed_soon(who, today),
        waiting=queries.evidence_waiting(who), news=queries.good_news(who),
        reviews=queries.level_reviews(who, today, mine=True), parts=day_parts(who),
        positive=positive_events(who, today - queries.LATELY), out=open_visit(who.human_id),
        missing=colleagues_not_back(who),
    )  # fmt: skip


def is_id(words: str) -> bool:
    """Whether ``words`` are the id of somebody; whom it names is asked of the list itself."""
    try:
        return str(uuid.UUID(words)) == words
    except ValueError:
        return False


def filter_from(asked: Mapping[str, str]) -> CaseloadFilter:
    """The filter that an address or a form names; what it does not know is left out."""
    whose = "mine" if actor().has(Role.PROBATION_OFFICER) else "office"
    return CaseloadFilter(
        whose=asked["whose"] if asked.get("whose") in WHOSE or is_id(asked.get("whose", "")) else whose,
        level=asked["level"] if asked.get("level") in list(Level) else "",
        due=asked["due"] if asked.get("due") in DUE else "",
    )


@bp.get("/caseload")
@allows(*READERS)
def caseload() -> ResponseReturnValue:
    """People under supervision by what is due, with filters in the address."""
    who, wanted = actor(), filter_from(request.args)
    today = clock.today(queries.zone_of(who))
    found = queries.caseload_page(who, wanted, today, request.args.get("after", type=uuid.UUID))
    return render_template(
        "probation/day/caseload.html", found=found, wanted=wanted, today=today, Level=Level, News=GoodNews,
        OrderKind=OrderKind, Kind=ContactKind, officers=officers(who), kept=filters_of(who.human_id),
        address=lambda one: url_for("day.caseload", whose=one.whose, level=one.level, due=one.due),
    )  # fmt: skip


@bp.get("/supervision/board")
@allows(Role.PROBATION_SUPERVISOR, Role.INSPECTOR)
def board() -> ResponseReturnValue:
    """Approvals waiting, who is behind in proportion to their people, levels to look at, records that came late."""
    who = actor()
    today = clock.today(queries.zone_of(who))
    return render_template(
        "probation/day/board.html", today=today, approvals=approvals_waiting(who), officers=queries.by_officer(who,
        today),
        reviews=queries.level_reviews(who, today, mine=False), late=boards.late_records(who),
        reports=waiting_for_signature(who), unlogged=boards.unlogged(who), coming=boards.coming(who),
        out=everybody_out(who), now=clock.now(), is_late=is_late, loads=dict(loads(who, today)),
    )  # fmt: skip
