"""What programmes add to the case file and the homes, and what they listen to. Called once by ``create_app``."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for

from casework.public import (
    Block,
    Check,
    Fact,
    HomeSection,
    NavItem,
    Panel,
    PersonCard,
    PersonDied,
    PersonReleased,
    PersonTransferred,
    Stat,
    Tab,
    TimelineEntry,
    Topic,
    contribute_checks,
    contribute_copy,
    contribute_demo,
    contribute_home,
    contribute_links,
    contribute_navigation,
    contribute_panel,
    contribute_rooms,
    contribute_tab,
    contribute_timeline,
    contribute_trained,
    contribute_unpaid_work,
)
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _, _l, comma, ngettext
from kernel.units.queries import unit_of
from programmes.applications.service import close_application
from programmes.catalogue.policies import READERS, REGISTER_READERS
from programmes.catalogue.queries import rooms_of
from programmes.completions.models import Outcome
from programmes.completions.queries import certificates_of, endings_before, trained_between
from programmes.consequences import service as consequences
from programmes.copied import queries as copied
from programmes.day.queries import days_now, late_registers, sessions_today
from programmes.demo import service as demo
from programmes.figures import views as figures
from programmes.nights import service as nights
from programmes.pay.queries import unpaid_between
from programmes.pay_periods.queries import waiting_runs
from programmes.places.models import ApplicationState, EndReason, standing_of
from programmes.places.queries import (
    current_places,
    open_applications,
    open_places,
    places_before,
    waits_of,
    wishes_before,
)
from programmes.places.service import end_all
from programmes.skills_demo import service as skills_demo
from programmes.steps.queries import places_to_tie
from programmes.usual_checks import queries as usual_checks
from programmes.workshop_page import service as workshop_page


def connect() -> None:
    """Subscribe and contribute."""
    nights.connect()
    usual_checks.connect()
    figures.connect()
    events.subscribe(PersonReleased, on_release)
    events.subscribe(PersonTransferred, on_transfer)
    events.subscribe(PersonDied, on_death)
    contribute_tab(
        Tab(key="programmes", label=_l("Programmes"), endpoint="intakes.person_tab", roles=frozenset(READERS), order=60)
    )
    contribute_panel(Panel(
        key="programmes", template="programmes/places/_panel.html", roles=frozenset(READERS), order=50, load=panel,
        glance=glance,
    ))  # fmt: skip
    contribute_copy(40, copied.sections)
    contribute_timeline(Topic.PROGRAMMES, timeline)
    contribute_unpaid_work(unpaid_between)
    contribute_links(places_to_tie)
    contribute_rooms(rooms_of)
    contribute_trained(trained_between)
    contribute_checks(certificate_checks)
    consequences.connect()
    workshop_page.connect()
    contribute_demo("programmes", 50, demo.seed)
    contribute_demo("skills", 51, skills_demo.seed)
    _homes()


def _homes() -> None:
    roles = frozenset({Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR})
    contribute_home(HomeSection(key="programmes.day", roles=roles, order=10, load=today_block))
    contribute_home(HomeSection(key="programmes.late", roles=roles, order=5, load=late_block))
    approvers = frozenset({Role.FINANCE_APPROVER, Role.PROGRAMME_COORDINATOR})
    contribute_home(HomeSection(key="programmes.runs", roles=approvers, order=12, load=_runs_that_wait))
    watchers = frozenset({Role.GOVERNOR, Role.INSPECTOR})
    contribute_home(HomeSection(key="programmes.late_figure", roles=watchers, order=60, load=late_figure))
    contribute_navigation(
        NavItem(
            label=_l("Programmes today"),
            endpoint="programmes_day.page",
            roles=frozenset(REGISTER_READERS),
            order=40,
        )
    )
    catalogue = NavItem(label=_l("Programmes"), endpoint="catalogue.index", roles=frozenset(READERS), order=41)
    contribute_navigation(catalogue)


def _runs_that_wait(actor: Actor) -> Block:
    many = len(waiting_runs(actor))
    stat = Stat(number=many, label=_("pay runs to approve"), href=url_for("pay_periods.waiting"), tone="warning")
    return Block(title=_("Pay runs"), stats=[stat])


def on_release(event: PersonReleased) -> None:
    """Released: places end, wishes expire."""
    day = clock.local(event.at, unit_of(event.establishment_id).zone).date()
    end_all(None, open_places(event.person_id), EndReason.RELEASED, "", day)
    _expire(event.person_id, _("Released."))


def on_transfer(event: PersonTransferred) -> None:
    """Transferred: places in the prison left behind end, wishes there expire."""
    day = clock.local(event.at, unit_of(event.from_id).zone).date()
    end_all(None, open_places(event.person_id), EndReason.TRANSFERRED, "", day)
    _expire(event.person_id, _("Transferred to another prison."))


def on_death(event: PersonDied) -> None:
    """Died: places end on that day, wishes expire."""
    end_all(event.by, open_places(event.person_id), EndReason.DIED, "", event.on)
    _expire(event.person_id, _("The person died."))


def _expire(person_id: uuid.UUID, words: str) -> None:
    for wish in open_applications(person_id):
        close_application(None, wish, ApplicationState.EXPIRED, words)


def certificate_checks(actor: Actor, person_id: uuid.UUID) -> Sequence[Check]:
    """Before release: every certificate is in the person's hands. Does not block."""
    found = [one for one in certificates_of(person_id) if not one.revoked_on]
    if not found:
        return []
    done = all(one.handed_over_on for one in found)
    href = f"/people/{person_id}/programmes" if actor.has(*READERS) else ""  # commands run without a request
    return [Check(key="certificates", title=_("Certificates handed over"), done=done, href=href, blocking=False)]


def today_block(actor: Actor) -> Block | None:
    """Today's sessions for the home page."""
    rows = sessions_today(actor, days_now(actor))
    return Block(title=_("Today's sessions"), template="programmes/day/_sessions.html", data=rows) if rows else None


DAYS_UNTIL_BAD, MOST_LATE = 3, 10


def late_block(actor: Actor) -> Block | None:
    """The registers that nobody took: their instructor is asked first; after a day the coordinator is too."""
    found = late_registers(actor, days_now(actor))
    rows = [row for row in found if row.passed_on or row.instructor_id == actor.human_id]
    data = {"rows": rows[:MOST_LATE], "others": any(row.instructor_id != actor.human_id for row in rows),
            "bad": DAYS_UNTIL_BAD}  # fmt: skip
    title = ngettext("%(num)d register is not taken yet", "%(num)d registers are not taken yet", len(rows))
    return Block(title=title, template="programmes/day/_late.html", data=data) if rows else None


def late_figure(actor: Actor) -> Block | None:
    """For the governor: how many registers nobody took although their coordinator was asked."""
    many = sum(row.passed_on for row in late_registers(actor, days_now(actor)))
    if not many:
        return None
    href = url_for("programmes_day.page") + "#late"
    stat = Stat(label=_("Registers nobody took in a day"), number=many, href=href, tone="warning")
    return Block(title=_("Registers of programmes"), stats=[stat])


def panel(_actor: Actor, person_id: uuid.UUID) -> dict[str, object]:
    """What the overview says: places held with their next session, and what the person waits for."""
    places = current_places(person_id, clock.today())
    return {"places": places, "waiting": waits_of(person_id), "standing_of": standing_of}


def glance(person: PersonCard, data: Mapping[str, Any]) -> Sequence[Fact]:
    """Where the person works and learns now, and how much they wait for."""
    said = [row.programme for row in data["places"]]
    if waits := len(data["waiting"]):
        said.append(ngettext("waits for %(num)s place", "waits for %(num)s places", waits))
    href = url_for("intakes.person_tab", person_id=person.id)
    return [Fact(label=_("Work and programmes"), text=comma().join(said) or _("None now"), href=href)]


def timeline(actor: Actor, person_id: uuid.UUID, before: dt.datetime, limit: int) -> Sequence[TimelineEntry]:
    """Applications, places and how they ended, for the roles that may read them."""
    if not actor.has(*READERS):
        return []
    href = url_for("intakes.person_tab", person_id=person_id)
    found = [
        _entry(row.on, _("Asked for a place"), row.programme, href) for row in wishes_before(person_id, before, limit)
    ]
    found += [_entry(row.on, _("Place given"), row.programme, href) for row in places_before(person_id, before, limit)]
    found += [
        _entry(
            row.on,
            _("Programme: %(outcome)s", outcome=Outcome(row.outcome).label),
            row.programme,
            href,
            "good" if row.outcome == Outcome.COMPLETED else "note",
        )
        for row in endings_before(person_id, before, limit)
    ]
    return sorted(found, key=lambda one: one.at, reverse=True)[:limit]


def _entry(on: dt.date, title: str, programme: str, href: str, tone: str = "note") -> TimelineEntry:
    at = dt.datetime.combine(on, dt.time(), dt.UTC)
    return TimelineEntry(at=at, title=title, text=programme, href=href, tone=tone)
