"""Setting rates, and turning facts into pay lines at the rate of the session's own day."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
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
from programmes.pay.queries import exception_of, frozen_from, lines_of, open_lines, rate_on
from programmes.pay.rules import earned

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
    before = lines_of(fact.fact_id)
    if any(line.currency != found.currency for line in before):
        raise DomainError(_("Lines of these days stand in another currency. Let the rate begin later."))
    was = sum(line.minor for line in before)
    minor = earned(found.basis, found.minor, minutes=fact.minutes, pieces=fact.pieces) - was
    news = minor or _said(before) != (fact.minutes, fact.pieces)
    return _add_line(actor, fact, found, minor, was, first=not before) if news else None


def _said(lines: Sequence[Any]) -> tuple[int, int]:
    """(minutes, pieces) by the newest line. A line of nothing is written too, so that a later rate finds the work."""
    newest = lines[-1].explain if lines else {}
    return newest.get("minutes", 0), newest.get("pieces", 0)


def _add_line(actor: Actor, fact: Earning, rate: PayRate, minor: int, was: int, *, first: bool) -> PayLine:
    explain: dict[str, Any] = {
        "minutes": fact.minutes, "pieces": fact.pieces, "rate_minor": rate.minor, "per": rate.basis.value,
        "date": fact.earned_on.isoformat(), "programme": programme_of(fact.programme_id).name,
    }  # fmt: skip
    if rate.band:
        explain["band"] = rate.band
    if not first:
        explain["was_minor"] = was
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
