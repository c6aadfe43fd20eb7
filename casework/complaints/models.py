"""The inspector's lock, and what was put under it. The server can close an envelope and cannot open one."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class ComplaintLock(Audited, Base):
    """A key pair of the inspectorate: the public half closes envelopes, the private half lies under a pass phrase."""

    __tablename__ = "complaint_lock"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    recipient: Mapped[str] = mapped_column(sa.String(100))
    wrapped: Mapped[bytes] = mapped_column(sa.LargeBinary)
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]


class SealedComplaint(Base):
    """One sealed envelope. Nothing on it says who wrote it; ``receipt`` is the hash of the writer's code."""

    __tablename__ = "sealed_complaint"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    lock_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("complaint_lock.id"))
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    receipt: Mapped[str] = mapped_column(sa.String(64), unique=True)
    received_on: Mapped[dt.date]


class ComplaintAnswer(Base):
    """What the inspector says to the writer, shown to whoever brings the code."""

    __tablename__ = "complaint_answer"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    complaint_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("sealed_complaint.id"), index=True)
    words: Mapped[str] = mapped_column(sa.Text)
    answered_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    answered_at: Mapped[dt.datetime]


class LetterThrottle(Base):
    """How many letters came from one network today. ``key`` is a keyed hash, which says nothing of where."""

    __tablename__ = "letter_throttle"

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    day: Mapped[dt.date] = mapped_column(index=True)
    letters: Mapped[int]


append_only(table_of(SealedComplaint))
append_only(table_of(ComplaintAnswer))
