"""Packs that were given out, and who was in them."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base


class FieldPack(Audited, Base):
    """One pack on one device. ``id`` was minted there, so asking twice gives out one."""

    __tablename__ = "field_pack"
    __table_args__ = (
        sa.Index("ix_field_pack_out", "office_id", "returned_at", "issued_at"),
        sa.Index("ix_field_pack_human", "human_id", "issued_at"),
        sa.CheckConstraint("people BETWEEN 1 AND 40", name="at_most_forty"),
        sa.CheckConstraint("returned_at IS NULL OR returned_at >= issued_at", name="returned_after_it_was_given"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    device_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_device.id"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    day: Mapped[dt.date]
    people: Mapped[int]
    issued_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    returned_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class FieldPackPerson(Base):
    """Somebody in a pack: what may be written under it."""

    __tablename__ = "field_pack_person"
    __table_args__ = (sa.Index("ix_field_pack_person_order", "order_id", "pack_id"),)

    pack_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_pack.id"), primary_key=True)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
