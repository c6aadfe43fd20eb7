"""Looking at a place before it is given: every rule answered, every check asked, for one person or for a list."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from casework.public import brief_facts, facts_for
from kernel import clock
from kernel.authz import Actor
from kernel.db import session
from kernel.units.queries import unit_of
from programmes.catalogue.queries import programme_of
from programmes.eligibility.queries import facts_of, facts_of_many, rules_in_force
from programmes.eligibility.rules import Verdict, examine
from programmes.fitting.queries import findings_for
from programmes.fitting.rules import Finding, Seat
from programmes.intakes.models import Intake
from programmes.places.models import OPEN_APPLICATION, Application
from programmes.places.queries import open_application


@dataclass(frozen=True, kw_only=True)
class Ask:
    """What is known of a wish for a place beside the file: see ``Placement``."""

    consented: bool = False
    handover: str = ""
    override: str = ""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What would come of giving this person a seat: every rule answered, and what every check found."""

    seat: Seat
    verdict: Verdict
    findings: Sequence[Finding]
    application: Application | None = field(default=None, compare=False)

    @property
    def blocking(self) -> list[Finding]:
        """What no reason moves: it has to be mended, or another group chosen."""
        return [one for one in self.findings if one.blocks]

    @property
    def against(self) -> str:
        """The first thing that stands in the way beside the rules; "" for nothing."""
        return next((one.words for one in self.blocking), "")

    @property
    def warnings(self) -> list[str]:
        """What stands in nobody's way."""
        return [one.words for one in self.findings if not one.blocks]

    @property
    def good(self) -> bool:
        """Whether nothing stands in the way."""
        return self.verdict.admits and not self.blocking

    @property
    def consented(self) -> bool:
        """Whether the person is known to want it."""
        return self.seat.facts.consented


def look_at(actor: Actor, group: Intake, person_id: uuid.UUID, ask: Ask) -> Look:
    """Look at one person for a group. Raises NotFound where the actor may not look; notes the read."""
    facts, programme = facts_for(actor, person_id), programme_of(group.programme_id)
    wish = open_application(facts.card.id, programme.id)
    consented = ask.consented or bool(wish and wish.consented)
    seat = Seat(
        person_id=facts.card.id, name=facts.card.name, in_custody=facts.card.in_custody,
        release_on=facts.card.release_date, apart_from=facts.apart_from, handover=ask.handover, override=ask.override,
        facts=facts_of(facts, programme.id, consented=consented),
    )  # fmt: skip
    return _looks(group, [seat], {seat.person_id: wish} if wish else {})[seat.person_id]


def look_at_many(actor: Actor, group: Intake, asked: Mapping[uuid.UUID, Ask]) -> dict[uuid.UUID, Look]:
    """Look at a list of people in a constant number of statements; who may not be known of is absent."""
    found = brief_facts(actor, list(asked), clock.today(unit_of(group.unit_id).zone))
    wishes = _wishes_of(group.programme_id, list(found))
    wanting = {key for key in found if asked[key].consented or (key in wishes and wishes[key].consented)}
    facts = facts_of_many(found, group.programme_id, wanting, clock.today(unit_of(group.unit_id).zone))
    seats = [
        Seat(
            person_id=key, name=one.name, in_custody=one.in_custody, release_on=one.release_on,
            apart_from=one.apart_from, handover=asked[key].handover, override=asked[key].override, facts=facts[key],
        )
        for key, one in found.items()
    ]  # fmt: skip
    return _looks(group, seats, wishes)


def _wishes_of(programme_id: uuid.UUID, people: Sequence[uuid.UUID]) -> dict[uuid.UUID, Application]:
    wanted = (
        Application.programme_id == programme_id,
        Application.person_id.in_(people),
        Application.state.in_(OPEN_APPLICATION),
    )
    return {one.person_id: one for one in session.scalars(sa.select(Application).where(*wanted))} if people else {}


def _looks(group: Intake, seats: Sequence[Seat], wishes: Mapping[uuid.UUID, Application]) -> dict[uuid.UUID, Look]:
    today = clock.today(unit_of(group.unit_id).zone)
    kind, rules = programme_of(group.programme_id).kind, rules_in_force(group.programme_id, today)
    found = findings_for(group, seats, today)
    return {
        seat.person_id: Look(
            seat=seat, verdict=examine(kind, rules, seat.facts), findings=found[seat.person_id],
            application=wishes.get(seat.person_id),
        )
        for seat in seats
    }  # fmt: skip
