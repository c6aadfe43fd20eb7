"""What an assessor saw: one row for each attempt at a module, never changed, only amended by another row."""

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

_FIRST = sa.text("amends_id IS NULL")


class ModuleResult(LabelledEnum):
    """What an attempt at a module came to. Exempt: the person could do it already, and showed it."""

    PASSED = "passed", _l("Passed")
    NOT_YET = "not_yet", _l("Not yet")
    EXEMPT = "exempt", _l("Exempt by prior learning")


class Assessment(Audited, Base):
    """One attempt of a person at a module, by who assessed it. ``amends_id``: the row that this one puts right."""

    __tablename__ = "assessment_of_module"
    __table_args__ = (
        sa.Index(
            "uq_assessment_of_module_attempt", "allocation_id", "module", "attempt", unique=True, sqlite_where=_FIRST,
            postgresql_where=_FIRST,
        ),
        sa.UniqueConstraint("amends_id"),
        sa.Index("ix_assessment_of_module_person", "person_id"),
        sa.CheckConstraint("length(evidence) >= 10", name="with_evidence"),
        sa.CheckConstraint("amends_id IS NULL OR length(reason) >= 10", name="amended_with_reason"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    allocation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("allocation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    module: Mapped[str] = mapped_column(sa.String(120))
    attempt: Mapped[int]
    result: Mapped[ModuleResult]
    evidence: Mapped[str] = mapped_column(sa.Text)
    assessed_on: Mapped[dt.date]
    assessor_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    recorded_at: Mapped[dt.datetime]
    amends_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("assessment_of_module.id"), default=None)
    reason: Mapped[str] = mapped_column(sa.Text, default="")


append_only(table_of(Assessment))
