"""The signature under an assessment: all that it rested on, as it stood. Rows only ever arrive."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base, append_only, table_of
from kernel.ids import new_id


class AssessmentSignature(Base):
    """What was signed: the text of the form by its hash, answers with evidence, the result, the day it counts as of.

    ``seal`` is SHA-256 over all of it, so that scoring it again years later can be proven to give the same.
    """

    __tablename__ = "assessment_signature"
    __table_args__ = (sa.CheckConstraint("length(seal) = 64 AND length(form_hash) = 64", name="hashes_are_whole"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    assessment_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("assessment.id"), unique=True)
    form_hash: Mapped[str] = mapped_column(sa.String(64))
    answers: Mapped[dict[str, Any]]
    result: Mapped[dict[str, Any]]
    as_of_on: Mapped[dt.date]
    signed_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    signed_at: Mapped[dt.datetime]
    seal: Mapped[str] = mapped_column(sa.String(64))


append_only(table_of(AssessmentSignature))
