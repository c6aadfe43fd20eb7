"""The scan of the page that was signed by hand."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class PlanSignature(Audited, Base):
    """The signed page of one version as it was scanned. A version keeps its bytes; the scan arrives after it."""

    __tablename__ = "plan_signature"
    __table_args__ = (sa.Index("ix_plan_signature_version", "version_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    version_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("plan_version.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    document_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_document.id"))
    added_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    added_at: Mapped[dt.datetime]


append_only(table_of(PlanSignature))
