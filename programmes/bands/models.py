"""Which band a place is paid by, from a day on."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class PlaceBand(Audited, Base):
    """A place is paid by this band from a day on, until the next row. "" is the programme's rate without a band."""

    __tablename__ = "place_band"
    __table_args__ = (sa.UniqueConstraint("allocation_id", "from_on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    band: Mapped[str] = mapped_column(sa.String(40))
    from_on: Mapped[dt.date]
    why: Mapped[str] = mapped_column(sa.String(300))
    set_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    set_at: Mapped[dt.datetime]


append_only(table_of(PlaceBand))
