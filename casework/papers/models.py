"""What a paper on file is. Its bytes lie with all papers, append-only, in ``stored_document``."""

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


class PaperKind(LabelledEnum):
    """What sort of paper came in."""

    COURT = "court", _l("From a court")
    IDENTITY = "identity", _l("Proof of identity")
    LAWYER = "lawyer", _l("From a lawyer")
    FAMILY = "family", _l("From the family")
    CERTIFICATE = "certificate", _l("Certificate or reference")
    OTHER = "other", _l("Another paper")


class FiledPaper(Audited, Base):
    """One paper that came in, as it was rebuilt. Withdrawn with a reason, never deleted."""

    __tablename__ = "filed_paper"
    __table_args__ = (sa.Index("ix_filed_paper_person", "person_id", "filed_at", "id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[PaperKind]
    title: Mapped[str] = mapped_column(sa.String(200))
    dated_on: Mapped[dt.date | None] = mapped_column(default=None)
    document_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_document.id"))
    given_sha256: Mapped[str] = mapped_column(sa.String(64))
    filed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    filed_at: Mapped[dt.datetime]
    withdrawn_on: Mapped[dt.date | None] = mapped_column(default=None)
