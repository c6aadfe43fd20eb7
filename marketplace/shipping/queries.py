"""Reading zones and costs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from kernel.db import session, table_of
from marketplace.shipping.models import ShippingCountry, ShippingTable, ShippingZone
from marketplace.shipping.rules import cost_of

zone, country, costs = table_of(ShippingZone), table_of(ShippingCountry), table_of(ShippingTable)


def countries() -> Sequence[str]:
    """Every country that lies in a zone."""
    return session.scalars(sa.select(country.c.country).order_by(country.c.country)).all()


def cost_to(to: str, grams: int, currency: str, day: dt.date) -> int | None:
    """Minor units to send this weight to a country on a day, or None where we do not send it."""
    steps = session.scalar(
        sa.select(costs.c.steps)
        .join(country, country.c.zone_id == costs.c.zone_id)
        .where(country.c.country == to, costs.c.currency == currency, costs.c.from_on <= day)
        .order_by(costs.c.from_on.desc())
        .limit(1)
    )
    return None if steps is None else cost_of(steps, grams)


def zones() -> Sequence[Any]:
    """Every zone with its countries."""
    rows = session.execute(
        sa.select(zone.c.id, zone.c.name, country.c.country)
        .select_from(zone.outerjoin(country, country.c.zone_id == zone.c.id))
        .order_by(zone.c.name, country.c.country)
        .limit(1000)
    ).all()
    found: dict[Any, dict[str, Any]] = {}
    for row in rows:
        one = found.setdefault(row.id, {"id": row.id, "name": row.name, "countries": []})
        if row.country:
            one["countries"].append(row.country)
    return list(found.values())


def tables() -> Sequence[Any]:
    """Every cost table, the newest of each zone first."""
    return session.execute(
        sa.select(costs).order_by(costs.c.zone_id, costs.c.currency, costs.c.from_on.desc()).limit(500)
    ).all()
