"""Setting rates, and turning facts into pay lines at the rate of the session's own day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError, NotFound
from kernel.i18n import _, show_date
from kernel.ids import new_id
from programmes.catalogue.policies import can_manage, can_manage_catalogue, demand
from programmes.catalogue.queries import programme_of
from programmes.pay.models import ExceptionKind, PayException, PayLine, PayRate, RateBasis
from programmes.pay.queries import batch_lines, exception_of, frozen_from, lines_of, open_lines, rate_on
from programmes.pay.rules import batches_earned, earned

MENDED = "mended"
BY_RATE, BY_REGISTER = "rate", "register"
BY_ITSELF = (BY_RATE, BY_REGISTER)


@dataclass(frozen=True, kw_only=True)
class NewRate:
    """What a programme pays from a day on, everywhere or at one establishment."""

    programme_id: uuid.UUID
    basis: RateBasis
    minor: int
    currency: str
    valid_from: dt.date
    unit_id: uuid.UUID | None = None
    band: str = ""
    batch: int = 1
    id: uuid.UUID = field(default_factory=new_id)


def set_rate(actor: Actor, new: NewRate) -> PayRate:
    """Set a rate; what waited for it gets its lines. Refused where it would change what a pay run froze."""
    demand(can_manage(actor, new.unit_id) if new.unit_id else can_manage_catalogue(actor))
    existing = session.get(PayRate, new.id)
    if existing:
        return existing
    same = (
        PayRate.programme_id == new.programme_id,
        PayRate.unit_id == new.unit_id,
        PayRate.valid_from == new.valid_from,
        PayRate.band == new.band,
    )
    if session.scalar(sa.select(PayRate.id).where(*same)):
        raise DomainError(_("A rate begins on that day already. Choose another day."), field="valid_from")
    if new.batch < 1 or (new.batch > 1 and new.basis is not RateBasis.PIECE):
        raise DomainError(_("Only pieces are paid by the batch. Write 1, or choose a piece."), field="batch")
    _refuse_frozen(new)
    made = PayRate(**vars(new))
    session.add(made)
    audit.record(actor, "pay_rate.set", made)
    session.flush()
    _settle_again(actor, new)
    return made


def _refuse_frozen(new: NewRate) -> None:
    """What a pay run froze was paid at its rate: no later rate may reach back under it."""
    if frozen := frozen_from(new.programme_id, new.unit_id, new.valid_from, new.band):
        words = _(
            "The pay up to %(day)s is frozen. The first open day is %(next)s: let the rate begin then or later. What a "
            "day before should have paid goes by correction: mend its row in the register, and the difference comes "
            "with the next run.",
            day=show_date(frozen), next=show_date(frozen + dt.timedelta(days=1)),
        )  # fmt: skip
        raise DomainError(words, field="valid_from")


def _settle_again(actor: Actor, new: NewRate) -> None:
    """Pay what waited for the rate, and bring lines of its days that no run froze yet to it."""
    waiting = sa.select(PayException).where(
        PayException.programme_id == new.programme_id,
        PayException.kind == ExceptionKind.NO_RATE,
        PayException.solved_at.is_(None),
        PayException.band == new.band,
    )
    names = ("person_id", "programme_id", "unit_id", "source", "earned_on", "minutes", "pieces", "band")
    facts = [
        Earning(fact_id=one.source_id, **{name: getattr(one, name) for name in names})
        for one in session.scalars(waiting).all()
    ]
    facts += [_fact_of(line, new) for line in open_lines(new.programme_id, new.unit_id, new.valid_from, new.band)]
    for fact in facts:
        settle(actor, fact)


def _fact_of(line: Any, rate: NewRate) -> Earning:
    """What a line says of its fact."""
    return Earning(
        person_id=line.person_id, programme_id=rate.programme_id, unit_id=line.unit_id, source=line.source,
        fact_id=line.fact_id, earned_on=line.earned_on, minutes=line.explain["minutes"], pieces=line.explain["pieces"],
        band=rate.band,
    )  # fmt: skip


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
    """A fact that pays, as it stands now: who, for what, where, which day, how long, how many good pieces, which band.

    Nothing is due any more when both are 0. ``source`` says what kind of fact ``fact_id`` names.
    """

    person_id: uuid.UUID
    programme_id: uuid.UUID
    unit_id: uuid.UUID
    source: str
    fact_id: uuid.UUID
    earned_on: dt.date
    minutes: int
    pieces: int
    band: str = ""


def settle(actor: Actor, fact: Earning) -> PayLine | None:
    """Bring the lines of a fact to what it earns at its own day's rate; without a rate, a work item.

    Writes the difference to the lines that are there, which a pay run announces; safe to repeat.
    """
    found = rate_on(fact.programme_id, fact.unit_id, fact.earned_on, fact.band)
    waits = exception_of(fact.fact_id)
    by_hand = waits is not None and waits.solved_at is not None and waits.solution not in BY_ITSELF
    if found is None or by_hand:
        _wait(actor, fact, waits)
        return None
    if waits and waits.solved_at is None:
        waits.solved_at, waits.solution = clock.now(), BY_RATE
        audit.record(actor, "pay_exception.solved", waits)
    lines = lines_of(fact.fact_id)
    if any(line.currency != found.currency for line in lines):
        raise DomainError(_("Lines of these days stand in another currency. Let the rate begin later."))
    if _left(actor, fact, found, lines):
        lines = lines_of(fact.fact_id)
    if found.batch > 1:
        return settle_batches(actor, fact, found)
    was = sum(line.minor for line in lines if line.batch == 1)
    minor = earned(found.basis, found.minor, minutes=fact.minutes, pieces=fact.pieces) - was
    news = minor or _said(lines) != (fact.minutes, fact.pieces)
    return _add_line(actor, fact, found, minor, {"was_minor": was} if lines else {}) if news else None


def _left(actor: Actor, fact: Earning, found: PayRate, lines: Sequence[Any]) -> bool:
    """Whether a fact that stood in batches is paid otherwise now, or the other way round: what it had is taken off."""
    nothing = replace(fact, minutes=0, pieces=0)
    apart = sum(line.minor for line in lines if line.batch == 1) if found.batch > 1 else 0
    if apart:
        was = session.get_one(PayRate, next(line.rate_id for line in lines if line.batch == 1))
        _add_line(actor, nothing, was, -apart, {"was_minor": apart})
    for line in [line for line in lines if line.batch > 1][-1:]:
        was = session.get_one(PayRate, line.rate_id)
        if (found.batch > 1, found.programme_id, found.band) != (True, was.programme_id, was.band):
            return settle_batches(actor, nothing, was) is not None or bool(apart)
    return bool(apart)


def _said(lines: Sequence[Any]) -> tuple[int, int]:
    """(minutes, pieces) by the newest line. A line of nothing is written too, so that a later rate finds the work."""
    newest = lines[-1].explain if lines else {}
    return newest.get("minutes", 0), newest.get("pieces", 0)


def settle_batches(actor: Actor, fact: Earning, rate: PayRate) -> PayLine | None:
    """Bring a person's batches to what they come to with this fact; its line carries the whole difference.

    So the lines of all days together are the full batches, whatever the order in which days are noted and mended.
    """
    stood = batch_lines(fact.person_id, rate)
    days = {
        line.fact_id: (line.valid_from, line.rate_id, line.rate_minor, line.batch, line.explain["pieces"])
        for line in stood
    }
    mine = [line for line in stood if line.fact_id == fact.fact_id]
    was = days.pop(fact.fact_id, None)
    now = (rate.valid_from, rate.id, rate.minor, rate.batch, fact.pieces)
    if (was or now) == now and _said(mine) == (fact.minutes, fact.pieces):
        return None
    _before, carried_in = batches_earned(one[2:] for one in sorted(days.values()))
    due, carried = batches_earned(one[2:] for one in sorted([*days.values(), now]))
    more: dict[str, Any] = {"batch": rate.batch, "carried_in": carried_in, "carried": carried}
    if mine or lines_of(fact.fact_id):
        more["was_minor"] = sum(line.minor for line in mine)
    return _add_line(actor, fact, rate, due - sum(line.minor for line in stood), more)


def _add_line(actor: Actor, fact: Earning, rate: PayRate, minor: int, more: Mapping[str, Any]) -> PayLine:
    """Write a line of a fact; ``more`` is said beside it, and ``was_minor`` makes it one that mends."""
    explain: dict[str, Any] = {
        "minutes": fact.minutes, "pieces": fact.pieces, "rate_minor": rate.minor, "per": rate.basis.value,
        "date": fact.earned_on.isoformat(), "programme": programme_of(fact.programme_id).name, **more,
    }  # fmt: skip
    if rate.band:
        explain["band"] = rate.band
    first = "was_minor" not in more
    line = PayLine(
        person_id=fact.person_id, source=fact.source if first else MENDED,
        source_id=fact.fact_id if first else new_id(),
        rate_id=rate.id, earned_on=fact.earned_on, minor=minor, currency=rate.currency, explain=explain,
        fact_id=fact.fact_id, unit_id=fact.unit_id,
    )  # fmt: skip
    session.add(line)
    audit.record(actor, "pay_line.made", line)
    session.flush()
    return line


def _wait(actor: Actor, fact: Earning, waits: PayException | None) -> None:
    """Put a fact on the list of what a human must settle, or bring what stands there to what it is now."""
    if waits is None:
        if not fact.minutes and not fact.pieces:
            return
        facts = {name: value for name, value in vars(fact).items() if name != "fact_id"}
        waits = PayException(kind=ExceptionKind.NO_RATE, source_id=fact.fact_id, **facts)
        session.add(waits)
        audit.record(actor, "pay_exception.found", waits)
    elif (waits.minutes, waits.pieces) != (fact.minutes, fact.pieces):
        due = bool(fact.minutes or fact.pieces)
        waits.minutes, waits.pieces = fact.minutes, fact.pieces
        waits.solved_at, waits.solution = (None, "") if due else (clock.now(), BY_REGISTER)
        audit.record(actor, "pay_exception.changed", waits)
    session.flush()
