"""Money follows the person: what stands to their accounts goes from one prison's trust fund to the other's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

import sqlalchemy as sa

from casework.public import PeopleMerged, PeopleUnmerged, PersonReceived, PersonTransferred
from kernel import audit, clock, events
from kernel.db import session, table_of
from kernel.errors import DomainError
from kernel.i18n import _, show_money
from marketplace.earnings.queries import is_payout_waiting
from marketplace.holds.queries import held_on
from marketplace.ledger import queries as books_queries
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.trust_places.models import TrustMark, TrustPlace
from marketplace.trust_places.queries import last_place, used_accounts

SOURCE, MERGED = "trust_place", "merge"


def connect() -> None:
    """Listen to where people go, and to files that become one."""
    events.subscribe(PersonReceived, begin)
    events.subscribe(PersonTransferred, follow)
    events.subscribe(PeopleMerged, carry_balances)
    events.subscribe(PeopleUnmerged, carry_balances_back)


def follow(event: PersonTransferred) -> None:
    """Somebody went to another prison, or a transfer was taken back: their money goes with them, at once."""
    _carry(event.person_id, event.to_id, event.at, came_from=event.from_id)


def begin(event: PersonReceived) -> None:
    """Somebody came in: what is left from an earlier stay elsewhere comes here."""
    _carry(event.person_id, event.establishment_id, event.at)


def _carry(person_id: uuid.UUID, unit_id: uuid.UUID, at: dt.datetime, came_from: uuid.UUID | None = None) -> None:
    last = last_place(person_id)
    nth, left = (last.nth, last.unit_id) if last else (0, None)
    if left == unit_id:
        return
    if left is None and came_from:
        nth, left = 1, came_from
        _place(person_id, nth, left, at)
    made = _place(person_id, nth + 1, unit_id, at)
    if left:
        _take_along(made, left)


def _place(person_id: uuid.UUID, nth: int, unit_id: uuid.UUID, at: dt.datetime) -> TrustPlace:
    made = TrustPlace(person_id=person_id, nth=nth, unit_id=unit_id, since=at)
    session.add(made)
    audit.record(None, "trust_place.begun", made)
    session.flush()
    return made


def _take_along(place: TrustPlace, left: uuid.UUID) -> None:
    """One entry for each currency, from the fund that is left to the fund that takes over, and the marks to prove it.

    Nothing is booked on the person's own accounts, so no hold is broken and nothing on its way goes astray.
    """
    held, total = used_accounts(place.person_id), Counter[str]()
    for row in held:
        total[row.currency] += row.balance
    if held:
        marks = [{"place_id": place.id, "account_id": row.id, "legs": row.legs, "balance": row.balance} for row in held]
        session.execute(sa.insert(table_of(TrustMark)), marks)
    for currency, minor in total.items():
        if minor:
            _book(place, left, currency, minor)


def _book(place: TrustPlace, left: uuid.UUID, currency: str, minor: int) -> None:
    legs = [
        debit(books.account_for(AccountRole.PRISON_SHARE, currency, left), minor),
        credit(books.account_for(AccountRole.PRISON_SHARE, currency, place.unit_id), minor),
    ]
    books.post(None, NewEntry(
        kind=EntryKind.TRANSFER, occurred_on=clock.today(), idem_key=f"{SOURCE}:{place.id}:{currency}", legs=legs,
        source=SOURCE, source_id=place.id,
    ))  # fmt: skip


def carry_balances(merged: PeopleMerged) -> None:
    """Two files became one: what stands to the old one's accounts is booked over. No posting is rewritten.

    Raises DomainError while a payout from the old accounts waits for its second signature, or money there is held.
    """
    held = [row for row in books_queries.holdings_of(merged.from_id) if row.balance]
    if is_payout_waiting([row.id for row in held]):
        raise DomainError(_("A payout from the file to be given up waits for its second person. Decide it first."))
    if busy := held_on([row.id for row in held]):
        row = next(row for row in held if row.id in busy)
        raise DomainError(
            _("Account %(number)s: %(sum)s is held. Book it or let it go first, or wait until the hold is over.",
              number=row.number, sum=show_money(busy[row.id], row.currency))
        )  # fmt: skip
    for row in held:
        other = books.account_for(row.role, row.currency, merged.into_id)
        entry = NewEntry(
            kind=EntryKind.TRANSFER, occurred_on=clock.today(), legs=[debit(row.id, row.balance),
            credit(other, row.balance)], source=MERGED, source_id=merged.merge_id,
            idem_key=f"{MERGED}:{merged.merge_id}:{row.id}",
        )  # fmt: skip
        books.post(merged.by, entry)


def carry_balances_back(unmerged: PeopleUnmerged) -> None:
    """The merge was wrong: its entries are reversed. Raises DomainError when the money has been spent since."""
    for entry_id in books_queries.entries_about(MERGED, unmerged.merge_id):
        books.reverse(unmerged.by, entry_id, unmerged.reason)
