"""A death moves what a person has to their estate; whoever inherits is paid by two humans."""

from __future__ import annotations

import itertools
import uuid

from casework.public import DeathTakenBack, PersonDied
from kernel import audit, clock, events
from kernel.authz import Actor
from kernel.db import session
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.estates import queries
from marketplace.estates.models import Estate
from marketplace.holds.queries import held_on
from marketplace.ledger import service as books
from marketplace.ledger.models import AccountRole, EntryKind
from marketplace.ledger.rules import NewEntry, credit, debit

SOURCE = "estate"


def connect() -> None:
    """Listen for deaths, and for deaths that were none."""
    events.subscribe(PersonDied, open_for)
    events.subscribe(DeathTakenBack, give_back)


def open_for(event: PersonDied) -> None:
    """Open the estate of somebody who died and move there what is free (Mandela Rules 67.2 and 68)."""
    if queries.open_estate(event.person_id):
        return
    made = Estate(
        person_id=event.person_id, died_on=event.on, opened_by=event.by.human_id, opened_at=clock.now()
    )  # fmt: skip
    session.add(made)
    audit.record(event.by, "estate.opened", made)
    session.flush()
    sweep(event.by, event.person_id)


def sweep(actor: Actor | None, person_id: uuid.UUID) -> int:
    """Move what stands to the accounts of somebody who died to their estate; says how many entries that took.

    Money under a hold waits until the hold is booked, let go or over, disputed money until the dispute is decided.
    """
    estate, rows = queries.open_estate(person_id), queries.to_sweep(person_id)
    if estate is None:
        return 0
    held, made = held_on([row.id for row in rows]), 0
    for currency, accounts in itertools.groupby(rows, key=lambda row: row.currency):
        free = [(row.id, row.balance - held.get(row.id, 0)) for row in accounts]
        legs = [debit(account, minor) for account, minor in free if minor > 0]
        if not legs:
            continue
        to = books.account_for(AccountRole.ESTATE, currency, person_id)
        entry = NewEntry(
            kind=EntryKind.ESTATE, occurred_on=clock.today(), idem_key=f"{SOURCE}:{new_id()}", source=SOURCE,
            source_id=estate.id, legs=[*legs, credit(to, sum(leg.minor for leg in legs))],
        )  # fmt: skip
        books.post(actor, entry)
        made += 1
    return made


def sweep_all() -> int:
    """For the hourly job: pay that arrived after a death, and money whose hold is over, follow to the estate."""
    return sum(sweep(None, person_id) for person_id in queries.unswept())


def give_back(event: DeathTakenBack) -> None:
    """The person lives. Each entry is put back where it came from as far as the money is still there.

    What was paid to heirs meanwhile is gone from the books; the rest of a broken sum becomes money to spend.
    """
    estate = queries.open_estate(event.person_id)
    if estate is None:
        return
    left = {row.id: row.balance for row in queries.estate_accounts(event.person_id)}
    for row in queries.entries_to_undo(estate):
        if row.minor <= left.get(row.account_id, 0):
            books.reverse(event.by, row.id, _("The death was recorded wrongly."))
            left[row.account_id] -= row.minor
    for account in queries.estate_accounts(event.person_id):
        mine = books.account_for(AccountRole.SPENDABLE, account.currency, event.person_id)
        books.post(event.by, NewEntry(
            kind=EntryKind.TRANSFER, occurred_on=clock.today(), idem_key=f"{SOURCE}:back:{estate.id}:{account.id}",
            legs=[debit(account.id, account.balance), credit(mine, account.balance)], source=SOURCE,
            source_id=estate.id, memo=_("The death was recorded wrongly."),
        ))  # fmt: skip
    estate.withdrawn_at = clock.now()
    audit.record(event.by, "estate.withdrawn", estate)
    session.flush()
