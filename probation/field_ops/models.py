"""Operations of the field queue, and what was refused. The id of an operation was minted on the device."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class OpKind(LabelledEnum):
    """What a phone may write."""

    VISIT = "contact.create", _l("Field visit")
    CHECK_IN = "checkin.start", _l("Goes in alone")
    CHECK_OUT = "checkin.end", _l("Is back")
    PROPOSAL = "proposal", _l("Seen in the field")


class OpStatus(LabelledEnum):
    """Where an operation stands."""

    APPLIED = "applied", _l("In the file")
    HELD = "held", _l("Waits for the one before it")
    CONFLICT = "conflict", _l("Clashes with another record")
    FIX = "fix", _l("Needs mending on the phone")
    WITH_SUPERVISOR = "with_supervisor", _l("With the supervisor")
    SET_ASIDE = "set_aside", _l("Set aside")


class FieldOperation(Base):
    """One operation. ``payload`` stays for ever where it did not become a record of its own."""

    __tablename__ = "field_operation"
    __table_args__ = (
        sa.Index("ix_field_operation_after", "after_id", "status"),
        sa.Index("ix_field_operation_waiting", "status", "received_at"),
        sa.CheckConstraint("length(digest) = 64", name="digest_is_hex"),
        sa.CheckConstraint("status = 'applied' OR payload IS NOT NULL", name="nothing_is_lost"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    digest: Mapped[str] = mapped_column(sa.String(64))
    device_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_device.id"), index=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"), index=True)
    pack_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_pack.id"), index=True)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    seq: Mapped[int]
    lane: Mapped[str] = mapped_column(sa.String(64))
    after_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(sa.SmallInteger)
    kind: Mapped[OpKind]
    order_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("supervision_order.id"), default=None)
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), index=True, default=None)
    status: Mapped[OpStatus]
    answer: Mapped[dict[str, Any]]
    occurred_at: Mapped[dt.datetime]
    """As the device had it. What was made from it is corrected by ``clock_offset`` (seconds) where that is large."""
    clock_offset: Mapped[int]
    zone: Mapped[str] = mapped_column(sa.String(64))
    received_at: Mapped[dt.datetime]
    settled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    made_id: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    payload: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True), default=None)


class Refused(LabelledEnum):
    """Why something was turned away."""

    FORGED = "forged_device", _l("The device is not one of ours")
    ANOTHER = "another_account", _l("Sent under another account")
    REVOKED = "device_revoked", _l("The device was revoked")
    NO_PACK = "unknown_pack", _l("The pack is not this officer's")
    NOT_IN_PACK = "not_in_pack", _l("The person was not in the pack")
    NOT_ASSIGNED = "not_assigned", _l("The person is no longer the officer's")
    VERSION = "unknown_schema", _l("The app is of an unknown version")
    SEAL = "broken_seal", _l("The seal does not open")
    REUSED = "reused", _l("Another record came under the same number")
    CORRECTED = "corrected", _l("Replaced by a mended record before it was taken")
    TOO_LARGE = "too_large", _l("Too large")


class FieldRefusal(Base):
    """Something turned away, kept as it was sent: sealed."""

    __tablename__ = "field_refusal"
    __table_args__ = (sa.Index("ix_field_refusal_office", "office_id", "at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    at: Mapped[dt.datetime]
    why: Mapped[Refused]
    op_id: Mapped[uuid.UUID | None] = mapped_column(index=True, default=None)
    device_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    office_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    envelope: Mapped[dict[str, Any]]


append_only(table_of(FieldRefusal))
