"""The first days outside: what was to be arranged on the day of release, looked at on day 1, 3 and 7."""

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


class ItemKind(LabelledEnum):
    """What a person needs on the day they leave."""

    HOUSING = "housing", _l("A place to sleep")
    PAPERS = "papers", _l("Identity papers")
    MONEY = "money", _l("Money until the first income")
    HEALTH = "health", _l("Health appointment and supply until then")
    APPOINTMENT = "appointment", _l("First appointment with the office")


class ItemState(LabelledEnum):
    """Where an item stands."""

    OPEN = "open", _l("Still to do")
    ARRANGED = "arranged", _l("Arranged")
    SETTLED = "settled", _l("Settled")
    NOT_NEEDED = "not_needed", _l("Not needed")


class FirstDays(Audited, Base):
    """One release with supervision to follow."""

    __tablename__ = "first_days"
    __table_args__ = (sa.UniqueConstraint("order_id", "released_on"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    released_on: Mapped[dt.date]


class DayItem(Audited, Base):
    """One thing of the day of release, as it stands now."""

    __tablename__ = "first_days_item"
    __table_args__ = (sa.UniqueConstraint("first_days_id", "kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    first_days_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("first_days.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[ItemKind]
    state: Mapped[ItemState] = mapped_column(default=ItemState.OPEN)


class DayCheck(Audited, Base):
    """A look at all items on day 1, 3 or 7."""

    __tablename__ = "first_days_check"
    __table_args__ = (
        sa.UniqueConstraint("first_days_id", "day"),
        sa.Index("ix_first_days_check_due", "due_on"),
        sa.CheckConstraint("day IN (1, 3, 7)", name="on_its_day"),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name="done_by_somebody"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    first_days_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("first_days.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    day: Mapped[int]
    due_on: Mapped[dt.date]
    done_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    done_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    words: Mapped[str] = mapped_column(sa.Text, default="")
