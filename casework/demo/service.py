"""The demo's world: three prisons, two probation offices, staff for every role, and what each module adds to it."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from casework.demo.rules import COUNTRY, PLACES, SEED, STAFF, ZONE, make_id
from kernel import clock
from kernel.accounts.models import Account
from kernel.accounts.service import NewAccount, end_sessions, open_account
from kernel.authz import Actor, Role
from kernel.calendars.models import OwnDayKind
from kernel.calendars.rules import Calendar, add_working_days
from kernel.calendars.service import NewCalendar, NewOwnDays, note_days, set_calendar
from kernel.db import in_transaction
from kernel.factor_resets import service as factor_resets
from kernel.factors import service as factors
from kernel.factors.rules import Wanted, code_at, step_at
from kernel.units.models import ESTABLISHMENTS
from kernel.units.service import NewUnit, open_unit


@dataclass
class World:
    """What the modules build on: places by code, staff by user name, people as made, one seed for all chance."""

    size: int
    say: Callable[[str], None]
    rng: random.Random = field(default_factory=lambda: random.Random(SEED))  # noqa: S311 - believable, not secret
    now: dt.datetime = field(default_factory=clock.now)
    units: dict[str, uuid.UUID] = field(default_factory=dict)
    staff: dict[str, Actor] = field(default_factory=dict)
    people: list[dict[str, Any]] = field(default_factory=list)
    tally: Counter[str] = field(default_factory=Counter)
    """How many of something were made, by any name: so that every worklist gets a few lines and none is flooded."""

    @property
    def today(self) -> dt.date:
        """The civil date at the demo's prisons."""
        return clock.local(self.now, ZONE).date()

    def id(self, moment: dt.datetime | None = None) -> uuid.UUID:
        """A key of that moment (now without one), the same in every demo of one day."""
        return make_id(self.rng, moment or self.now)

    def nth(self, key: str) -> int:
        """Counts from 0, by any name: what is drawn in turn is there in every demo, however small."""
        self.tally[key] += 1
        return self.tally[key] - 1

    def days_ago(self, days: float, hour: int = 10) -> dt.datetime:
        """A moment so many days ago, at about this hour."""
        day = self.now - dt.timedelta(days=days)
        return day.replace(hour=hour, minute=self.rng.randrange(60), second=0, microsecond=0)


Seeder = Callable[[World], None]
_seeders: dict[str, tuple[int, Seeder]] = {}


def contribute_demo(key: str, order: int, seeder: Seeder) -> None:
    """Add a module's part of the demo; parts run in ``order``. A part opens its own transactions."""
    _seeders[key] = (order, seeder)


def build(size: int, say: Callable[[str], None]) -> World:
    """Make the whole demo: places, staff, then every module's part."""
    world = World(size=size, say=say)
    with clock.at_home_in(ZONE):
        in_transaction(lambda: _places_and_staff(world))
        in_transaction(lambda: _second_steps(world))
        for key, (_order, seeder) in sorted(_seeders.items(), key=lambda item: item[1][0]):
            say(f"  {key} …")
            seeder(world)
    return world


def _places_and_staff(world: World) -> None:
    for code, name, kind, parent in PLACES:
        new = NewUnit(code=code, name=name, kind=kind, parent_id=world.units.get(parent or ""), zone=ZONE)
        world.units[code] = open_unit(None, new).id
        if kind in ESTABLISHMENTS:
            _calendar(world, world.units[code])
    for n, (username, name, role, unit) in enumerate(STAFF, 1):
        unit_id = world.units[unit] if unit else None
        new_account = NewAccount(name=name, staff_number=f"S{n:04d}", username=username, grants=((role, unit_id),))
        world.staff[username] = _actor(open_account(None, new_account), name, role, unit_id)


NOBODYS_KEY = b"demo"
"""Seeds of the demo are sealed under no installation's secret: nobody has the phone, and one click signs in."""


def _second_steps(world: World) -> None:
    """The inspector has an app; a records officer lost the card, and the administrator asked that it be taken off."""
    for username, wanted in (("inspector", Wanted.APP), ("records2", Wanted.CARD)):
        one = world.staff[username]
        card = factors.begin(one, wanted, NOBODYS_KEY)
        seed = factors.seed_begun(one, NOBODYS_KEY)
        first = card[0] if card else code_at(seed, step_at(clock.now()))
        factors.confirm(one, first, browser="", secret=NOBODYS_KEY)
        end_sessions(one.account_id)
    lost = "The card was in the bag that was stolen on the bus. Piotr came to my office with his staff card."
    factor_resets.ask(world.staff["administrator"], world.staff["records2"].account_id, lost)


def _calendar(world: World, unit_id: uuid.UUID) -> None:
    """Each keeps the country's holidays, closes one day of its own about three weeks ahead and works on a Saturday."""
    set_calendar(None, NewCalendar(unit_id=unit_id, country=COUNTRY))
    day = add_working_days(Calendar(), world.today, 16 + world.nth("own days"))
    saturday = day + dt.timedelta(days=5 - day.weekday())
    for kind, on, reason in ((OwnDayKind.CLOSED, day, "Stocktaking"), (OwnDayKind.OPENED, saturday, "Open day")):
        note_days(None, NewOwnDays(unit_id=unit_id, kind=kind, first_on=on, last_on=on, reason=reason))


def _actor(account: Account, name: str, role: Role, unit_id: uuid.UUID | None) -> Actor:
    return Actor(
        account_id=account.id,
        human_id=account.human_id,
        name=name,
        roles=frozenset({role}),
        establishments=frozenset({unit_id} if unit_id else ()),
        everywhere=unit_id is None,
        session_ref="demo",
    )
