"""What a level would mean for the places a person holds and the applications that wait."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from casework.public import LevelSource, NewLevel, contribute_consequences, facts_for
from kernel import clock
from kernel.authz import Actor
from kernel.i18n import _, isolate
from programmes.catalogue.queries import programme_of
from programmes.eligibility.queries import verdict_for
from programmes.places.queries import open_applications
from programmes.reviews.service import misfits


def connect() -> None:
    """Tell the approver, before and after a decision, what it means here."""
    contribute_consequences(LevelSource(kind="places", find=questioned_places, say=say_questioned))
    contribute_consequences(LevelSource(kind="wishes", find=changed_wishes, say=say_wish))


def questioned_places(actor: Actor, new: NewLevel) -> list[dict[str, str]]:
    """The places that a level would put under review."""
    if not new.is_upward:
        return []
    facts = facts_for(actor, new.card.id)
    after = dataclasses.replace(facts, card=dataclasses.replace(facts.card, level=new.after))
    return [{"programme": one.name} for one in misfits(after)]


def say_questioned(facts: Mapping[str, Any]) -> str:
    """What happens to such a place."""
    return _("The place in %(programme)s comes under review: its rules do not admit this level. The coordinator keeps "
             "or ends it.", programme=isolate(facts["programme"]))  # fmt: skip


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
    name = isolate(facts["programme"])
    if facts["fits"]:
        return _("The application for %(programme)s fits the rules at this level.", programme=name)
    return _("The application for %(programme)s does not fit the rules at this level; it stays on the list.",
             programme=name)  # fmt: skip
