"""Closing months, noting money that covers wages, correcting entries: what finance does to the books themselves."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import Conflict, DomainError, Forbidden
from kernel.i18n import _
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.ledger.models import EntryKind, LedgerPeriod
from marketplace.ledger.rules import period_of
from marketplace.months import queries
from marketplace.months.rules import CORRECTED_BY_HAND, days_of, may_close

LEAST_REASON = 5


def close(actor: Actor, code: str, words: str = "") -> LedgerPeriod:
    """Close a month and open the next one. From then on the database takes nothing into it.

    Raises DomainError while something blocks, or while something is open and ``words`` do not say why that is right.
    """
    queries.month_code(code)
    if books_queries.is_closed(code):
        raise Conflict(_("This month is closed already."))
    looks = queries.looks_at(code, clock.today())
    if not may_close(looks):
        raise DomainError(_("Settle what blocks first, then close the month."))
    if not all(look.is_clear for look in looks) and len(words) < LEAST_REASON:
        raise DomainError(_("Say why the month closes although something is open."), field="words")
    closed = books.close_period(actor, code)
    audit.record(actor, "ledger_period.looked_at", closed, reason=words)
    _open_next(actor, period_of(days_of(code)[1] + dt.timedelta(days=1)))
    return closed


def _open_next(actor: Actor, code: str) -> None:
    if session.scalar(sa.select(LedgerPeriod.id).where(LedgerPeriod.code == code)):
        return
    made = LedgerPeriod(code=code)
    session.add(made)
    audit.record(actor, "ledger_period.opened", made)
    session.flush()


@dataclass(frozen=True, kw_only=True)
class NewGrant:
    """Money that the treasury paid in to cover wages. ``id`` is minted by the form: twice is once."""

    id: uuid.UUID
    minor: int
    currency: str
    on: dt.date


def note_grant(actor: Actor, new: NewGrant) -> uuid.UUID:
    """Note money that covers wages; gives the entry. A closed month takes none."""
    if new.on > clock.today():
        raise DomainError(_("This day lies ahead. Note the money when it has arrived."), field="on")
    if new.minor <= 0:
        raise DomainError(_("Enter an amount such as 12.50."), field="amount")
    if books_queries.is_closed(period_of(new.on)):
        raise DomainError(_("That month is closed. Book it on a day of the open month."), field="on")
    return books.record_grant(actor, new.minor, new.currency, new.on, new.id)


def correct(actor: Actor, entry_id: uuid.UUID, reason: str) -> uuid.UUID:
    """Correct an entry by its mirror image in the open month; gives the correction.

    Raises Forbidden for the human who booked it, DomainError for entries that are corrected where they came from.
    """
    row = queries.entry_row(entry_id)
    if EntryKind(row.kind) not in CORRECTED_BY_HAND:
        raise DomainError(_("This is corrected where it came from: wages in the register, orders by a refund."))
    if row.human_id == actor.human_id:
        raise Forbidden(_("You booked this yourself, so somebody else has to correct it."))
    if len(reason) < LEAST_REASON:
        raise DomainError(_("Say why the entry is corrected."), field="reason")
    return books.reverse(actor, entry_id, reason)
