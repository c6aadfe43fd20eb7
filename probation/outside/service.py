"""Contributions of referrals to the file, the officer's day and the navigation; what events end."""

from __future__ import annotations

from typing import Any

from casework.public import (
    DeathTakenBack,
    NavItem,
    PersonDied,
    PersonReceived,
    Tab,
    contribute_navigation,
    contribute_tab,
)
from kernel import clock, events
from kernel.authz import Actor, Role
from kernel.i18n import _l
from probation.day.queries import zone_of
from probation.day_parts.queries import DayPart, contribute_day
from probation.referrals import queries as referrals
from probation.referrals import service as referring

HELPERS = frozenset({Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER})
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
    contribute_day(DayPart(key="referrals", template="probation/referrals/_day.html", order=10, load=referrals_waiting))
    events.subscribe(PersonDied, referring.end_by_death)
    events.subscribe(DeathTakenBack, referring.take_up_again)
    events.subscribe(PersonReceived, referring.end_by_custody)


def referrals_waiting(actor: Actor) -> dict[str, Any] | None:
    """Referrals that need a word from this officer."""
    found = referrals.waiting_on(actor, clock.today(zone_of(actor)))
    return {"rows": found} if found else None
