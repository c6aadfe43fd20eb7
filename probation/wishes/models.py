"""What a person said about reminders. A new word ends the one before, which stays on file."""

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


class Answer(LabelledEnum):
    """What the person said. Nobody is written to who was not asked."""

    AGREED = "agreed", _l("Wants reminders")
    REFUSED = "refused", _l("Does not want reminders")
    STOPPED = "stopped", _l("Wants no more reminders")


class Way(LabelledEnum):
    """How a message reaches the person."""

    SMS = "sms", _l("Text message")
    EMAIL = "email", _l("E-mail")


class ReminderWish(Audited, Base):
    """One answer. ``address``: the mobile number with its country code, or the e-mail address, as agreed to."""

    __tablename__ = "reminder_wish"
    __table_args__ = (
        sa.Index(
            "uq_reminder_wish_open", "person_id", unique=True,
            sqlite_where=sa.text("ended_at IS NULL"), postgresql_where=sa.text("ended_at IS NULL"),
        ),
        sa.Index("ix_reminder_wish_address", "address"),
        sa.CheckConstraint("answer <> 'agreed' OR address <> ''", name="somewhere_to_write"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    answer: Mapped[Answer]
    way: Mapped[Way] = mapped_column(default=Way.SMS)
    address: Mapped[str] = mapped_column(sa.String(200), default="", info={SEALED: True})
    shared: Mapped[bool] = mapped_column(default=False)
    """Others read this telephone or mailbox too, and the person wants the message all the same."""
    discreet: Mapped[bool] = mapped_column(default=False)
    """The message names no office and no officer."""
    noted_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    """Who asked; None: the person answered STOP to a message."""
    noted_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)
