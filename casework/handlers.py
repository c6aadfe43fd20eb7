"""What casework itself adds to its own pages: tabs, panels, timeline, checks, homes. Called once by ``create_app``."""

from __future__ import annotations

from dataclasses import replace

from flask import url_for

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.alerts import views as safety
from casework.appeals import views as appeals
from casework.assessing import views as assessing
from casework.casefile.queries import Glance, Panel, Tab, contribute_panel, contribute_tab
from casework.checkpoints import views as checkpoints
from casework.checkpoints_demo import service as checkpoints_demo
from casework.class_monitor import views as class_monitor
from casework.classification import queries as levels
from casework.classification import views as classification
from casework.classification.service import cancel_on_release
from casework.classing_demo import service as classing_demo
from casework.complaints import views as complaints
from casework.completeness import views as completeness
from casework.consequences import views as consequences
from casework.continuity import views as continuity
from casework.copied_custody import queries as copied_custody
from casework.copied_person import queries as copied_person
from casework.copied_work import queries as copied_work
from casework.counts import views as counts
from casework.custody import queries as custody
from casework.custody.events import PersonReleased
from casework.custody_demo import service as custody_demo
from casework.deaths import service as deaths
from casework.deaths import views as death_pages
from casework.deaths_demo import service as deaths_demo
from casework.deciding_demo import service as deciding_demo
from casework.demo.service import contribute_demo
from casework.departures_demo import service as departures_demo
from casework.duplicates.queries import count_proposals
from casework.duties import service as duties
from casework.duties import views as owed
from casework.family import views as family
from casework.family_demo import service as family_demo
from casework.file_demo import service as file_demo
from casework.filecopy.queries import contribute_copy
from casework.forecasts import service as forecasts
from casework.form_trials_demo import service as form_trials_demo
from casework.glass import views as glass
from casework.glass_demo import service as glass_demo
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.identity_demo import service as identity_demo
from casework.instruments import views as instruments
from casework.laws_demo import service as laws_demo
from casework.merging_demo import service as merging_demo
from casework.nights import service as nights
from casework.notes import views as notes
from casework.planning import views as planning
from casework.population import service as population
from casework.rechecks import views as rechecks
from casework.release.queries import contribute_checks, own_checks
from casework.requests import views as requests
from casework.requests_demo import service as requests_demo
from casework.review_dates import service as review_dates
from casework.reviewing_demo import service as reviewing_demo
from casework.reviews import views as reviews
from casework.rollcall import views as rollcall
from casework.staffing import views as staffing
from casework.timeline import views as timeline
from casework.timeline.queries import Topic, contribute_timeline
from casework.turns_demo import service as turns_demo
from casework.worklists import views as worklists
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _, _l

_WATCHERS, _LEDGER = frozenset(worklists.READERS), frozenset(worklists.LEDGER)
_GLANCES: dict[str, Glance] = {
    "safety": safety.glance, "notes": notes.glance, "family": family.glance, "custody": death_pages.glance,
}  # fmt: skip
_OVERSEERS = frozenset({Role.GOVERNOR, Role.INSPECTOR})
_CALENDAR = _OVERSEERS | {Role.ADMINISTRATOR, Role.PROBATION_SUPERVISOR, Role.PROGRAMME_COORDINATOR}


def connect() -> None:
    """Contribute the hub's own part to the registries that every module shares."""
    _tabs()
    duties.connect()
    deaths.connect()
    _panels()
    for topic, source in (
        (Topic.CUSTODY, timeline.movements),
        (Topic.CUSTODY, timeline.custody_events),
        (Topic.DATES, timeline.sentence_events),
        (Topic.SAFETY, timeline.alert_events),
        (Topic.NOTES, notes.note_events),
        (Topic.FAMILY, family.family_events),
    ):
        contribute_timeline(topic, source)
    contribute_checks(own_checks)
    for part in (copied_person.sections, copied_custody.sections, copied_work.sections):
        contribute_copy(10, part)
    contribute_copy(90, copied_work.readers)
    _homes()
    _levels()
    for area in (checkpoints, continuity, forecasts, form_trials_demo, staffing, requests, glass, planning):
        area.connect()
    _demos()


def _demos() -> None:
    contribute_demo("people", 10, population.seed)
    contribute_demo("identity", 14, identity_demo.seed)
    contribute_demo("turns", 15, turns_demo.seed)
    contribute_demo("classification", 30, classing_demo.seed)
    contribute_demo("decisions", 80, deciding_demo.seed)
    contribute_demo("notes and papers", 45, file_demo.seed)
    contribute_demo("family", 94, family_demo.seed)
    contribute_demo("requests", 94, requests_demo.seed)
    contribute_demo("deaths", 97, deaths_demo.seed)
    contribute_demo("exceptions", 94, glass_demo.seed)
    contribute_demo("custody", 47, custody_demo.seed)
    contribute_demo("law", 90, laws_demo.seed)
    contribute_demo("departures", 90, departures_demo.seed)
    contribute_demo("merging", 93, merging_demo.seed)
    contribute_demo("completeness", 95, lambda _world: nights.count_files())
    contribute_demo("checkpoints", 99, lambda _world: checkpoints_demo.seed(checkpoints.folder()))


def _tabs() -> None:
    contribute_tab(
        Tab(key="overview", label=_l("Overview"), endpoint="casefile.overview", roles=FILE_READERS, order=10)
    )
    contribute_tab(Tab(key="identity", label=_l("Identity"), endpoint="identity.page", roles=FILE_READERS, order=15))
    contribute_tab(Tab(key="notes", label=_l("Notes"), endpoint="notes.page", roles=CUSTODY_READERS, order=22))
    contribute_tab(Tab(key="papers", label=_l("Papers"), endpoint="papers.page", roles=CUSTODY_READERS, order=24))
    contribute_tab(Tab(key="timeline", label=_l("Timeline"), endpoint="timeline.page", roles=FILE_READERS, order=20))
    contribute_tab(Tab(key="custody", label=_l("Custody"), endpoint="custody.page", roles=CUSTODY_READERS, order=30))
    contribute_tab(
        Tab(key="sentences", label=_l("Sentence and dates"), endpoint="sentences.page", roles=CUSTODY_READERS, order=40)
    )
    contribute_tab(Tab(key="safety", label=_l("Safety"), endpoint="safety.page", roles=CUSTODY_READERS, order=35))
    contribute_tab(Tab(key="release", label=_l("Release"), endpoint="release.page", roles=CUSTODY_READERS, order=95))
    contribute_tab(
        Tab(key="reads", label=_l("Who read it"), endpoint="access.trail", roles=frozenset({Role.INSPECTOR}), order=99)
    )
    governors = frozenset({Role.GOVERNOR})
    contribute_tab(Tab(key="readers", label=_l("Who read it"), endpoint="access.readers", roles=governors, order=99))


def _panels() -> None:
    for key, template, order, load in (
        ("safety", "alerts/_panel.html", 5, safety.panel),
        ("custody", "custody/_panel.html", 10, lambda _actor, person_id: next(iter(custody.stays_of(person_id)), None)),
        ("dates", "sentences/_panel.html", 20, lambda _actor, _person_id: None),
        ("core", "completeness/_panel.html", 30, lambda _actor, person_id: completeness.core_file(person_id)),
        ("notes", "notes/_panel.html", 35, notes.panel),
        ("family", "people/_family_panel.html", 60, family.panel),
    ):
        made = Panel(key=key, template=f"casework/{template}", roles=CUSTODY_READERS, order=order, load=load)
        contribute_panel(replace(made, glance=_GLANCES.get(key)))


def _levels() -> None:
    """All of classification: tab, panel, timeline, home, navigation, and what it listens to."""
    readers = frozenset(classification.READERS)
    contribute_tab(
        Tab(key="classification", label=_l("Classification"), endpoint="classification.page", roles=readers, order=45)
    )
    template = "casework/classification/_panel.html"
    panel = lambda _actor, person_id: {"one": levels.decided_now(person_id), "today": clock.today()}  # noqa: E731
    contribute_panel(Panel(key="classification", template=template, roles=readers, order=15, load=panel))
    contribute_timeline(Topic.LEVEL, reviews.decisions)
    events.subscribe(PersonReleased, cancel_on_release)
    for part in (appeals, assessing, consequences, review_dates, reviews, class_monitor, reviewing_demo):
        part.connect()


def _homes() -> None:
    contribute_home(HomeSection(key="mine", roles=frozenset({Role.CASE_MANAGER}), order=5, load=worklists.my_block))
    contribute_home(HomeSection(key="releases", roles=_WATCHERS, order=10, load=worklists.release_block))
    contribute_home(HomeSection(key="dates", roles=_LEDGER, order=15, load=rechecks.block))
    contribute_home(HomeSection(key="records", roles=_LEDGER, order=20, load=_records))
    inspectors = frozenset({Role.INSPECTOR})
    contribute_home(HomeSection(key="letters", roles=inspectors, order=50, load=complaints.letter_block))
    contribute_home(HomeSection(key="core", roles=_OVERSEERS, order=55, load=completeness.core_block))
    contribute_home(HomeSection(key="count", roles=_LEDGER, order=60, load=_count))
    contribute_home(HomeSection(key="moves", roles=_LEDGER, order=12, load=_moves))
    contribute_home(
        HomeSection(key="deaths", roles=frozenset(owed.OUTSIDE) - _LEDGER, order=45, load=owed.outside_block)
    )
    _navigation()


def _navigation() -> None:
    receivers, managers = frozenset({Role.RECORDS_OFFICER}), frozenset({Role.CASE_MANAGER})
    inspectors, administrators = frozenset({Role.INSPECTOR}), frozenset({Role.ADMINISTRATOR})
    for item in (
        NavItem(label=_l("Law of release"), endpoint="laws.page", roles=administrators, order=34),
        NavItem(label=_l("People"), endpoint="people.listing", roles=FILE_READERS, order=10, prefix="/people"),
        NavItem(label=_l("My people"), endpoint="worklists.mine", roles=managers, order=8),
        NavItem(label=_l("Receive"), endpoint="reception.page", roles=receivers, order=20),
        NavItem(label=_l("Releases"), endpoint="worklists.releases", roles=_WATCHERS, order=30),
        NavItem(label=_l("Dates"), endpoint="rechecks.page", roles=_WATCHERS, order=32, prefix="/sentences"),
        NavItem(label=_l("Movements"), endpoint="custody.ledger", roles=_LEDGER, order=40),
        NavItem(label=_l("Letter box"), endpoint="complaints.desk", roles=inspectors, order=55,
                prefix="/inspector/complaints"),
        NavItem(label=_l("Scoring forms"), endpoint="instruments.listing", roles=instruments.READERS, order=36),
        NavItem(label=_l("Duties"), endpoint="duties.listing", roles=frozenset(owed.READERS), order=45),
        NavItem(label=_l("Calendar"), endpoint="calendars.listing", roles=_CALENDAR, order=58),
        NavItem(label=_l("Against a rule"), endpoint="capacity.overrides", roles=_OVERSEERS, order=50),
    ):  # fmt: skip
        contribute_navigation(item)


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


def _count(actor: Actor) -> Block:
    """Everybody in custody by the ledger; each prison's number opens its count, wing by wing."""
    return Block(title=_("People in custody"), stats=[
        Stat(number=row.people, label=row.name, href=url_for("counts.page", prison_id=row.id))
        for row in custody.headcount(actor, clock.now())
    ])  # fmt: skip
