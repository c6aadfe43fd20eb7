"""The tree of places and teams that people and staff belong to."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class UnitKind(LabelledEnum):
    """What a unit is. Prisons and probation offices are establishments: people and staff belong to one."""

    SERVICE = "service", _l("Service")
    REGION = "region", _l("Region")
    PRISON = "prison", _l("Prison")
    PROBATION_OFFICE = "probation_office", _l("Probation office")
    WORKSHOP_SITE = "workshop_site", _l("Workshop site")
    WING = "wing", _l("Wing")
    CELL = "cell", _l("Cell")


ESTABLISHMENTS = frozenset({UnitKind.PRISON, UnitKind.PROBATION_OFFICE})


class Unit(Audited, Base):
    """One node of the tree. ``establishment_id`` is the prison or office it lies in (itself, for one of those)."""

    __tablename__ = "unit"
    __table_args__ = (sa.Index("ix_unit_establishment", "establishment_id", "kind"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    kind: Mapped[UnitKind]
    parent_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    establishment_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    zone: Mapped[str] = mapped_column(sa.String(40), default="UTC")
    address: Mapped[str] = mapped_column(sa.String(300), default="")
