"""Zones and their cost tables. A table is never changed: a new one is in force from its day on."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class ShippingZone(Audited, Base):
    """Countries (ISO 3166) that cost the same. A country lies in one zone: ``shipping_country`` holds it."""

    __tablename__ = "shipping_zone"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)


class ShippingCountry(Base):
    """A country of a zone."""

    __tablename__ = "shipping_country"

    country: Mapped[str] = mapped_column(sa.String(2), primary_key=True)
    zone_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shipping_zone.id"), index=True)


class ShippingTable(Audited, Base):
    """What sending costs in a zone from a day on. ``steps``: [most grams, minor units], the lightest first."""

    __tablename__ = "shipping_table"
    __table_args__ = (sa.UniqueConstraint("zone_id", "currency", "from_on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    zone_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("shipping_zone.id"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    from_on: Mapped[dt.date]
    steps: Mapped[list[list[int]]] = mapped_column(sa.JSON)
    set_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    set_at: Mapped[dt.datetime]


append_only(table_of(ShippingTable))
