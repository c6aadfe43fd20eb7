"""A proposed law with its dry run, one that was withdrawn, and people whose dates no longer follow."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from casework.demo.service import World
from casework.laws.queries import version_of
from casework.laws.rules import Share, fraction_of
from casework.laws.service import enact, propose_share, withdraw
from casework.people.models import LegalStatus, Person
from casework.people.queries import person_record
from casework.rechecks.queries import everybody
from casework.rechecks.service import recheck
from casework.sentences.models import AdjustmentKind
from casework.sentences.queries import sentences_of
from casework.sentences.service import NewAdjustment, NewSentence, adjust, calculate, impose
from casework.trials.queries import everybody as under_sentence
from casework.trials.service import begin, finish, try_on
from kernel.authz import Actor
from kernel.db import in_transaction, session, table_of

CHUNK = 200
COMPARED = 2_000
"""So many people are compared at once; in a larger demo the first night compares the others."""
PRISON = "HRB"


def seed(world: World) -> None:
    """Made by the commands themselves, so that a demo cannot hold what the house would refuse."""
    in_transaction(lambda: _needing_somebody(world))
    earlier = in_transaction(lambda: _next_year(world))
    in_transaction(lambda: _try(world.staff["governor"], earlier))
    in_transaction(lambda: enact(world.staff["governor"], earlier))
    in_transaction(lambda: _alter(world))
    version = in_transaction(lambda: _propose(world))
    in_transaction(lambda: _try(world.staff["governor"], version))
    people = everybody()[:COMPARED]
    for start in range(0, len(people), CHUNK):
        in_transaction(lambda part=people[start : start + CHUNK]: _recheck(part))  # type: ignore[misc]


def _try(governor: Actor, version_id: uuid.UUID) -> None:
    trial_id, people = begin(governor, version_of(version_id)).id, under_sentence()
    try_on(trial_id, people)
    finish(trial_id, len(people))


def _recheck(people: Sequence[uuid.UUID]) -> None:
    for person_id in people:
        recheck(person_id)


def _next_year(world: World) -> uuid.UUID:
    """A change that came into force and moves nobody yet: it holds for sentences of a day to come."""
    new = Share(
        kind="extended", from_on=dt.date(world.today.year + 1, 7, 1), share=fraction_of("3/4"),
        citation="Release Act, section 9",
    )  # fmt: skip
    return propose_share(world.staff["administrator"], new, "Release Act, section 9, published in the Gazette.").id


def _alter(world: World) -> None:
    """Somebody with the keys to the database has moved a date past the house: the nightly comparison says so."""
    person = next(
        one for one in world.people
        if one["state"] == "sentenced" and one["prison"] == PRISON and not one.get("turned")
        and one["release_on"] and one["release_on"] > world.today + dt.timedelta(days=200)
    )  # fmt: skip
    row = person_record(world.staff["records"], person["id"])
    earlier = (row.release_on or world.today) - dt.timedelta(days=90)
    session.flush()
    rows = table_of(Person)
    session.connection().execute(sa.update(rows).where(rows.c.id == row.id).values(release_on=earlier))
    session.expire(row)


def _propose(world: World) -> uuid.UUID:
    writer = world.staff["administrator"]
    first = Share(
        kind="standard", from_on=dt.date(world.today.year - 2, 1, 1), share=fraction_of("1/3"),
        citation="Bill 44, never passed",
    )  # fmt: skip
    withdraw(writer, propose_share(writer, first, "Bill 44 was expected to pass in spring.").id)
    second = Share(
        kind="standard", from_on=dt.date(world.today.year - 2, 1, 1), share=fraction_of("2/5"),
        citation="Release Act, section 3 (to come)",
    )  # fmt: skip
    return propose_share(writer, second, "Release Act, second reading: standard sentences to two fifths.").id


def _needing_somebody(world: World) -> None:
    """Two whose inputs changed, one whom the rule no longer covers, one without dates, one with dates that wait."""
    officer = world.staff["records"]
    held = [
        one for one in world.people
        if one["state"] == "sentenced" and one["prison"] == PRISON and not one.get("turned")
    ]  # fmt: skip
    later = [one for one in held if one["release_on"] and one["release_on"] > world.today + dt.timedelta(days=100)]
    for person in later[:2]:
        _credit(officer, person)
    for person in later[2:3]:
        _credit(officer, person)
        calculate(officer, person["id"], "Bail was counted late")
    over = [one for one in held if one["release_on"] and one["release_on"] < world.today]
    unsentenced = [one for one in world.people if one["state"] == "unsentenced" and one["prison"] == PRISON]
    for person in over[:1] + unsentenced[:1]:
        impose(officer, NewSentence(
            person_id=person["id"], court="Central District Court", offence="Theft", months=4, imposed_on=world.today,
        ))  # fmt: skip


def _credit(officer: Actor, person: Mapping[str, Any]) -> None:
    if person_record(officer, person["id"]).legal_status is not LegalStatus.SENTENCED:
        return
    first = min(one.imposed_on for one in sentences_of(person["id"]))
    adjust(officer, NewAdjustment(
        person_id=person["id"], kind=AdjustmentKind.BAIL, days=6, applies_from=first, source="Letter of the court",
    ))  # fmt: skip
