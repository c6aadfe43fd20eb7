"""The history of a person's supervision level, and the projection that lets lists be sorted by what is due."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id
from probation.orders.models import Level


class GoodNews(LabelledEnum):
    """What a person has earned. It is shown as loudly as what is overdue."""

    LOWER_LEVEL = "lower_level", _l("A lower level is earned")
    EARLY_END = "early_end", _l("An early end is earned")


class Way(LabelledEnum):
    """How a level came about."""

    DECIDED = "decided", _l("Decided")
    FELL_BACK = "fell_back", _l("An exception ended")


class LevelChange(Audited, Base):
    """One decision on the level. Away from what was suggested needs a reason and an end; lines are never changed.

    When an exception ends, the fall back to the rule is a line of its own, by whoever set the exception and its end.
    """

    __tablename__ = "level_change"
    __table_args__ = (
        sa.Index("ix_level_change_order", "order_id", "decided_at"),
        sa.CheckConstraint(
            "level = suggested OR suggested IS NULL OR length(reason) >= 10", name="override_has_a_reason"
        ),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    level: Mapped[Level]
    suggested: Mapped[Level | None] = mapped_column(
        sa.Enum(
            Level,
            name="suggested",  # a name of its own: PostgreSQL allows one check of each name in a table
            native_enum=False,
            create_constraint=True,
            length=40,
            values_callable=lambda kind: [str(member.value) for member in kind],
        ),
        default=None,
    )
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    review_on: Mapped[dt.date | None] = mapped_column(default=None)
    until_on: Mapped[dt.date | None] = mapped_column(default=None)
    rule: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    steps: Mapped[dict[str, Any]] = mapped_column(default_factory=dict, server_default="{}")
    provisional: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    way: Mapped[Way] = mapped_column(default=Way.DECIDED, server_default="decided")
    decided_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decided_at: Mapped[dt.datetime]


append_only(table_of(LevelChange))


class ContactDue(Base):
    """When the next contact is owed under an order.

    Computed from the contacts, never typed, never a source of truth.
    """

    __tablename__ = "contact_due"
    __table_args__ = (sa.Index("ix_contact_due_on", "due_on"),)

    order_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("supervision_order.id"), primary_key=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    due_on: Mapped[dt.date | None]
    rule: Mapped[str] = mapped_column(sa.String(60), default="")
    good_news: Mapped[str] = mapped_column(sa.String(40), default="")
