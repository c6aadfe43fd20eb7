"""Contact with family: planned, held, or why not. Family itself is the people's own table."""

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


class FamilyWay(LabelledEnum):
    """How the person and the family meet (Mandela Rule 58)."""

    VISIT = "visit", _l("Visit")
    CALL = "call", _l("Telephone call")
    LETTER = "letter", _l("Letter")
    VIDEO = "video", _l("Video call")


class FamilyState(LabelledEnum):
    """What came of it."""

    PLANNED = "planned", _l("Planned")
    HELD = "held", _l("Took place")
    REFUSED = "refused", _l("The person did not want it")
    DID_NOT_COME = "did_not_come", _l("The family did not come")
    CANCELLED = "cancelled", _l("Cancelled by us")


class FamilyContact(Audited, Base):
    """One visit, call, letter or video call with somebody who belongs to the person."""

    __tablename__ = "family_contact"
    __table_args__ = (
        sa.Index("ix_family_contact_person", "person_id", "at", "id"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 720", name="minutes"),
        sa.CheckConstraint("minutes IS NULL OR state = 'held'", name="only_held_lasts"),
        sa.CheckConstraint("state <> 'cancelled' OR length(words) >= 5", name="cancelled_with_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    relation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("relation.id"), index=True)
    way: Mapped[FamilyWay]
    state: Mapped[FamilyState]
    at: Mapped[dt.datetime]
    minutes: Mapped[int | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(sa.String(300), default="")
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]
