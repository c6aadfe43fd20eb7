"""A year of movements replayed line by line gives every day's headcount: zero mismatch with what the pages ask."""

import datetime as dt
import random
from collections import Counter

import pytest
import sqlalchemy as sa

from casework.counts import queries as counts
from casework.custody import queries as custody
from casework.custody.models import Movement
from casework.custody.models import MovementKind as K
from casework.custody.rules import FOLLOWS
from casework.custody.service import NewMovement, move
from casework.people.models import LegalStatus
from casework.people.service import NewPerson
from casework.reception.service import NewOrder, NewReception, receive
from casework.takebacks.service import take_back
from kernel import clock
from kernel.authz import Role
from kernel.db import session, transaction
from kernel.errors import DomainError
from kernel.units.models import Unit, UnitKind
from tests import cast

DAY = dt.timedelta(days=1)
PLACE = {K.TO_COURT: "court", K.TO_HOSPITAL: "hospital", K.TEMPORARY_RELEASE: "leave"}


def ledger():
    """Every line as a book would hold it, in order. Counter-entries cross lines out."""
    rows = session.execute(
        sa.select(Movement.id, Movement.person_id, Movement.kind, Movement.at, Movement.from_id, Movement.to_id,
                  Movement.wing_id, Movement.reverses_id)
        .order_by(Movement.at, Movement.recorded_at, Movement.id)
    ).all()  # fmt: skip
    crossed_out = {row.reverses_id for row in rows if row.reverses_id}
    return [row for row in rows if row.reverses_id is None and row.id not in crossed_out]


def replay(lines, at):
    """Person → (prison, wing, place) of everybody inside at an instant, by walking through the book."""
    where = {}
    for line in lines:
        if line.at > at:
            break
        where.pop(line.person_id, None)
        if line.to_id:
            where[line.person_id] = (line.to_id, line.wing_id, PLACE.get(line.kind, "inside"))
    return where


def mismatches(actor, prisons, moments):
    lines, found = ledger(), []
    for at in moments:
        where = replay(lines, at)
        by_book = Counter(prison for prison, _wing, _place in where.values())
        asked = {row.id: row.people for row in custody.headcount(actor, at)}
        found += [
            (at, prison, by_book[prison], asked[prison]) for prison in prisons if by_book[prison] != asked[prison]
        ]
        for prison in prisons:
            wings = Counter((wing, place) for its, wing, place in where.values() if its == prison)
            figures = Counter()
            for row in counts.figures(prison, at):
                figures[row.wing_id, "inside" if row.place == "way" else row.place] += row.people
            figures = Counter({key: n for key, n in figures.items() if key[1] != "at_large"})
            found += [(at, prison, wings, figures)] if wings != figures else []
    return found


def moments_of_a_year(rng, now, random_ones):
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    days = [midnight - n * DAY for n in range(365)]
    return days + [now - rng.random() * 365 * DAY for _n in range(random_ones)]


def test_the_year_of_the_demo(real_db, demo_database):
    actor = cast.make_actor(Role.INSPECTOR)
    prisons = list(session.scalars(sa.select(Unit.id).where(Unit.kind == UnitKind.PRISON)))
    assert len(ledger()) > 60
    assert mismatches(actor, prisons, moments_of_a_year(random.Random(5), clock.now(), 40)) == []


def arrive(officer, prison, at, n):
    order = NewOrder(authority="Court", reference=str(n), dated_on=at.date() - DAY, signatory="Judge", grounds="Theft",
                     legal_status=LegalStatus.SENTENCED)  # fmt: skip
    new = NewReception(person=NewPerson(name=f"Soul {n}"), order=order, establishment_id=prison.id, at=at)
    with clock.held_at(at), transaction():
        return receive(officer, new).id


def wander(rng, actor, person, prisons, wings, at):
    """Some legal next movement of a person, made by the same command as the screen's; some are taken back."""
    stay = custody.newest_stay(person)
    last = custody.last_movement(stay.id)
    open_to = sorted(FOLLOWS[last.kind] - {K.RELEASE, K.DEATH} if last.arrived else {K.ESCAPE, K.TO_HOSPITAL})
    if not open_to:
        return
    kind = rng.choice(open_to)
    here = stay.unit_id
    new = NewMovement(
        person_id=person, kind=kind, at=at, destination="Court", due_back_at=at + DAY,
        to_id=rng.choice([one.id for one in prisons if one.id != here]) if kind is K.TRANSFER else None,
        wing_id=rng.choice(wings[here]).id if kind is K.WITHIN or (kind is K.RETURN and rng.random() < 0.5) else None,
    )  # fmt: skip
    with clock.held_at(at):
        with transaction():
            row = move(actor, new)
        if rng.random() < 0.15:
            with transaction():
                take_back(actor, row.id, "It was another person")


def test_a_year_of_every_kind_of_movement(as_actor):
    rng, now = random.Random(11), clock.now()
    prisons = [cast.make_unit(name=f"Prison {n}") for n in "AB"]
    wings = {one.id: [cast.make_wing(one, places=99) for _n in range(2)] for one in prisons}
    actor = as_actor((Role.RECORDS_OFFICER, Role.GOVERNOR))
    people = [arrive(actor, rng.choice(prisons), now - (364 - n) * DAY, n) for n in range(8)]
    hours = sorted(rng.uniform(1, 355 * 24) for _n in range(140))
    for hour in hours:
        at = now - 355 * DAY + dt.timedelta(hours=hour)
        try:
            wander(rng, actor, rng.choice(people), prisons, wings, at)
        except DomainError as refusal:
            pytest.fail(f"a legal movement was refused: {refusal}")
    kinds = {row.kind for row in ledger()}
    assert kinds >= {
        K.RECEPTION,
        K.WITHIN,
        K.TRANSFER,
        K.TO_COURT,
        K.TO_HOSPITAL,
        K.TEMPORARY_RELEASE,
        K.ESCAPE,
        K.RETURN,
    }
    watcher = cast.make_actor(Role.INSPECTOR)
    assert mismatches(watcher, [one.id for one in prisons], moments_of_a_year(rng, now, 40)) == []


def test_a_line_that_is_not_in_the_book_is_found(prison, as_actor, isolation):
    """The comparison can fail: one line written past the commands moves the query and not the copy of the book."""
    from tests.casework.people_inside import received

    person, lines = received(prison), ledger()
    with transaction():
        move(as_actor(Role.RECORDS_OFFICER, prison), NewMovement(person_id=person, kind=K.ESCAPE, at=clock.now()))
    assert replay(lines, clock.now()) != replay(ledger(), clock.now())


def test_the_figures_open_their_lists(prison, signed_in):
    from tests.casework.people_inside import received

    received(prison)
    client = signed_in(Role.GOVERNOR, prison)
    shown = client.get(f"/prisons/{prison.id}/count").text
    assert "On the roll" in shown
    assert "Ann Hart" in client.get(f"/prisons/{prison.id}/count/people?place=inside").text
    long_ago = "on-day=1&on-month=1&on-year=2020&hour=12:00"
    assert "Nobody was here" in client.get(f"/prisons/{prison.id}/count?{long_ago}").text
    assert "Ann Hart" not in client.get(f"/prisons/{prison.id}/count/people?{long_ago}").text
    assert client.get(f"/prisons/{cast.make_unit().id}/count").status_code == 404
