"""Appeals against an answer to a wish for a place."""

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


class AppealState(LabelledEnum):
    """Open until somebody else than who declined has decided."""

    OPEN = "open", _l("Waits for a decision")
    UPHELD = "upheld", _l("The person is right")
    DISMISSED = "dismissed", _l("The answer stands")


_OPEN = sa.text("state = 'open'")


class ApplicationAppeal(Audited, Base):
    """The person's own words against a declined wish. ``against`` is who declined it, and never who decides."""

    __tablename__ = "application_appeal"
    __table_args__ = (
        sa.Index(
            "uq_application_appeal_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_application_appeal_due", "state", "due_on"),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> against", name="decided_by_somebody_else"),
        sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name="decided_once"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    application_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("application.id"))
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    against: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    made_on: Mapped[dt.date]
    due_on: Mapped[dt.date]
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_on: Mapped[dt.date | None] = mapped_column(default=None)
