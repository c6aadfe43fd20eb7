"""Start codes: how a person comes to a password that nobody else has ever known."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class StartCode(Base):
    """A one-time code for choosing a password. Only its SHA-256 is kept; ``ends_at`` is also set to end it early.

    It opens nothing until another human than the one who gave it has confirmed it: whoever gives a code could use it.
    """

    __tablename__ = "start_code"
    __table_args__ = (sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    given_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    given_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
