"""The directory of services. One that closed stays on file, because people were sent there."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.authz import Role
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ServiceKind(LabelledEnum):
    """What a service helps with, in the groups of the English interventions service (probation.md 1.8)."""

    HOUSING = "housing", _l("Housing")
    WORK = "work", _l("Work and training")
    MONEY = "money", _l("Money and debt")
    SUBSTANCES = "substances", _l("Alcohol and drugs")
    FAMILY = "family", _l("Family")
    HEALTH = "health", _l("Health services")
    PAPERS = "papers", _l("Identity papers and legal advice")
    COMMUNITY = "community", _l("Mentors and daily life")


class Referrer(LabelledEnum):
    """Who may send people to a service."""

    PROBATION_OFFICER = Role.PROBATION_OFFICER.value, _l("Probation officers")
    PROBATION_SUPERVISOR = Role.PROBATION_SUPERVISOR.value, _l("Probation supervisors")
    CASE_MANAGER = Role.CASE_MANAGER.value, _l("Case managers in prison")


class OutsideService(Audited, Base):
    """One service as its own people describe it. ``places`` None: it sets no limit; ``languages`` as " ar en "."""

    __tablename__ = "outside_service"
    __table_args__ = (
        sa.Index("ix_outside_service_kind", "kind", "folded"),
        sa.CheckConstraint("places IS NULL OR places BETWEEN 1 AND 9999", name="places"),
        sa.CheckConstraint("phone <> '' OR email <> '' OR address <> ''", name="can_be_reached"),
        sa.CheckConstraint("length(referrers) > 2", name="somebody_may_refer"),
        sa.CheckConstraint("closes_on IS NULL OR length(closing_reason) >= 5", name="closed_with_a_reason"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(160))
    kind: Mapped[ServiceKind]
    folded: Mapped[str] = mapped_column(sa.String(400))
    """Name and area without accents and capitals: what the search reads and the list is ordered by."""
    offers: Mapped[str] = mapped_column(sa.Text)
    area: Mapped[str] = mapped_column(sa.String(160), default="")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    email: Mapped[str] = mapped_column(sa.String(200), default="")
    contact_name: Mapped[str] = mapped_column(sa.String(160), default="")
    languages: Mapped[str] = mapped_column(sa.String(200), default=" ")
    referrers: Mapped[str] = mapped_column(sa.String(120))
    places: Mapped[int | None] = mapped_column(default=None)
    closes_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The first day on which nobody is sent there any more."""
    closing_reason: Mapped[str] = mapped_column(sa.String(300), default="")
    kept_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class ServiceOffice(Base):
    """An office from which a service takes people. A service without any takes them from everywhere."""

    __tablename__ = "outside_service_office"

    service_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("outside_service.id"), primary_key=True)
    office_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
