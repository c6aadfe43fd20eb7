"""Connecting what lies behind the counter to the rest of the house."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from casework.public import (
    AlertChanged,
    DeathTakenBack,
    Panel,
    PeopleMerged,
    PeopleUnmerged,
    PersonDied,
    PersonReceived,
    PersonSentenced,
    Tab,
    contribute_panel,
    contribute_tab,
)
from kernel import events
from kernel.authz import Actor
from kernel.i18n import _l
from marketplace.credits import service as credits_service
from marketplace.credits.views import READERS, STAFF
from marketplace.production.events import BatchChanged
from marketplace.provenance import service as provenance


def connect() -> None:
    """Listen to what production and the hub announce; add the tab and the button of credits. Called once."""
    events.subscribe(BatchChanged, provenance.on_change)
    events.subscribe(BatchChanged, credits_service.on_batch)
    events.subscribe(AlertChanged, credits_service.on_person)
    events.subscribe(PersonSentenced, credits_service.on_person)
    events.subscribe(PersonReceived, credits_service.on_person)
    events.subscribe(PersonDied, credits_service.on_person)
    events.subscribe(DeathTakenBack, credits_service.on_person)
    events.subscribe(PeopleMerged, credits_service.on_merge)
    events.subscribe(PeopleUnmerged, credits_service.on_merge)
    contribute_tab(Tab(key="credit", label=_l("Credit"), endpoint="credits.page", roles=frozenset(READERS), order=75))
    contribute_panel(
        Panel(key="credit", template="marketplace/credits/_panel.html", roles=frozenset(STAFF), order=90, load=_nothing)
    )


def _nothing(_actor: Actor, _person_id: uuid.UUID) -> Mapping[str, Any]:
    """The panel says the same of everybody: it has a button and no answer."""
    return {}
