"""The outbox. One message for one appointment, and one a day for one person: the database itself refuses a second."""

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
from probation.wishes.models import Way


class ReminderKind(LabelledEnum):
    """When it goes out. Two days before has no effect (Hastings and others 2021), so there is one."""

    DAY_BEFORE = "day_before", _l("One day before")


class OutboxState(LabelledEnum):
    """Where a message stands. From sending there is no way back to prepared but a refusal before anything left."""

    PREPARED = "prepared", _l("Prepared")
    SENDING = "sending", _l("Being sent")
    SENT = "sent", _l("Sent")
    FAILED = "failed", _l("Not delivered")
    CANCELLED = "cancelled", _l("Withdrawn before sending")


class Why(LabelledEnum):
    """Why somebody gets no message, or why a prepared one was withdrawn or failed."""

    NOT_ASKED = "not_asked", _l("The person was not asked yet")
    REFUSED = "refused", _l("The person does not want reminders")
    STOPPED = "stopped", _l("The person wants no more reminders")
    BAD_ADDRESS = "bad_address", _l("The number or address cannot be reached")
    SHARED = "shared", _l("Somebody else on file has the same number")
    CUSTODY = "custody", _l("The person is in custody")
    AT_LARGE = "at_large", _l("The person cannot be reached anywhere")
    HIDDEN = "hidden", _l("The file is restricted")
    DIED = "died", _l("The person died")
    ORDER = "order", _l("The order does not run")
    MOVED = "moved", _l("The appointment was moved or cancelled")
    LOGGED = "logged", _l("The outcome is logged already")
    DONE = "done", _l("Nothing is left to do under the order")
    SAME_DAY = "same_day", _l("There is a message for that day already")
    TOO_LATE = "too_late", _l("The hours for sending were over")
    OFF = "off", _l("No way to send is set up")
    REJECTED = "rejected", _l("The gateway refused it")
    UNKNOWN = "unknown", _l("Nobody knows whether it arrived; it is not sent again")


_LIVE = sa.text("state <> 'cancelled'")


class Reminder(Audited, Base):
    """One message. ``send_from`` and ``send_until``: the office's waking hours on the day before."""

    __tablename__ = "reminder"
    __table_args__ = (
        sa.UniqueConstraint("contact_id", "kind"),
        sa.Index(
            "uq_reminder_day", "person_id", "day", "kind", unique=True, sqlite_where=_LIVE, postgresql_where=_LIVE
        ),
        sa.Index("ix_reminder_state", "state", "send_from"),
        sa.Index("ix_reminder_address", "address", "changed_at"),
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        sa.CheckConstraint("state NOT IN ('failed', 'cancelled') OR why IS NOT NULL", name="says_why"),
        sa.CheckConstraint("tries BETWEEN 0 AND 3", name="tries"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[ReminderKind]
    day: Mapped[dt.date]
    way: Mapped[Way]
    address: Mapped[str] = mapped_column(sa.String(200), info={SEALED: True})
    language: Mapped[str] = mapped_column(sa.String(10))
    text: Mapped[str] = mapped_column(sa.Text, info={SEALED: True})
    send_from: Mapped[dt.datetime]
    send_until: Mapped[dt.datetime]
    prepared_at: Mapped[dt.datetime]
    changed_at: Mapped[dt.datetime]
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.PREPARED)
    why: Mapped[Why | None] = mapped_column(default=None)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)
