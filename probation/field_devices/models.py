"""Devices of the field app. Only the SHA-256 of a token's secret is kept."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class FieldDevice(Base):
    """One phone or tablet of one account. ``id`` was minted there. It ends by itself, or when somebody ends it."""

    __tablename__ = "field_device"
    __table_args__ = (sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_someone"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"), index=True)
    label: Mapped[str] = mapped_column(sa.String(80))
    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    first_seen_at: Mapped[dt.datetime]
    renewed_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    clock_offset: Mapped[int] = mapped_column(default=0)
    """Seconds by which the device's clock is behind ours (negative: ahead), as last measured."""
    revoked_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    revoked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
