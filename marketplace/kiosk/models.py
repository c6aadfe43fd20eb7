"""Codes with which somebody may look at their own account once."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class AccountLook(Base):
    """That a person may look at their own account once, until ``expires_at``. Of the code only its digest is kept."""

    __tablename__ = "account_look"
    __table_args__ = (
        sa.CheckConstraint("length(code_digest) = 64", name="digest_is_hex"),
        sa.CheckConstraint("used_at IS NULL OR used_at <= expires_at", name="used_in_time"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    opened_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)
