"""What programmes add to the case file and the homes, and what they listen to. Called once by ``create_app``."""

from __future__ import annotations

import dataclasses
import datetime as dt
import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for

from casework.public import (
    Block,
    Check,
    Fact,
    HomeSection,
    LevelSource,
    NavItem,
    NewLevel,
    Panel,
    PersonCard,
    PersonDied,
    PersonFacts,
    PersonReclassified,
    PersonReleased,
    PersonTransferred,
    SecurityLevel,
    Tab,
    TimelineEntry,
    Topic,
    contribute_checks,
    contribute_consequences,
    contribute_copy,
    contribute_demo,
    contribute_home,
    contribute_links,
    contribute_navigation,
    contribute_panel,
    contribute_tab,
    contribute_timeline,
    contribute_unpaid_work,
    facts_for,
)
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.db import session
from kernel.i18n import _, _l, ngettext
from kernel.units.queries import unit_of
from programmes.applications.service import close_application
from programmes.catalogue.models import Programme
from programmes.catalogue.policies import READERS, REGISTER_READERS
from programmes.catalogue.queries import programme_of
from programmes.completions.models import Outcome
from programmes.completions.queries import certificates_of, endings_before
from programmes.copied import queries as copied
from programmes.day.queries import days_now, sessions_today
from programmes.demo import service as demo
from programmes.eligibility.queries import verdict_for
from programmes.eligibility.rules import Verdict
from programmes.intakes.models import Intake
from programmes.pay.queries import unpaid_between
from programmes.places.models import Allocation, AllocationState, Application, ApplicationState, EndReason, standing_of
from programmes.places.queries import (
    current_places,
    open_applications,
    open_places,
    places_before,
    waits_of,
    wishes_before,
)
from programmes.places.service import end_all, put_under_review
from programmes.steps.queries import places_to_tie


def connect() -> None:
    """Subscribe and contribute."""
    events.subscribe(PersonReclassified, reread)
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
    contribute_checks(certificate_checks)
    contribute_consequences(LevelSource(kind="places", find=questioned_places, say=say_questioned))
    contribute_consequences(LevelSource(kind="wishes", find=changed_wishes, say=say_wish))
    contribute_demo("programmes", 50, demo.seed)
    roles = frozenset({Role.PROGRAMME_COORDINATOR, Role.INSTRUCTOR})
    contribute_home(HomeSection(key="programmes.day", roles=roles, order=10, load=today_block))
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


def reread(event: PersonReclassified) -> None:
    """A higher level: places whose rules no longer admit the person come under review."""
    if not event.is_upward:
        return
    session.flush()
    for place, _programme, verdict in _misfits(facts_for(event.decided_by, event.person_id), event.after):
        if place.state is not AllocationState.UNDER_REVIEW:
            words = " ".join(line.needed for line in verdict.unmet)
            put_under_review(event.decided_by, place, words=words, reason="reclassified")


def _misfits(facts: PersonFacts, level: SecurityLevel) -> Iterator[tuple[Allocation, Programme, Verdict]]:
    """The places of a person that their rules would not admit them to at a level."""
    facts = dataclasses.replace(facts, card=dataclasses.replace(facts.card, level=level))
    for place in open_places(facts.card.id):
        programme = programme_of(session.get_one(Intake, place.intake_id).programme_id)
        consented = session.get_one(Application, place.application_id).consented
        verdict = verdict_for(programme, facts, consented=consented, on=clock.today(facts.card.zone))
        if not verdict.admits:
            yield place, programme, verdict


def questioned_places(actor: Actor, new: NewLevel) -> list[dict[str, str]]:
    """The places that a level would put under review."""
    if not new.is_upward:
        return []
    return [{"programme": one.name} for _place, one, _v in _misfits(facts_for(actor, new.card.id), new.after)]


def say_questioned(facts: Mapping[str, Any]) -> str:
    """What happens to such a place."""
    return _("The place in %(programme)s comes under review: its rules do not admit this level. The coordinator keeps "
             "or ends it.", programme=facts["programme"])  # fmt: skip


def changed_wishes(actor: Actor, new: NewLevel) -> list[dict[str, str]]:
    """The open applications that a level decides otherwise than the level before."""
    wishes = open_applications(new.card.id)
    if not wishes or new.before is new.after:
        return []
    facts, today = facts_for(actor, new.card.id), clock.today(new.card.zone)
    found = []
    for wish in wishes:
        programme = programme_of(wish.programme_id)
        admits = [
            verdict_for(
                programme, dataclasses.replace(facts, card=dataclasses.replace(facts.card, level=level)),
                consented=wish.consented, on=today,
            ).admits
            for level in (new.before, new.after)
        ]  # fmt: skip
        if admits[0] != admits[1]:
            found.append({"programme": programme.name, "fits": "yes" if admits[1] else ""})
    return found


def say_wish(facts: Mapping[str, Any]) -> str:
    """What the level means for an application that waits."""
    if facts["fits"]:
        return _("The application for %(programme)s fits the rules at this level.", programme=facts["programme"])
    return _("The application for %(programme)s does not fit the rules at this level; it stays on the list.",
             programme=facts["programme"])  # fmt: skip


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
    return [Fact(label=_("Work and programmes"), text=", ".join(said) or _("None now"), href=href)]


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
