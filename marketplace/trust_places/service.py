"""Money follows the person: what stands to their accounts goes from one prison's trust fund to the other's."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import Counter

import sqlalchemy as sa

from casework.public import PersonReceived, PersonTransferred
from kernel import audit, clock
from kernel.db import session, table_of
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit
from marketplace.trust_places.models import TrustMark, TrustPlace
from marketplace.trust_places.queries import last_place, used_accounts

SOURCE = "trust_place"


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
