"""What probation adds to the hub's pages, and what it listens to.

``connect`` is called once by the composition root.
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from casework.public import (
    Block,
    Fact,
    HomeSection,
    LevelSource,
    NavItem,
    NextStep,
    Panel,
    PersonCard,
    Stat,
    Tab,
    TimelineEntry,
    Topic,
    contribute_consequences,
    contribute_copy,
    contribute_demo,
    contribute_home,
    contribute_links,
    contribute_navigation,
    contribute_next_steps,
    contribute_panel,
    contribute_tab,
    contribute_timeline,
)
from kernel import clock
from kernel.authz import Actor, Role
from kernel.i18n import _, _l, show_moment
from probation.check_ins.queries import not_back
from probation.contacts.models import ContactKind, ContactState, Outcome
from probation.contacts.queries import contacts_before, last_held, open_appointments
from probation.contacts.rules import FACTS
from probation.copied import queries as copied
from probation.course_demo import service as course_demo
from probation.day import queries as day
from probation.deeds_demo import service as deeds_demo
from probation.demo import service as demo
from probation.field_home import service as field_home
from probation.gate import views as gate
from probation.gate_demo import service as gate_demo
from probation.missed_demo import service as missed_demo
from probation.nights import service as nights
from probation.orders.models import OrderKind, OrderState
from probation.orders.queries import approvals_waiting, current_order
from probation.outside import service as outside
from probation.standards.queries import picture_of, proposed_levels, say_proposed
from probation.steps.queries import appointments_to_tie
from probation.support_demo import service as support_demo
from probation.transfers import views as transfers

OFFICERS = frozenset({Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR})
READERS = OFFICERS | {Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR}
BOARD = frozenset({Role.PROBATION_SUPERVISOR, Role.INSPECTOR})


def connect() -> None:
    """Contribute tabs, the panel, the timeline, release checks, homes and navigation; listen for reclassifications."""
    contribute_tab(
        Tab(key="supervision", label=_l("Supervision"), endpoint="supervision.page", roles=READERS, order=60)
    )
    contribute_tab(Tab(key="contacts", label=_l("Contacts"), endpoint="contacts.page", roles=READERS, order=65))
    contribute_panel(
        Panel(
            key="supervision",
            template="probation/orders/_panel.html",
            roles=READERS,
            order=60,
            load=panel,
            glance=glance,
        )
    )
    contribute_copy(50, copied.sections)
    contribute_timeline(Topic.SUPERVISION, timeline)
    for key, story in (("probation", demo), ("conditions", deeds_demo), ("missed contacts", missed_demo),
                       ("support", support_demo), ("the gate", gate_demo)):  # fmt: skip
        contribute_demo(key, 60, story.seed)
    contribute_demo("how supervision went on", 61, course_demo.seed)
    contribute_consequences(LevelSource(kind="supervision", find=proposed_levels, say=say_proposed))
    contribute_next_steps(next_steps)
    contribute_links(appointments_to_tie)
    nights.connect()
    gate.connect()
    transfers.connect()
    outside.connect()
    field_home.connect()
    _homes()


def _homes() -> None:
    contribute_home(HomeSection(key="my_day", roles=frozenset({Role.PROBATION_OFFICER}), order=20, load=officer_home))
    contribute_home(
        HomeSection(key="board", roles=frozenset({Role.PROBATION_SUPERVISOR}), order=15, load=supervisor_home)
    )
    contribute_navigation(NavItem(label=_l("My day"), endpoint="day.page", roles=OFFICERS, order=20, prefix="/my-day"))
    contribute_navigation(
        NavItem(
            label=_l("Caseload"),
            endpoint="day.caseload",
            roles=OFFICERS | {Role.INSPECTOR},
            order=22,
            prefix="/caseload",
        )
    )
    contribute_navigation(
        NavItem(label=_l("Board"), endpoint="day.board", roles=BOARD, order=24, prefix="/supervision/board")
    )


def panel(_actor: Actor, person_id: uuid.UUID) -> dict[str, object] | None:
    """What the overview says of supervision; None when there never was an order."""
    order = current_order(person_id)
    if order is None:
        return None
    picture = picture_of(order, order.zone)
    planned = open_appointments(person_id)
    return {
        "order": order, "picture": picture, "next": planned[0] if planned else None, "last": last_held(person_id),
        "today": clock.today(order.zone), "Kind": ContactKind, "OrderKind": OrderKind, "OrderState": OrderState,
    }  # fmt: skip


def glance(person: PersonCard, data: Mapping[str, Any] | None) -> Sequence[Fact]:
    """When probation met the person last; nothing where there never was an order."""
    if data is None:
        return []
    last, zone = data["last"], data["order"].zone
    said = show_moment(last.at, zone) if last else _("None on file")
    href = url_for("contacts.page", person_id=person.id)
    return [Fact(label=_("Last contact with probation"), text=said, href=href)]


def timeline(actor: Actor, person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[TimelineEntry]:
    """Contacts as events of the file, for the roles that may read them."""
    if not actor.has(*READERS):
        return []
    return [_entry(row) for row in contacts_before(person_id, before, limit)]


def _entry(row: object) -> TimelineEntry:
    kind, state = ContactKind(row.kind), ContactState(row.state)  # type: ignore[attr-defined]
    outcome = Outcome(row.outcome) if row.outcome else None  # type: ignore[attr-defined]
    failed = outcome is not None and FACTS[outcome].is_failure
    return TimelineEntry(
        at=row.at,  # type: ignore[attr-defined]
        title=_("Contact: %(kind)s", kind=kind.label),
        text=str(outcome.label if outcome else state.label),
        href=url_for("contacts.show", contact_id=row.id),  # type: ignore[attr-defined]
        who=row.officer,  # type: ignore[attr-defined]
        tone="warning" if failed else "note",
    )


def next_steps(_actor: Actor, person_id: uuid.UUID) -> Sequence[NextStep]:
    """Appointments outside, as the person's card may show them to anybody."""
    return [
        NextStep(title=_("Appointment: %(kind)s", kind=ContactKind(row.kind).label), at=row.at)
        for row in open_appointments(person_id)[:5]
    ]


def officer_home(actor: Actor) -> Block:
    """The officer's numbers: visits today, outcomes to log, contacts owed, good news."""
    zone = day.zone_of(actor)
    today = clock.today(zone)
    start, end = day.day_bounds(today, zone)
    owed = day.owed_soon(actor, today)
    late = sum(1 for one in owed if one.row.due_on and one.row.due_on < today)
    mine = url_for("day.page")
    return Block(
        title=_("My day"),
        stats=(
            Stat(number=late, label=_("Contacts overdue"), href=url_for("day.caseload", due="overdue"), tone="danger"),
            Stat(
                number=len(day.outcomes_to_log(actor, start)),
                label=_("Outcomes to log"),
                href=mine + "#to-log",
                tone="warning",
            ),
            Stat(number=len(day.visits_between(actor, start, end)), label=_("Visits today"), href=mine),
            Stat(number=len(day.good_news(actor)), label=_("Good news"), href=mine + "#good-news", tone="good"),
        ),
    )


def supervisor_home(actor: Actor) -> Block:
    """The supervisor's numbers: approvals, overdue contacts, levels to look at."""
    today = clock.today(day.zone_of(actor))
    board = url_for("day.board")
    late = sum(row.late for row in day.by_officer(actor, today))
    reviews = len(day.level_reviews(actor, today, mine=False))
    return Block(
        title=_("Supervision"),
        stats=(
            Stat(number=not_back(actor), label=_("Officers not back"), href=url_for("check_ins.board"), tone="danger"),
            Stat(
                number=len(approvals_waiting(actor)),
                label=_("Approvals waiting"),
                href=board + "#approvals",
                tone="warning",
            ),
            Stat(number=late, label=_("Contacts overdue"), href=board + "#officers", tone="danger"),
            Stat(number=reviews, label=_("Levels to look at again"), href=board + "#levels", tone="warning"),
        ),
    )
