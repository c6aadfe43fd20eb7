"""Letters that somebody left standing although a visit came in after them."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class StandingLetter(Audited, Base):
    """A letter that stands in spite of one visit, with why. Another visit asks anew."""

    __tablename__ = "standing_letter"
    __table_args__ = (
        sa.UniqueConstraint("step_id", "contact_id"),
        sa.CheckConstraint("length(reason) >= 10", name="says_why"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id, init=False)
    step_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enforcement_step.id"))
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    decided_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decided_at: Mapped[dt.datetime]
    reason: Mapped[str] = mapped_column(sa.Text)


append_only(table_of(StandingLetter))
