"""What was asked for, by whom and why; who did it."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.accounts.models import two_people
from kernel.db import Base
from kernel.ids import new_id


class FactorReset(Base):
    """Taking a lost factor off an account. It happens when another human confirms it, within a day (``ends_at``)."""

    __tablename__ = "factor_reset"
    __table_args__ = (two_people(),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(500))
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
