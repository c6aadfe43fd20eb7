"""What an establishment says of its days. Without a row: Monday to Friday, no holidays."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class CalendarChoice(Audited, Base):
    """Whose holidays an establishment keeps, and on which weekdays it works.

    ``country`` is an ISO 3166 code or "" for no holidays, ``subdivision`` a code of the ``holidays`` package or "";
    ``weekdays`` are digits in order, 0 is Monday: "01234".
    """

    __tablename__ = "calendar_choice"
    __table_args__ = (
        sa.UniqueConstraint("unit_id"),
        sa.CheckConstraint("length(weekdays) BETWEEN 1 AND 7", name="works_some_day"),
        sa.CheckConstraint("country <> '' OR subdivision = ''", name="part_of_a_country"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    subdivision: Mapped[str] = mapped_column(sa.String(40), default="")
    weekdays: Mapped[str] = mapped_column(sa.String(7), default="01234")


class OwnDayKind(LabelledEnum):
    """What an establishment decided for some of its days."""

    CLOSED = "closed", _l("Closed")
    OPENED = "opened", _l("Open after all")


class OwnDay(Audited, Base):
    """Days that an establishment closes, or on which it works although the calendar says otherwise.

    Taken back, never deleted.
    """

    __tablename__ = "own_day"
    __table_args__ = (
        sa.Index("ix_own_day_unit", "unit_id", "first_on"),
        sa.CheckConstraint("last_on >= first_on", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    kind: Mapped[OwnDayKind]
    first_on: Mapped[dt.date]
    last_on: Mapped[dt.date]
    reason: Mapped[str] = mapped_column(sa.String(200))
    taken_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
