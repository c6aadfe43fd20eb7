"""What casework itself adds to its own pages: tabs, panels, timeline, checks, homes. Called once by ``create_app``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Sequence

from flask import url_for

from casework.access.rules import CUSTODY_READERS, FILE_READERS
from casework.alerts import queries as alerts
from casework.casefile.queries import Panel, Tab, contribute_panel, contribute_tab
from casework.classification import queries as levels
from casework.classification import views as classification
from casework.classification.service import cancel_on_release
from casework.classing_demo import service as classing_demo
from casework.completeness import views as completeness
from casework.custody import queries as custody
from casework.custody.events import PersonReleased
from casework.demo.service import contribute_demo
from casework.duplicates.queries import count_proposals
from casework.home.queries import Block, HomeSection, NavItem, Stat, contribute_home, contribute_navigation
from casework.people.queries import relations_of
from casework.plans import views as plans
from casework.population import service as population
from casework.release.queries import contribute_checks, own_checks
from casework.reviews import views as reviews
from casework.sentences import queries as sentences
from casework.timeline.queries import TimelineEntry, contribute_timeline, day_entry
from casework.worklists import views as worklists
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _, _l, show_date
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
    _panels()
    for source in (_movements, _custody, _sentences, _alerts):
        contribute_timeline(source)
    contribute_checks(own_checks)
    _homes()
    _levels()
    contribute_demo("people", 10, population.seed)
    contribute_demo("classification", 30, classing_demo.seed)


def _panels() -> None:
    for key, template, order, load in (
        ("custody", "custody/_panel.html", 10, lambda _actor, person_id: next(iter(custody.stays_of(person_id)), None)),
        ("dates", "sentences/_panel.html", 20, lambda _actor, person_id: sentences.live_dates(person_id)),
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


def _custody(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Orders and what receptions owe: family told, health screening held."""
    href = url_for("custody.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in custody.stays_of(person_id):
            yield day_entry(row.dated_on, _("Order of custody"), f"{row.authority}, {row.reference}", href=href)
            if row.family_informed_at:
                yield TimelineEntry(at=row.family_informed_at, title=_("Family told of the reception"), href=href)
            if row.health_screened_on:
                yield day_entry(row.health_screened_on, _("Health screening held"), href=href)
            if row.expires_on and row.expires_on <= clock.today():
                yield day_entry(row.expires_on, _("The order ran out"), row.reference, href=href, tone="danger")

    return _newest(actor, entries, before, most)


def _sentences(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """What courts imposed and every time the dates were worked out or confirmed."""
    href = url_for("sentences.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in sentences.sentences_of(person_id):
            yield day_entry(row.imposed_on, _("Sentenced"), f"{row.offence}, {row.court}", href=href)
        for row in sentences.calculations_of(person_id):
            said = _("Release %(day)s", day=show_date(row.release_on))
            yield TimelineEntry(at=row.calculated_at, title=_("Dates worked out"), text=said, who=row.by_name, href=href)
            if row.confirmed_at:
                yield TimelineEntry(
                    at=row.confirmed_at, title=_("Dates confirmed"), text=said, who=row.second_name or "", href=href
                )

    return _newest(actor, entries, before, most)


def _alerts(actor: Actor, person_id: uuid.UUID, before: dt.datetime, most: int) -> Sequence[TimelineEntry]:
    """Alerts raised and ended, and what the health service said on fitness."""
    href = url_for("safety.page", person_id=person_id)

    def entries() -> Iterable[TimelineEntry]:
        for row in alerts.alerts_of(person_id):
            title = _("Alert: %(code)s", code=row.code.label)
            yield day_entry(row.begun_on, title, row.words, who=row.by_name, href=href, tone="warning")
            if row.ended_on:
                title = _("Alert ended: %(code)s", code=row.code.label)
                yield day_entry(row.ended_on, title, row.end_reason, who=row.ended_name or "", href=href)
        for row in alerts.fitness_history(person_id):
            yield day_entry(row.said_on, _("Fitness: %(state)s", state=row.state.label), row.limits, href=href)

    return _newest(actor, entries, before, most)


def _newest(
    actor: Actor, entries: Callable[[], Iterable[TimelineEntry]], before: dt.datetime, most: int
) -> list[TimelineEntry]:
    """The newest of a short history, for roles that may see it."""
    if not actor.has(*CUSTODY_READERS):
        return []
    earlier = sorted((one for one in entries() if one.at < before), key=lambda one: one.at, reverse=True)
    return earlier[:most]


def _homes() -> None:
    contribute_home(HomeSection(key="mine", roles=frozenset({Role.CASE_MANAGER}), order=5, load=worklists.my_block))
    contribute_home(HomeSection(key="releases", roles=_WATCHERS, order=10, load=worklists.release_block))
    contribute_home(HomeSection(key="records", roles=_LEDGER, order=20, load=_records))
    contribute_home(HomeSection(key="core", roles=_OVERSEERS, order=55, load=completeness.core_block))
    contribute_home(HomeSection(key="count", roles=_LEDGER, order=60, load=_count))
    receivers, managers = frozenset({Role.RECORDS_OFFICER}), frozenset({Role.CASE_MANAGER})
    for item in (
        NavItem(label=_l("People"), endpoint="people.listing", roles=FILE_READERS, order=10, prefix="/people"),
        NavItem(label=_l("My people"), endpoint="worklists.mine", roles=managers, order=8),
        NavItem(label=_l("Receive"), endpoint="reception.page", roles=receivers, order=20),
        NavItem(label=_l("Releases"), endpoint="worklists.releases", roles=_WATCHERS, order=30),
        NavItem(label=_l("Movements"), endpoint="custody.ledger", roles=_LEDGER, order=40),
        NavItem(label=_l("Against a rule"), endpoint="custody.overrides", roles=_OVERSEERS, order=50),
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


def _count(actor: Actor) -> Block:
    """Everybody in custody by the ledger; each prison's number opens its people."""
    return Block(title=_("People in custody"), stats=[
        Stat(number=row.people, label=row.name, href=url_for("worklists.held", prison_id=row.id))
        for row in custody.headcount(actor, clock.now())
    ])  # fmt: skip
