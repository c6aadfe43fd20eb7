"""One row for each deed, each look into a file, each sign-in and each refusal. Rows only ever arrive."""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db.append_only import append_only
from kernel.db.base import Base, table_of


class Kind(enum.StrEnum):
    """What sort of event a row tells of."""

    WRITE = "write"
    READ = "read"
    ACCESS = "access"
    REFUSAL = "refusal"


class AuditEntry(Base):
    """Who did what, when, where, to whose file and why. ``hash`` covers the row and the hash before it in its lane."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        sa.Index("ix_audit_entry_person", "person_id", "at"),
        sa.Index("ix_audit_entry_subject", "subject_id", "at"),
        sa.Index("ix_audit_entry_actor", "actor_id", "at"),
    )

    lane: Mapped[int] = mapped_column(sa.SmallInteger, primary_key=True)
    seq: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True)
    at: Mapped[dt.datetime]
    kind: Mapped[Kind]
    action: Mapped[str] = mapped_column(sa.String(80))
    actor_id: Mapped[uuid.UUID | None]
    human_id: Mapped[uuid.UUID | None]
    session_ref: Mapped[str] = mapped_column(sa.String(16))
    subject_kind: Mapped[str] = mapped_column(sa.String(60))
    subject_id: Mapped[uuid.UUID | None]
    person_id: Mapped[uuid.UUID | None]
    purpose: Mapped[str] = mapped_column(sa.String(60))
    reason: Mapped[str] = mapped_column(sa.Text)
    changes: Mapped[dict[str, Any]]
    hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))


class FieldChange(Base):
    """What one field of a record in a person's file said before and after a change: the file's own history.

    The trail says that a text changed; this says from what to what, and stays where the file stays.
    """

    __tablename__ = "field_change"
    __table_args__ = (sa.Index("ix_field_change_person", "person_id", "at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    person_id: Mapped[uuid.UUID]
    at: Mapped[dt.datetime]
    human_id: Mapped[uuid.UUID | None]
    action: Mapped[str] = mapped_column(sa.String(80))
    record_kind: Mapped[str] = mapped_column(sa.String(60))
    record_id: Mapped[uuid.UUID]
    field: Mapped[str] = mapped_column(sa.String(60))
    old: Mapped[str] = mapped_column(sa.Text)
    new: Mapped[str] = mapped_column(sa.Text)
    reason: Mapped[str] = mapped_column(sa.Text)


append_only(table_of(AuditEntry))
append_only(table_of(FieldChange))
