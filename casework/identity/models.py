"""Languages a person speaks. Names and numbers are the people's own tables."""

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


class Skill(LabelledEnum):
    """How well somebody gets along in a language."""

    MOTHER_TONGUE = "mother_tongue", _l("Mother tongue")
    SPEAKS = "speaks", _l("Speaks it")
    READS = "reads", _l("Speaks and reads it")
    SOME = "some", _l("Knows some of it")


class PersonLanguage(Audited, Base):
    """One language of a person, as an ISO 639 code."""

    __tablename__ = "person_language"
    __table_args__ = (
        sa.Index(
            "uq_person_language_open", "person_id", "language", unique=True,
            sqlite_where=sa.text("ended_on IS NULL"), postgresql_where=sa.text("ended_on IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    language: Mapped[str] = mapped_column(sa.String(10))
    skill: Mapped[Skill]
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
