"""Requirements of an order and the credits that fulfil them. A credit entered wrongly has a counter-entry."""

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


class RequirementKind(LabelledEnum):
    """What is counted: hours in minutes, sessions in pieces, payments in minor units."""

    HOURS = "hours", _l("Hours of work")
    SESSIONS = "sessions", _l("Sessions")
    PAYMENTS = "payments", _l("Payments")


class Requirement(Audited, Base):
    """Something that an order asks for. What is credited is the sum of the entries and never below nothing."""

    __tablename__ = "requirement"
    __table_args__ = (
        sa.Index("ix_requirement_order", "order_id"),
        sa.CheckConstraint("required > 0", name="asks_for_something"),
        sa.CheckConstraint("credited >= 0", name="never_negative"),
        sa.CheckConstraint("(kind = 'payments') = (currency <> '')", name="money_has_a_currency"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    kind: Mapped[RequirementKind]
    name: Mapped[str] = mapped_column(sa.String(200))
    required: Mapped[int]
    set_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    set_at: Mapped[dt.datetime]
    credited: Mapped[int] = mapped_column(default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default="")
    due_on: Mapped[dt.date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class Credit(Audited, Base):
    """One entry of what was done. Never changed: a counter-entry takes it back once, with a reason."""

    __tablename__ = "requirement_credit"
    __table_args__ = (
        sa.Index("ix_requirement_credit_requirement", "requirement_id", "recorded_at"),
        sa.UniqueConstraint("reverses_id"),
        sa.CheckConstraint(
            "(reverses_id IS NULL AND amount > 0) OR (reverses_id IS NOT NULL AND amount < 0 AND length(note) >= 5)",
            name="adds_or_takes_back",
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True)
    requirement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("requirement.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    amount: Mapped[int]
    on: Mapped[dt.date]
    note: Mapped[str] = mapped_column(sa.Text)
    recorded_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("requirement_credit.id"), default=None)


append_only(table_of(Credit))
