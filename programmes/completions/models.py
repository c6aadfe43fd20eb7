"""How a place ended, and the paper that says so without saying where."""

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


class Outcome(LabelledEnum):
    """What a person takes away."""

    COMPLETED = "completed", _l("Completed")
    PARTLY = "partly", _l("Partly completed")
    NOT_COMPLETED = "not_completed", _l("Not completed")


class Completion(Audited, Base):
    """The outcome of one allocation, with the minutes that counted.

    ``modules`` are the names of those achieved on that day. An override keeps why a course counts as completed
    although something was missing; who decided is who overrode.
    """

    __tablename__ = "completion"
    __table_args__ = (sa.CheckConstraint("minutes >= 0", name="not_negative"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    outcome: Mapped[Outcome]
    minutes: Mapped[int]
    assessment: Mapped[str] = mapped_column(sa.Text, default="")
    decided_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decided_on: Mapped[dt.date]
    override_reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    modules: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")


class Certificate(Audited, Base):
    """What an employer may check. ``public_token`` is 128 random bits; nothing here names custody.

    ``partial``: a statement of ``modules``, for who could not finish; otherwise the whole award.
    """

    __tablename__ = "certificate"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    completion_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("completion.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    public_token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    printed_name: Mapped[str] = mapped_column(sa.String(200))
    title: Mapped[str] = mapped_column(sa.String(160))
    issuer: Mapped[str] = mapped_column(sa.String(120))
    minutes: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(10))
    issued_on: Mapped[dt.date]
    partial: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    modules: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    handed_over_on: Mapped[dt.date | None] = mapped_column(default=None)
    revoked_on: Mapped[dt.date | None] = mapped_column(default=None)
    revoke_reason: Mapped[str] = mapped_column(sa.Text, default="")
