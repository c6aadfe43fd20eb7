"""When the reasons of a decision were given to the person, by whom, and whether they took the paper."""

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


class Handing(LabelledEnum):
    """What the person did with the paper. Either way they were told, and the time to appeal runs."""

    TAKEN = "taken", _l("Took the paper")
    READ_OUT = "read_out", _l("Had it read out and took the paper")
    REFUSED = "refused", _l("Refused to take it")


class LevelPaper(Audited, Base):
    """One handing over of the reasons, with the paper as it was, byte for byte."""

    __tablename__ = "level_paper"
    __table_args__ = (
        sa.Index("ix_level_paper_classification", "classification_id", "given_at"),
        sa.Index("ix_level_paper_person", "person_id"),
        sa.CheckConstraint("handing <> 'refused' OR length(words) >= 3", name="refused_says_how"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    classification_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("classification.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    document_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("stored_document.id"))
    language: Mapped[str] = mapped_column(sa.String(10))
    handing: Mapped[Handing]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    given_on: Mapped[dt.date]
    given_at: Mapped[dt.datetime]
    given_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
