"""Opening zones and setting costs."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from babel import Locale

from kernel import audit, clock
from kernel.authz import Actor
from kernel.db import session
from kernel.errors import DomainError
from kernel.i18n import _
from kernel.ids import new_id
from marketplace.shipping.models import ShippingCountry, ShippingTable, ShippingZone
from marketplace.shipping.queries import country

KNOWN = frozenset(code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha())  # noqa: PLR2004


@dataclass(frozen=True, kw_only=True)
class NewTable:
    """What sending to a zone costs from a day on. ``id`` is minted by the form: twice is once."""

    zone_id: uuid.UUID
    currency: str
    from_on: dt.date
    steps: Sequence[Sequence[int]]
    id: uuid.UUID = field(default_factory=new_id)


def open_zone(actor: Actor, name: str, codes: Sequence[str]) -> ShippingZone:
    """Open a zone, or take its countries over from other zones. Raises DomainError for a code that is no country."""
    wrong = [code for code in codes if code not in KNOWN]
    if wrong or not codes:
        words = _("Enter countries by their two letters, such as DE FR. Not known: %(codes)s.", codes=" ".join(wrong))
        raise DomainError(words, field="countries")
    found = session.scalar(sa.select(ShippingZone).where(ShippingZone.name == name)) or ShippingZone(name=name)
    session.add(found)
    audit.record(actor, "shipping_zone.set", found)
    session.flush()
    session.execute(sa.delete(country).where(sa.or_(country.c.country.in_(codes), country.c.zone_id == found.id)))
    session.add_all(ShippingCountry(country=code, zone_id=found.id) for code in dict.fromkeys(codes))
    session.flush()
    return found


def set_costs(actor: Actor, new: NewTable) -> ShippingTable:
    """A cost table from a day on. What was ordered before keeps its cost."""
    if found := session.get(ShippingTable, new.id):
        return found
    if new.from_on < clock.today():
        raise DomainError(
            _("A cost table begins today or later: orders that were placed keep theirs."), field="from_on"
        )
    same = sa.select(ShippingTable.id).where(
        ShippingTable.zone_id == new.zone_id, ShippingTable.currency == new.currency,
        ShippingTable.from_on == new.from_on,
    )  # fmt: skip
    if session.scalar(same):
        raise DomainError(_("There is a table from that day on already. Choose another day."), field="from_on")
    made = ShippingTable(
        id=new.id, zone_id=new.zone_id, currency=new.currency, from_on=new.from_on,
        steps=[list(step) for step in new.steps], set_by=actor.human_id, set_at=clock.now(),
    )  # fmt: skip
    session.add(made)
    audit.record(actor, "shipping_table.set", made)
    session.flush()
    return made
