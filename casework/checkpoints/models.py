"""Checkpoints that were made, and how far each witness got. Nothing about anybody in either."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, table_of
from kernel.db.append_only import append_only
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Reached(LabelledEnum):
    """How it went with a witness the last time."""

    KEPT = "kept", _l("Lies there, read back")
    SENT = "sent", _l("Sent")
    ABSENT = "absent", _l("Not there, or without its empty file “throughcare-place”")
    FAILED = "failed", _l("It could not be reached; tried again within the hour")
    NO_WAY = "no_way", _l("No mail server is set up")


class Checkpoint(Base):
    """A checkpoint: how many rows the trail had, and the signed text. It is of no use to whoever changes it here."""

    __tablename__ = "checkpoint"
    __table_args__ = (sa.Index("ix_checkpoint_made_at", "made_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    made_at: Mapped[dt.datetime]
    rows: Mapped[int] = mapped_column(sa.BigInteger)
    text: Mapped[str] = mapped_column(sa.Text)


class Witness(Base):
    """Somebody outside who keeps checkpoints: how it went the last time, and the newest one that reached them."""

    __tablename__ = "checkpoint_witness"

    name: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    state: Mapped[Reached]
    tried_at: Mapped[dt.datetime]
    newest_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("checkpoint.id"), default=None)


append_only(table_of(Checkpoint))
