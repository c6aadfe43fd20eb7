"""What people answered to a reminder."""

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


class Meaning(LabelledEnum):
    """What an answer says."""

    COMES = "comes", _l("Comes")
    NEW_TIME = "new_time", _l("Needs another time")
    HELP = "help", _l("Asks for help")
    STOP = "stop", _l("Wants no more messages")
    OTHER = "other", _l("Wrote something else")


class Reply(Audited, Base):
    """One answer. ``source``: the gateway's own id of it, so that it comes in once."""

    __tablename__ = "reminder_reply"
    __table_args__ = (sa.Index("ix_reminder_reply_person", "person_id", "seen_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    source: Mapped[str] = mapped_column(sa.String(120), unique=True)
    reminder_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("reminder.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    meaning: Mapped[Meaning]
    text: Mapped[str] = mapped_column(sa.String(500), info={SEALED: True})
    received_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    seen_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
