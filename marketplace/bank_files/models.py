"""Files for the bank. To which accounts they send is read from sealed numbers when one is fetched."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class BankFile(Audited, Base):
    """Money that goes back in one file. ``sent_on``: the bank has carried it out, so the books say so too."""

    __tablename__ = "bank_file"
    __table_args__ = (
        sa.CheckConstraint("pieces > 0 AND minor > 0", name="holds_something"),
        sa.CheckConstraint("(sent_on IS NULL) = (sent_by IS NULL)", name="sent_by_somebody"),
        sa.CheckConstraint("sent_by IS NULL OR sent_by <> made_by", name="two_humans"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    currency: Mapped[str] = mapped_column(sa.String(3))
    pieces: Mapped[int]
    minor: Mapped[int]
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]
    sent_on: Mapped[dt.date | None] = mapped_column(default=None)
    sent_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
