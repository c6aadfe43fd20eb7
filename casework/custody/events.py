"""What happened to a person's liberty and place."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.custody.models import MovementKind
from kernel.authz import Actor


@dataclass(frozen=True, kw_only=True)
class PersonReceived:
    """Somebody was received into custody, with the cash they carried (for their trust account)."""

    person_id: uuid.UUID
    establishment_id: uuid.UUID
    at: dt.datetime
    by_account: uuid.UUID | None
    cash_minor: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class PersonTransferred:
    """Somebody went from one prison to another."""

    person_id: uuid.UUID
    from_id: uuid.UUID
    to_id: uuid.UUID
    at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class PersonSentenced:
    """Somebody held on another ground is from now on held under a sentence: their legal status changed."""

    person_id: uuid.UUID
    by: Actor


@dataclass(frozen=True, kw_only=True)
class PersonReleased:
    """A custody episode closed at the gate. ``by`` is who opened it."""

    person_id: uuid.UUID
    establishment_id: uuid.UUID
    at: dt.datetime
    by: Actor | None = None


@dataclass(frozen=True, kw_only=True)
class PersonMoved:
    """A line was written into the ledger of movements, of any kind but a reception or a release.

    ``prison_id`` is whose duty what follows is; ``since`` is when the movement before was.
    """

    by: Actor
    person_id: uuid.UUID
    movement_id: uuid.UUID
    kind: MovementKind
    at: dt.datetime
    before: MovementKind
    since: dt.datetime
    prison_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class MovementTakenBack:
    """A line of the ledger was wrong and has its counter-entry."""

    by: Actor
    person_id: uuid.UUID
    movement_id: uuid.UUID
    kind: MovementKind


@dataclass(frozen=True, kw_only=True)
class PersonDied:
    """Somebody died, in custody or outside. ``prison_id`` is the prison or office that owes what follows.

    ``on`` is the day on its wall clock: what the death ends, ends on that day.
    """

    by: Actor
    person_id: uuid.UUID
    prison_id: uuid.UUID
    at: dt.datetime
    on: dt.date


@dataclass(frozen=True, kw_only=True)
class DeathTakenBack:
    """A death was recorded of somebody who lives."""

    by: Actor
    person_id: uuid.UUID


@dataclass(frozen=True, kw_only=True)
class SupervisionBegan:
    """A supervision episode opened at an office; the plan's ownership moves with it."""

    person_id: uuid.UUID
    office_id: uuid.UUID
    officer_id: uuid.UUID
    at: dt.datetime


class SupervisionMoved(SupervisionBegan):
    """Supervision goes on at another office or under another officer; the plan's ownership moves with it."""


@dataclass(frozen=True, kw_only=True)
class SupervisionEnded:
    """A supervision episode closed."""

    person_id: uuid.UUID
    office_id: uuid.UUID
    at: dt.datetime
