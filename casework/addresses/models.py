"""Addresses of a person, one line of history each."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import SEALED, Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class AddressKind(LabelledEnum):
    """What an address is to the person."""

    HOME = "home", _l("Home address")
    RELEASE = "release", _l("Where they go after release")
    FAMILY = "family", _l("Family")
    WORK = "work", _l("Work")


class Address(Audited, Base):
    """One address, as an envelope shows it. A protected one is shown only behind a reveal that is noted."""

    __tablename__ = "address"
    __table_args__ = (
        sa.Index("ix_address_person", "person_id", "from_on"),
        sa.CheckConstraint("to_on IS NULL OR from_on <= to_on", name="in_order"),
        sa.CheckConstraint("protected = false OR length(why_protected) >= 5", name="protected_with_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[AddressKind]
    lines: Mapped[str] = mapped_column(sa.String(400), info={SEALED: True})
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="", info={SEALED: True})
    from_on: Mapped[dt.date]
    to_on: Mapped[dt.date | None] = mapped_column(default=None)
    checked_on: Mapped[dt.date | None] = mapped_column(default=None)
    protected: Mapped[bool] = mapped_column(default=False)
    why_protected: Mapped[str] = mapped_column(sa.String(300), default="", info={SEALED: True})
