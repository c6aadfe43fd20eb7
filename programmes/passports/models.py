"""A passport that was given out. Its bytes lie with all papers; the row says what is on it and whether it holds."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.ids import new_id


class Passport(Audited, Base):
    """One copy, as given. ``chosen``: the ids of what the person put in, by kind. Nothing public names custody."""

    __tablename__ = "skills_passport"
    __table_args__ = (
        sa.CheckConstraint("withdrawn_on IS NULL OR length(withdraw_reason) >= 10", name="withdrawn_with_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    public_token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    issuer: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(10))
    chosen: Mapped[dict[str, Any]]
    document_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_document.id"))
    issued_on: Mapped[dt.date]
    issued_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    withdrawn_on: Mapped[dt.date | None] = mapped_column(default=None)
    withdraw_reason: Mapped[str] = mapped_column(sa.Text, default="")
