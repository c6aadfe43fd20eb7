"""What casework itself adds to its own pages: tabs, panels, timeline, checks, homes. Called once by ``create_app``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence

from flask import url_for

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.casefile.queries import Panel, Tab, contribute_panel, contribute_tab
from casework.custody import queries as custody
from casework.custody.events import SupervisionBegan
from casework.demo.service import contribute_demo
from casework.duplicates.queries import count_proposals
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.people.queries import relations_of
from casework.plans import service as planning
from casework.plans import views as plans
from casework.plans.queries import sheet_of
from casework.plans.rules import PlanSheet
from casework.plans_demo import service as plans_demo
from casework.population import service as population
from casework.release.queries import contribute_checks, own_checks
from casework.sentences.queries import calculations_of
from casework.timeline.queries import TimelineEntry, contribute_timeline
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _, _l

_WATCHERS = frozenset({Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR})
_LEDGER = frozenset({Role.RECORDS_OFFICER, Role.GOVERNOR, Role.INSPECTOR})


def connect() -> None:
    """Contribute the hub's own part to the registries that every module shares."""
    contribute_tab(
        Tab(key="overview", label=_l("Overview"), endpoint="casefile.overview", roles=FILE_READERS, order=10)
    )
    contribute_tab(Tab(key="timeline", label=_l("Timeline"), endpoint="timeline.page", roles=FILE_READERS, order=20))
    contribute_tab(Tab(key="custody", label=_l("Custody"), endpoint="custody.page", roles=CUSTODY_READERS, order=30))
    contribute_tab(
        Tab(key="sentences", label=_l("Sentence and dates"), endpoint="sentences.page", roles=CUSTODY_READERS, order=40)
    )
    contribute_tab(Tab(key="release", label=_l("Release"), endpoint="release.page", roles=CUSTODY_READERS, order=95))
    contribute_tab(Tab(key="plan", label=_l("Plan"), endpoint="plans.page", roles=frozenset(plans.READERS), order=50))
    readers = frozenset(plans.READERS)
    contribute_panel(Panel(key="plan", template="casework/plans/panel.html", roles=readers, order=40, load=_plan))
    events.subscribe(SupervisionBegan, planning.move_owner)
    _panels()
    contribute_timeline(_movements)
    contribute_checks(own_checks)
    _homes()
    contribute_demo("people", 10, population.seed)
    contribute_demo("plans", 40, plans_demo.seed)


def _plan(_actor: Actor, person_id: uuid.UUID) -> PlanSheet | None:
    return sheet_of(person_id)


def _panels() -> None:
    for key, template, order, load in (
        ("custody", "custody/panel.html", 10, lambda _actor, person_id: next(iter(custody.stays_of(person_id)), None)),
        ("dates", "sentences/panel.html", 20, lambda _actor, person_id: next(iter(calculations_of(person_id)), None)),
        ("family", "people/family_panel.html", 60, lambda _actor, person_id: relations_of(person_id)),
    ):
        contribute_panel(Panel(key=key, template=f"casework/{template}", roles=CUSTODY_READERS, order=order, load=load))


def _movements(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    if not actor.has(*CUSTODY_READERS):
        return []
    return [
        TimelineEntry(
            at=row.at, title=str(row.kind.label), text=row.destination or row.to_name or "", who=row.who or "",
            href=url_for("custody.page", person_id=person_id),
        )
        for row in custody.movements_before(person_id, before, most)
    ]  # fmt: skip


def _homes() -> None:
    contribute_home(HomeSection(key="releases", roles=_WATCHERS, order=10, load=_releases))
    contribute_home(HomeSection(key="records", roles=_LEDGER, order=20, load=_records))
    contribute_home(HomeSection(key="count", roles=_LEDGER, order=60, load=_count))
    contribute_navigation(
        NavItem(label=_l("People"), endpoint="people.listing", roles=FILE_READERS, order=10, prefix="/people")
    )
    receivers = frozenset({Role.RECORDS_OFFICER})
    contribute_navigation(NavItem(label=_l("Receive"), endpoint="reception.page", roles=receivers, order=20))
    contribute_navigation(NavItem(label=_l("Releases"), endpoint="custody.releases", roles=_WATCHERS, order=30))
    contribute_navigation(NavItem(label=_l("Movements"), endpoint="custody.ledger", roles=_LEDGER, order=40))
    overseers = frozenset({Role.GOVERNOR, Role.INSPECTOR})
    contribute_navigation(NavItem(label=_l("Against a rule"), endpoint="custody.overrides", roles=overseers, order=50))


def _releases(actor: Actor) -> Block:
    row, href = custody.releases_due(actor, clock.today()), url_for("custody.releases")
    return Block(title=_("Releases"), stats=(
        Stat(number=row.overdue, label=_("Overdue"), href=href, tone="danger"),
        Stat(number=row.now, label=_("Today"), href=href, tone="warning"),
        Stat(number=row.week, label=_("Within 7 days"), href=href), Stat(number=row.month, label=_("Within 30 days"), href=href),
    ))  # fmt: skip


def _records(actor: Actor) -> Block:
    soon = clock.today() + dt.timedelta(days=7)
    ledger, pairs = url_for("custody.ledger"), url_for("duplicates.listing")
    unfinished, ending = custody.unfinished_receptions(actor), custody.orders_running_out(actor, soon)
    stats = [
        Stat(number=unfinished, label=_("Receptions to finish"), href=ledger, tone="warning"),
        Stat(number=ending, label=_("Remand orders that run out within 7 days"), href=ledger, tone="danger"),
    ]
    if actor.has(Role.RECORDS_OFFICER, Role.INSPECTOR):
        stats.append(
            Stat(number=count_proposals(actor), label=_("Perhaps the same person"), href=pairs, tone="warning")
        )
    return Block(title=_("Records"), stats=stats)


def _count(actor: Actor) -> Block:
    rows, href = custody.headcount(actor, clock.now()), url_for("custody.ledger")
    return Block(
        title=_("People in custody"), stats=[Stat(number=row.people, label=row.name, href=href) for row in rows]
    )
