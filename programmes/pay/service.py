"""Setting rates, and turning attendance into pay lines at the rate of the session's own day."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from casework.public import EarningsDue
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage, can_manage_catalogue, demand
from programmes.catalogue.queries import programme_of
from programmes.pay.models import ExceptionKind, PayException, PayLine, PayRate, RateBasis
from programmes.pay.queries import rate_on
from programmes.pay.rules import earned


@dataclass(frozen=True, kw_only=True)
class NewRate:
    """What a programme pays from a day on, everywhere or at one establishment."""

    programme_id: uuid.UUID
    basis: RateBasis
    minor: int
    currency: str
    valid_from: dt.date
    unit_id: uuid.UUID | None = None
    id: uuid.UUID = field(default_factory=new_id)


def set_rate(actor: Actor, new: NewRate) -> PayRate:
    """Set a rate and pay at once what waited for it."""
    demand(can_manage(actor, new.unit_id) if new.unit_id else can_manage_catalogue(actor))
    existing = session.get(PayRate, new.id)
    if existing:
        return existing
    same = (
        PayRate.programme_id == new.programme_id,
        PayRate.unit_id == new.unit_id,
        PayRate.valid_from == new.valid_from,
    )
    if session.scalar(sa.select(PayRate.id).where(*same)):
        raise DomainError(_("A rate begins on that day already. Choose another day."), field="valid_from")
    made = PayRate(**vars(new))
    session.add(made)
    audit.record(actor, "pay_rate.set", made)
    session.flush()
    _pay_what_waited(actor, new.programme_id)
    return made


def _pay_what_waited(actor: Actor, programme_id: uuid.UUID) -> None:
    waiting = sa.select(PayException).where(
        PayException.programme_id == programme_id,
        PayException.kind == ExceptionKind.NO_RATE,
        PayException.solved_at.is_(None),
    )
    for one in session.scalars(waiting).all():
        fact = Earning(
            person_id=one.person_id,
            programme_id=one.programme_id,
            unit_id=one.unit_id,
            source=one.source,
            source_id=one.source_id,
            earned_on=one.earned_on,
            minutes=one.minutes,
            pieces=one.pieces,
        )
        found = rate_on(fact.programme_id, fact.unit_id, fact.earned_on)
        if found:
            _pay(actor, fact, found)
            one.solved_at, one.solution = clock.now(), "rate"
            audit.record(actor, "pay_exception.solved", one)


def solve(actor: Actor, exception_id: uuid.UUID, words: str) -> PayException:
    """Close an exception by hand, saying what was done about it."""
    found = session.get(PayException, exception_id)
    if found is None or not actor.covers(found.unit_id):
        raise NotFound(_("There is no such exception."))
    demand(can_manage(actor, found.unit_id))
    found.solved_at, found.solution = clock.now(), words[:200]
    audit.record(actor, "pay_exception.solved", found, reason=words)
    return found


@dataclass(frozen=True, kw_only=True)
class Earning:
    """A fact that pays: who, for which programme, where, on which day, how long and how many good pieces."""

    person_id: uuid.UUID
    programme_id: uuid.UUID
    unit_id: uuid.UUID
    source: str
    source_id: uuid.UUID
    earned_on: dt.date
    minutes: int
    pieces: int


def pay(actor: Actor, fact: Earning) -> PayLine | None:
    """Make the pay line of a fact at its day's rate and announce it; without a rate, a work item."""
    found = rate_on(fact.programme_id, fact.unit_id, fact.earned_on)
    if found is None:
        add_exception(actor, fact, ExceptionKind.NO_RATE)
        return None
    return _pay(actor, fact, found)


def _pay(actor: Actor, fact: Earning, rate: PayRate) -> PayLine | None:
    minor = earned(rate.basis, rate.minor, minutes=fact.minutes, pieces=fact.pieces)
    if minor <= 0:
        return None
    explain: dict[str, Any] = {
        "minutes": fact.minutes, "pieces": fact.pieces, "rate_minor": rate.minor, "per": rate.basis.value,
        "date": fact.earned_on.isoformat(), "programme": programme_of(fact.programme_id).name,
    }  # fmt: skip
    line = PayLine(
        person_id=fact.person_id, source=fact.source, source_id=fact.source_id, rate_id=rate.id,
        earned_on=fact.earned_on, minor=minor, currency=rate.currency, explain=explain,
    )  # fmt: skip
    session.add(line)
    audit.record(actor, "pay_line.made", line)
    session.flush()
    events.publish(
        EarningsDue(
            person_id=fact.person_id,
            kind="wage",
            source=fact.source,
            source_id=fact.source_id,
            minor=minor,
            currency=rate.currency,
            earned_on=fact.earned_on,
            explain=explain,
            by=actor,
        )
    )
    return line


def add_exception(actor: Actor, fact: Earning, kind: ExceptionKind) -> PayException:
    """Put a fact on the list of what a human must settle."""
    made = PayException(kind=kind, **vars(fact))
    session.add(made)
    audit.record(actor, "pay_exception.found", made)
    session.flush()
    return made
