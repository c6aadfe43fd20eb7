"""Codes with which somebody may look at their own account once."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class AccountLook(Base):
    """That a person may look at their own account once, until ``expires_at``. Of code and PIN only digests are kept.

    ``tries`` counts how often the code was typed, with whatever PIN: after a few it opens nothing.
    """

    __tablename__ = "account_look"
    __table_args__ = (
        sa.CheckConstraint("length(code_digest) = 64", name="digest_is_hex"),
        sa.CheckConstraint("used_at IS NULL OR used_at <= expires_at", name="used_in_time"),
        sa.CheckConstraint("used_at IS NULL OR tries > 0", name="used_by_a_try"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    code_digest: Mapped[str] = mapped_column(sa.String(64), unique=True)
    opened_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    opened_at: Mapped[dt.datetime]
    expires_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    pin_digest: Mapped[str] = mapped_column(sa.String(128), default="", server_default="")
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0, server_default="0")
