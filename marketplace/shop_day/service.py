"""Connecting what lies behind the counter to the rest of the house."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from casework.public import (
    AlertChanged,
    Block,
    DeathTakenBack,
    HomeSection,
    Panel,
    PeopleMerged,
    PeopleUnmerged,
    PersonDied,
    PersonReceived,
    PersonSentenced,
    Stat,
    Tab,
    contribute_demo,
    contribute_home,
    contribute_panel,
    contribute_tab,
)
from kernel import clock, events, jobs
from kernel.authz import Actor
from kernel.i18n import _, _l
from kernel.jobs import Progress
from marketplace.credits import service as credits_service
from marketplace.credits.queries import count_expiring, count_expiring_for
from marketplace.credits.views import ASKERS, READERS, STAFF
from marketplace.impact.service import write_figures
from marketplace.makers_demo import service as makers_demo
from marketplace.production.events import BatchChanged
from marketplace.provenance import service as provenance
from marketplace.provenance.queries import read_too_often
from marketplace.shop_day.queries import contribute_day
from marketplace.thanks.queries import cards_of_person, waiting_count


def connect() -> None:
    """Listen to what production and the hub announce; add the tab and the button of credits. Called once."""
    events.subscribe(BatchChanged, provenance.on_change)
    events.subscribe(BatchChanged, credits_service.on_batch)
    events.subscribe(AlertChanged, credits_service.on_person)
    events.subscribe(PersonSentenced, credits_service.on_person)
    events.subscribe(PersonReceived, credits_service.on_person)
    events.subscribe(PersonDied, credits_service.on_person)
    events.subscribe(DeathTakenBack, credits_service.on_person)
    events.subscribe(PeopleMerged, provenance.on_merge)
    events.subscribe(PeopleUnmerged, provenance.on_merge)
    events.subscribe(PeopleMerged, credits_service.on_merge)
    events.subscribe(PeopleUnmerged, credits_service.on_merge)
    contribute_tab(
        Tab(key="credit", label=_l("Maker's credit"), endpoint="credits.page", roles=frozenset(READERS), order=75)
    )
    contribute_panel(
        Panel(key="credit", template="marketplace/credits/_panel.html", roles=frozenset(STAFF), order=90, load=_nothing)
    )
    contribute_panel(
        Panel(
            key="thanks", template="marketplace/thanks/_panel.html", roles=frozenset(STAFF), order=91,
            load=lambda _actor, person_id: cards_of_person(person_id),
        )
    )  # fmt: skip
    contribute_demo("makers", 86, makers_demo.seed)
    contribute_home(HomeSection(key="credits", roles=frozenset(ASKERS), order=70, load=_running_out))
    for number in (_cards, _credits, _labels):
        contribute_day(number)


def _cards(_actor: Actor) -> Stat:
    return Stat(number=waiting_count(), label=_("thank-you cards to read"), href="/thanks")


def _credits(_actor: Actor) -> Stat:
    """A number only: the shop learns nobody's name. Case managers have the list."""
    return Stat(number=count_expiring(), label=_("credits that run out within a month"), href="")


def _running_out(actor: Actor) -> Block | None:
    """For who asks makers: whose credit runs out. Nothing where none does."""
    many = count_expiring_for(actor)
    if not many:
        return None
    stat = Stat(number=many, label=_("credits that run out within a month"), href="/credits/expiring")
    return Block(title=_("Makers in the shop"), stats=[stat])


def _labels(_actor: Actor) -> Stat | None:
    found = read_too_often()
    if not found:
        return None
    page = f"/batches/{found[0].batch_id}/labels"
    return Stat(number=len(found), label=_("batches whose labels are perhaps copied"), href=page, tone="warning")


def _nothing(_actor: Actor, _person_id: uuid.UUID) -> Mapping[str, Any]:
    """The panel says the same of everybody: it has a button and no answer."""
    return {}


@jobs.handler("shop.impact", label=_l("Shop: the public's figures"), system=True)
def _impact(_actor: Actor | None, _payload: Mapping[str, Any], progress: Progress) -> Mapping[str, Any]:
    return progress.do(lambda: {"lines": write_figures(clock.today())}, done=1, total=1)


jobs.every("shop.impact", dt.timedelta(days=1))
