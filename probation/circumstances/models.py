"""A person's circumstances as told on one day. No diagnosis: of health only whether there is contact with a service."""

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


class Point(LabelledEnum):
    """When circumstances are asked for, counted from the start of the order."""

    START = "start", _l("At the start")
    M3 = "m3", _l("After 3 months")
    M6 = "m6", _l("After 6 months")
    M12 = "m12", _l("After 12 months")
    M24 = "m24", _l("After 24 months")


class Housing(LabelledEnum):
    """Where the person lives."""

    OWN = "own", _l("A place of their own")
    FAMILY = "family", _l("With family or partner, for good")
    SUPPORTED = "supported", _l("Supported housing or hostel with a contract")
    TEMPORARY = "temporary", _l("For a while, with friends or in a shelter")
    NONE = "none", _l("No roof")
    NOT_KNOWN = "not_known", _l("Not known")


class Work(LabelledEnum):
    """What the person does by day."""

    JOB = "job", _l("Paid work")
    TRAINING = "training", _l("Training or school")
    CARING = "caring", _l("Cares for children or others")
    LOOKING = "looking", _l("Looks for work")
    NOT_NOW = "not_now", _l("Cannot work at the moment")
    NONE = "none", _l("None of these")
    NOT_KNOWN = "not_known", _l("Not known")


class HealthContact(LabelledEnum):
    """Whether the person has a health service to go to. Never why."""

    YES = "yes", _l("Yes")
    NO = "no", _l("No")
    NOT_KNOWN = "not_known", _l("Not known")


class Money(LabelledEnum):
    """Whether what comes in is enough to live on."""

    ENOUGH = "enough", _l("Enough to live on")
    TIGHT = "tight", _l("Just enough, nothing left over")
    NOT_ENOUGH = "not_enough", _l("Not enough, or debts that grow")
    NOT_KNOWN = "not_known", _l("Not known")


class Papers(LabelledEnum):
    """Whether the person can show who they are."""

    VALID = "valid", _l("Valid papers")
    ASKED = "asked", _l("Asked for, not here yet")
    NONE = "none", _l("None, or out of date")
    NOT_KNOWN = "not_known", _l("Not known")


class Family(LabelledEnum):
    """Whether there are people the person can count on."""

    SUPPORT = "support", _l("People to count on")
    SOME = "some", _l("Some contact")
    NONE = "none", _l("Nobody")
    NOT_KNOWN = "not_known", _l("Not known")


class Circumstances(Audited, Base):
    """One answer to all six questions at one point. A correction replaces the row before, which stays."""

    __tablename__ = "circumstances"
    __table_args__ = (
        sa.Index(
            "uq_circumstances_point", "order_id", "point", unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"), postgresql_where=sa.text("replaced_at IS NULL"),
        ),
        sa.Index("ix_circumstances_person", "person_id", "measured_on"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    point: Mapped[Point]
    measured_on: Mapped[dt.date]
    housing: Mapped[Housing]
    work: Mapped[Work]
    health: Mapped[HealthContact]
    money: Mapped[Money]
    papers: Mapped[Papers]
    family: Mapped[Family]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    measured_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    received_at: Mapped[dt.datetime]
    replaced_at: Mapped[dt.datetime | None] = mapped_column(default=None)
