"""Commands on addresses."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

from casework.addresses.models import Address, AddressKind
from casework.identity.queries import owned
from casework.identity.rules import reasoned
from casework.people.queries import person_for
from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _

LONGEST_LIFE = dt.timedelta(days=120 * 366)


@dataclass(frozen=True, kw_only=True)
class NewAddress:
    """An address as an envelope shows it. ``why_protected`` says why it must stay hidden; empty when it need not."""

    id: uuid.UUID
    person_id: uuid.UUID
    kind: AddressKind
    lines: str
    from_on: dt.date
    country: str = ""
    phone: str = ""
    checked_on: dt.date | None = None
    why_protected: str = ""


def add_address(actor: Actor, new: NewAddress) -> Address:
    """Put an address on file. Asking twice with one ``id`` is one address.

    Raises DomainError for dates that cannot be.
    """
    if (known := session.get(Address, new.id)) is not None:
        return known
    card = person_for(actor, new.person_id)
    today = clock.today(card.zone)
    if new.from_on < today - LONGEST_LIFE:
        raise DomainError(_("Nobody lived there that long ago. Check the year."), field="from_on")
    if new.checked_on and new.checked_on > today:
        raise DomainError(_("Choose the day somebody checked it: today or before."), field="checked_on")
    row = Address(
        id=new.id, person_id=card.id, kind=new.kind, lines=new.lines, country=new.country.upper(), phone=new.phone,
        from_on=new.from_on, checked_on=new.checked_on, protected=bool(new.why_protected),
        why_protected=new.why_protected,
    )  # fmt: skip
    session.add(row)
    audit.record(actor, "address.added", row)
    return row


def end_address(actor: Actor, address_id: uuid.UUID, to_on: dt.date, reason: str) -> None:
    """Say until when the person lived there. Raises DomainError for a day before it began."""
    row: Address = owned(actor, Address, address_id)
    if to_on < row.from_on:
        raise DomainError(_("They cannot leave before they came. Choose a later day."), field="to_on")
    row.to_on = to_on
    audit.record(actor, "address.ended", row, reason=reasoned(reason))


def reveal_address(actor: Actor, address_id: uuid.UUID, reason: str) -> Address:
    """Show a protected address once. Who asked, and why, stands in the trail before the words leave the house."""
    row: Address = owned(actor, Address, address_id)
    why = reasoned(reason)
    audit.event(
        actor, audit.Kind.READ, "address.revealed", subject_kind="address", subject_id=row.id,
        person_id=row.person_id, reason=why,
    )  # fmt: skip
    return row
