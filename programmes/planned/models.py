"""Changes of a place that are decided now and happen on their day."""

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


class ChangeKind(LabelledEnum):
    """What happens on the day."""

    SUSPEND = "suspend", _l("The place is suspended")
    RESUME = "resume", _l("The place goes on")
    END = "end", _l("The place ends")


class ChangeState(LabelledEnum):
    """Planned until its day; then done, or missed where the place did not stand so that it could happen."""

    PLANNED = "planned", _l("Planned")
    DONE = "done", _l("Done")
    CANCELLED = "cancelled", _l("Cancelled")
    MISSED = "missed", _l("Could not happen")


_PLANNED = sa.text("state = 'planned'")


class PlannedChange(Audited, Base):
    """One change of one place on one day. ``end_reason`` is the code of the reason where the place ends."""

    __tablename__ = "planned_change"
    __table_args__ = (
        sa.Index(
            "uq_planned_change_open",
            "allocation_id",
            "kind",
            unique=True,
            sqlite_where=_PLANNED,
            postgresql_where=_PLANNED,
        ),
        sa.Index("ix_planned_change_due", "state", "on_date"),
        sa.CheckConstraint("(kind = 'end') = (end_reason <> '')", name="end_has_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    kind: Mapped[ChangeKind]
    on_date: Mapped[dt.date]
    words: Mapped[str] = mapped_column(sa.Text)
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    paid: Mapped[bool] = mapped_column(default=False)
    end_reason: Mapped[str] = mapped_column(sa.String(40), default="")
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.PLANNED)
