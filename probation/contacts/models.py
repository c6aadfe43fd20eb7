"""Contacts: rows only arrive. A visit answers the appointment it was made for, a correction replaces what it corrects.

Each row may be replaced once (``replaces_id`` is unique), so two devices can never both answer one appointment, and the
row that nothing replaces is how things stand. ``root_id`` names the first row of such a chain: the appointment's own.
"""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ContactKind(LabelledEnum):
    """Where and how people meet."""

    OFFICE = "office", _l("At the office")
    HOME = "home", _l("At home")
    DOORSTEP = "doorstep", _l("On the doorstep")
    FIELD = "field", _l("Somewhere else")
    PHONE = "phone", _l("By phone")
    VIDEO = "video", _l("By video")
    COLLATERAL = "collateral", _l("With family, employer or service")
    COURT = "court", _l("At court")


class ContactState(LabelledEnum):
    """Where a contact stands."""

    SCHEDULED = "scheduled", _l("Planned")
    ATTEMPTED = "attempted", _l("Tried")
    HELD = "held", _l("Held")
    CANCELLED = "cancelled", _l("Cancelled")
    RESCHEDULED = "rescheduled", _l("Moved")


class Outcome(LabelledEnum):
    """What came of it. What each one means for the person is decided in ``rules.FACTS``."""

    COMPLIED = "complied", _l("Came and took part")
    FAILED_TO_COMPLY = "failed_to_comply", _l("Came, but did not keep to what was asked")
    SENT_HOME_BEHAVIOUR = "sent_home_behaviour", _l("Sent home because of behaviour")
    SENT_HOME_SERVICE = "sent_home_service", _l("Sent home by us: our side could not hold it")
    NOT_THERE = "not_there", _l("Did not come: reason not known yet")
    NO_GOOD_REASON = "no_good_reason", _l("Did not come, without a good reason")
    GOOD_REASON_HEALTH = "good_reason_health", _l("Did not come: ill or at the doctor")
    GOOD_REASON_WORK = "good_reason_work", _l("Did not come: at work or training")
    GOOD_REASON_FAMILY = "good_reason_family", _l("Did not come: family or child care")
    GOOD_REASON_COURT = "good_reason_court", _l("Did not come: at court or with a lawyer")
    GOOD_REASON_FAITH = "good_reason_faith", _l("Did not come: religious duty")
    GOOD_REASON_CUSTODY = "good_reason_custody", _l("Did not come: in custody")
    GOOD_REASON_OTHER = "good_reason_other", _l("Did not come: another good reason")
    NOBODY_HOME = "nobody_home", _l("Nobody at home on an unannounced visit")


class MovedBy(LabelledEnum):
    """Who asked to move or cancel. What the service moves never counts against the person."""

    PERSON = "person", _l("The person")
    STAFF = "staff", _l("Us")
    OTHER = "other", _l("Someone else")


class NeedArea(LabelledEnum):
    """What a conversation was about."""

    HOUSING = "housing", _l("Housing")
    WORK = "work", _l("Work")
    LEARNING = "learning", _l("Learning")
    MONEY = "money", _l("Money")
    FAMILY = "family", _l("Family and friends")
    HEALTH = "health", _l("Health")
    SUBSTANCES = "substances", _l("Alcohol and drugs")
    THINKING = "thinking", _l("Thinking and choices")


class Contact(Audited, Base):
    """A planned or held contact, or what came of one.

    ``occurred_at`` is when it was, ``received_at`` when we were told; ``minutes`` of a planned one its length.
    ``evidence_due_on``: until when the reason of an absence is waited for; ``sensitive``: words stay with probation.
    ``who``: others who were there, or with whom it was spoken; ``person_words``: what the person said, as it was said.
    """

    __tablename__ = "contact"
    __table_args__ = (
        sa.UniqueConstraint("replaces_id"),
        sa.Index("ix_contact_person", "person_id", "at"),
        sa.Index("ix_contact_order", "order_id", "at"),
        sa.Index("ix_contact_planned", "officer_id", "state", "at"),
        sa.Index("ix_contact_root", "root_id"),
        sa.CheckConstraint("state <> 'scheduled' OR (scheduled_at IS NOT NULL AND outcome IS NULL)", name="planned"),
        sa.CheckConstraint(
            "state NOT IN ('held', 'attempted') OR (occurred_at IS NOT NULL AND outcome IS NOT NULL)", name="recorded"
        ),
        sa.CheckConstraint(
            "state NOT IN ('cancelled', 'rescheduled') OR moved_by IS NOT NULL", name="moved_by_someone"
        ),
        sa.CheckConstraint("occurred_at IS NULL OR occurred_at <= received_at", name="not_in_the_future"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 0 AND 720", name="minutes"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    root_id: Mapped[uuid.UUID]
    replaces_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("contact.id"), default=None)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    officer_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    kind: Mapped[ContactKind]
    state: Mapped[ContactState]
    at: Mapped[dt.datetime]
    scheduled_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    occurred_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    received_at: Mapped[dt.datetime]
    minutes: Mapped[int | None] = mapped_column(sa.SmallInteger, default=None)
    outcome: Mapped[Outcome | None] = mapped_column(default=None)
    moved_by: Mapped[MovedBy | None] = mapped_column(default=None)
    place: Mapped[str] = mapped_column(sa.String(300), default="")
    strengths: Mapped[str] = mapped_column(sa.Text, default="")
    needs: Mapped[list[str]] = mapped_column(default_factory=list)
    agreed_action: Mapped[str] = mapped_column(sa.Text, default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    step_id: Mapped[uuid.UUID | None] = mapped_column(default=None)
    recorded_offline: Mapped[bool] = mapped_column(default=False)
    evidence_due_on: Mapped[dt.date | None] = mapped_column(default=None)
    sensitive: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    who: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    person_words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


append_only(table_of(Contact))
