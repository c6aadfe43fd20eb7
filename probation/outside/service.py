"""Contributions of referrals to the file, the officer's day and the navigation; what events end."""

from __future__ import annotations

from typing import Any

from casework.public import (
    DeathTakenBack,
    NavItem,
    PersonDied,
    PersonReceived,
    Tab,
    contribute_copy,
    contribute_navigation,
    contribute_tab,
)
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _l
from probation.circumstances.queries import to_ask
from probation.contacts.events import PlansChanged
from probation.day.queries import zone_of
from probation.day_parts.queries import DayPart, contribute_day
from probation.outside import queries
from probation.referrals import queries as referrals
from probation.referrals import service as referring
from probation.reminders import service as reminding
from probation.replies.queries import unread

HELPERS = frozenset({Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER})
COUNTERS = frozenset({Role.PROBATION_SUPERVISOR, Role.INSPECTOR, Role.STATISTICS_OFFICER})
SHOWN = 15
"""Lines of a part of my day; the rest is counted."""
READERS = HELPERS | {Role.GOVERNOR, Role.INSPECTOR}


def connect() -> None:
    """Contribute the tab, the parts of my day and the navigation; listen to deaths and returns to custody."""
    contribute_tab(Tab(key="support", label=_l("Support"), endpoint="referrals.page", roles=READERS, order=66))
    contribute_navigation(
        NavItem(
            label=_l("Services"), endpoint="services.page", roles=READERS - {Role.GOVERNOR}, order=26,
            prefix="/supervision/services",
        )
    )  # fmt: skip
    contribute_copy(52, queries.sections)
    contribute_day(DayPart(key="referrals", template="probation/referrals/_day.html", order=10, load=referrals_waiting))
    contribute_day(
        DayPart(key="circumstances", template="probation/circumstances/_day.html", order=30, load=circumstances_to_ask)
    )
    contribute_navigation(
        NavItem(
            label=_l("Circumstances"), endpoint="circumstances.figures", roles=COUNTERS - HELPERS, order=28,
            prefix="/supervision/circumstances",
        )
    )  # fmt: skip
    contribute_day(DayPart(key="replies", template="probation/reminders/_day.html", order=5, load=answers_waiting))
    contribute_navigation(
        NavItem(
            label=_l("Reminders"),
            endpoint="missed.page",
            roles=COUNTERS - HELPERS,
            order=29,
            prefix="/supervision/reminders",
        )
    )
    _listen()


def _listen() -> None:
    events.subscribe(PersonDied, referring.end_by_death)
    events.subscribe(DeathTakenBack, referring.take_up_again)
    events.subscribe(PersonReceived, referring.end_by_custody)
    events.subscribe(PlansChanged, reminding.follow_plans)


def referrals_waiting(actor: Actor) -> dict[str, Any] | None:
    """Referrals that need a word from this officer."""
    found = referrals.waiting_on(actor, clock.today(zone_of(actor)))
    return {"rows": found} if found else None


def circumstances_to_ask(actor: Actor) -> dict[str, Any] | None:
    """Whose circumstances are to be asked for."""
    found = to_ask(actor, clock.today(zone_of(actor)))
    return {"rows": found[:SHOWN], "more": len(found) - SHOWN if len(found) > SHOWN else 0} if found else None


def answers_waiting(actor: Actor) -> dict[str, Any] | None:
    """Answers to reminders that ask for something."""
    found = unread(actor)
    return {"rows": found, "zone": zone_of(actor)} if found else None
