"""What casework itself adds to its own pages: tabs, panels, timeline, checks, homes. Called once by ``create_app``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.casefile.queries import Panel, Tab, contribute_panel, contribute_tab
from casework.classification import queries as levels
from casework.classification import views as classification
from casework.classification.service import cancel_on_release
from casework.classing_demo import service as classing_demo
from casework.completeness import service as files
from casework.completeness import views as completeness
from casework.counts import views as counts
from casework.custody import queries as custody
from casework.custody.events import MovementTakenBack, PersonMoved, PersonReleased, SupervisionBegan
from casework.custody_demo import service as custody_demo
from casework.demo.service import contribute_demo
from casework.duplicates.queries import count_proposals
from casework.duties import service as duties
from casework.duties import views as owed
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.people.queries import relations_of
from casework.plans import service as planning
from casework.plans import views as plans
from casework.plans.queries import sheet_of
from casework.plans.rules import PlanSheet
from casework.plans_demo import service as plans_demo
from casework.population import service as population
from casework.release.queries import contribute_checks, own_checks
from casework.reviews import views as reviews
from casework.rollcall import views as rollcall
from casework.timeline import views as timeline
from casework.timeline.queries import TimelineEntry, contribute_timeline
from casework.worklists import views as worklists
from kernel import clock, events, jobs
from kernel.authz import Actor, Role
from kernel.db import in_transaction
from kernel.i18n import _, _l
from kernel.jobs import Progress
from kernel.staff import queries as staff

_WATCHERS, _LEDGER = frozenset(worklists.READERS), frozenset(worklists.LEDGER)
_OVERSEERS = frozenset({Role.GOVERNOR, Role.INSPECTOR})


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
    contribute_tab(Tab(key="safety", label=_l("Safety"), endpoint="safety.page", roles=CUSTODY_READERS, order=35))
    contribute_tab(Tab(key="release", label=_l("Release"), endpoint="release.page", roles=CUSTODY_READERS, order=95))
    contribute_tab(Tab(key="plan", label=_l("Plan"), endpoint="plans.page", roles=frozenset(plans.READERS), order=50))
    readers = frozenset(plans.READERS)
    contribute_panel(Panel(key="plan", template="casework/plans/panel.html", roles=readers, order=40, load=_plan))
    events.subscribe(SupervisionBegan, planning.move_owner)
    events.subscribe(PersonMoved, duties.follow)
    events.subscribe(MovementTakenBack, duties.undo)
    _panels()
    for source in (timeline.movements, timeline.custody_events, timeline.sentence_events, timeline.alert_events):
        contribute_timeline(source)
    contribute_checks(own_checks)
    _homes()
    _levels()
    contribute_demo("people", 10, population.seed)
    contribute_demo("classification", 30, classing_demo.seed)
    contribute_demo("plans", 40, plans_demo.seed)
    contribute_demo("custody", 45, custody_demo.seed)
    contribute_demo("completeness", 95, lambda _world: _count_files())


def _plan(_actor: Actor, person_id: uuid.UUID) -> PlanSheet | None:
    return sheet_of(person_id)


def _panels() -> None:
    for key, template, order, load in (
        ("custody", "custody/_panel.html", 10, lambda _actor, person_id: next(iter(custody.stays_of(person_id)), None)),
        ("dates", "sentences/_panel.html", 20, lambda _actor, _person_id: None),
        ("core", "completeness/_panel.html", 30, lambda _actor, person_id: completeness.core_file(person_id)),
        ("family", "people/_family_panel.html", 60, lambda _actor, person_id: relations_of(person_id)),
    ):
        contribute_panel(Panel(key=key, template=f"casework/{template}", roles=CUSTODY_READERS, order=order, load=load))


def _levels() -> None:
    """All of classification: tab, panel, timeline, home, navigation, and what it listens to."""
    readers = frozenset(classification.READERS)
    contribute_tab(
        Tab(key="classification", label=_l("Classification"), endpoint="classification.page", roles=readers, order=45)
    )
    template = "casework/classification/_panel.html"
    panel = lambda _actor, person_id: {"one": levels.decided_now(person_id), "today": clock.today()}  # noqa: E731
    contribute_panel(Panel(key="classification", template=template, roles=readers, order=15, load=panel))
    contribute_timeline(_decisions)
    contribute_home(HomeSection(key="levels", roles=reviews.WORKERS - {Role.INSPECTOR}, order=15, load=_level_work))
    desk = NavItem(
        label=_l("Security levels"), endpoint="reviews.page", roles=reviews.WORKERS, order=35, prefix="/classification"
    )
    contribute_navigation(desk)
    events.subscribe(PersonReleased, cancel_on_release)


def _decisions(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    if not actor.has(*classification.READERS):
        return []
    href = url_for("classification.page", person_id=person_id)
    return [
        TimelineEntry(
            at=row.decided_at, title=_("Security level decided: %(level)s", level=row.decided_level.label),
            text=row.recommendation, href=href, who=row.decider,
        )
        for row in levels.decided_before(person_id, before, most)
    ]  # fmt: skip


def _level_work(actor: Actor) -> Block:
    counts = levels.work_counts(actor, clock.today())
    officer = actor.has(Role.CLASSIFICATION_OFFICER)
    wanted = [
        (counts.overdue, _("Reviews overdue"), "overdue", "danger"),
        (counts.recommended, _("Levels to decide"), "recommended", "warning"),
        (counts.appealed, _("Appeals to answer"), "appealed", "warning"),
        (counts.due, _("Reviews due in 30 days"), "due", "note"),
    ]
    if officer:
        wanted[1:1] = [
            (counts.given_back, _("Given back"), "given_back", "warning"),
            (counts.draft, _("Being assessed"), "draft", "note"),
        ]
    stats = [
        Stat(number=n, label=label, href=url_for("reviews.page", list=key), tone=tone) for n, label, key, tone in wanted
    ]
    return Block(title=_("Security levels"), stats=stats)


def _homes() -> None:
    contribute_home(HomeSection(key="mine", roles=frozenset({Role.CASE_MANAGER}), order=5, load=worklists.my_block))
    contribute_home(HomeSection(key="releases", roles=_WATCHERS, order=10, load=worklists.release_block))
    contribute_home(HomeSection(key="records", roles=_LEDGER, order=20, load=_records))
    contribute_home(HomeSection(key="core", roles=_OVERSEERS, order=55, load=completeness.core_block))
    contribute_home(HomeSection(key="count", roles=_LEDGER, order=60, load=_count))
    contribute_home(HomeSection(key="moves", roles=_LEDGER, order=12, load=_moves))
    receivers, managers = frozenset({Role.RECORDS_OFFICER}), frozenset({Role.CASE_MANAGER})
    for item in (
        NavItem(label=_l("People"), endpoint="people.listing", roles=FILE_READERS, order=10, prefix="/people"),
        NavItem(label=_l("My people"), endpoint="worklists.mine", roles=managers, order=8),
        NavItem(label=_l("Receive"), endpoint="reception.page", roles=receivers, order=20),
        NavItem(label=_l("Releases"), endpoint="worklists.releases", roles=_WATCHERS, order=30),
        NavItem(label=_l("Movements"), endpoint="custody.ledger", roles=_LEDGER, order=40),
        NavItem(label=_l("Duties"), endpoint="duties.listing", roles=_LEDGER, order=45),
        NavItem(label=_l("Against a rule"), endpoint="capacity.overrides", roles=_OVERSEERS, order=50),
    ):
        contribute_navigation(item)
    administrators = frozenset({Role.ADMINISTRATOR})
    contribute_home(HomeSection(key="staff", roles=administrators, order=10, load=_staff))
    contribute_navigation(
        NavItem(label=_l("Staff"), endpoint="staff.listing", roles=administrators, order=10, prefix="/staff")
    )


def _staff(_actor: Actor) -> Block:
    waiting, signed_in = staff.numbers()
    href = url_for("staff.listing")
    return Block(title=_("Staff"), stats=(
        Stat(number=waiting, label=_("Accounts that wait for their owner"), href=href),
        Stat(number=signed_in, label=_("Signed in now"), href=href),
    ))  # fmt: skip


def _records(actor: Actor) -> Block:
    block = worklists.record_block(actor)
    if not actor.has(Role.RECORDS_OFFICER, Role.INSPECTOR):
        return block
    pairs = Stat(
        number=count_proposals(actor),
        label=_("Perhaps the same person"),
        href=url_for("duplicates.listing"),
        tone="warning",
    )
    return Block(title=block.title, stats=[*block.stats, pairs])


def _moves(actor: Actor) -> Block:
    """What movements leave to do: who is late, who is on the way, what is owed, which roll checks go on."""
    stats = [*counts.out_stats(actor), *owed.duty_stats(actor), *rollcall.open_checks(actor)]
    return Block(title=_("Movements"), stats=stats)


@jobs.handler("files.hourly", label=_l("Completeness of the files of every prison"), system=True)
def _hourly(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    return progress.do(lambda: {"prisons": files.refresh()}, done=1, total=1)


jobs.every("files.hourly", dt.timedelta(hours=1))


def _count_files() -> None:
    in_transaction(files.refresh)


def _count(actor: Actor) -> Block:
    """Everybody in custody by the ledger; each prison's number opens its count, wing by wing."""
    return Block(title=_("People in custody"), stats=[
        Stat(number=row.people, label=row.name, href=url_for("counts.page", prison_id=row.id))
        for row in custody.headcount(actor, clock.now())
    ])  # fmt: skip
