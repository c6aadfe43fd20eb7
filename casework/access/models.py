"""Two lists per person: who may not see the file, and who alone may; and the exception, broken open with a reason."""

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


class Exclusion(Audited, Base):
    """A member of staff who may not see a person: a relative, a former neighbour."""

    __tablename__ = "exclusion"
    __table_args__ = (sa.Index("ix_exclusion_pair", "person_id", "human_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class Restriction(Audited, Base):
    """Only these members of staff may see this person, who is absent everywhere for all others."""

    __tablename__ = "restriction"
    __table_args__ = (sa.Index("ix_restriction_pair", "person_id", "human_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    reason: Mapped[str] = mapped_column(sa.Text)
    begun_at: Mapped[dt.datetime]
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class GlassGround(LabelledEnum):
    """Why somebody cannot wait for those who may open the file."""

    LIFE = "life", _l("Somebody's life or health is in danger")
    AT_THE_DOOR = "at_the_door", _l("The person stands here: reception, transfer, release")
    COURT = "court", _l("A court or the police ask now")
    FAMILY = "family", _l("Death or grave illness in the family")
    OTHER = "other", _l("Something else that cannot wait")


class GlassVerdict(LabelledEnum):
    """What another human found."""

    RIGHT = "right", _l("It was right")
    WRONG = "wrong", _l("It was not right")


class GlassBreak(Audited, Base):
    """One human reads one person's file for an hour though they may not know of it. Another human reviews that."""

    __tablename__ = "glass_break"
    __table_args__ = (
        sa.Index("ix_glass_break_pair", "person_id", "human_id", "ends_at"),
        sa.Index("ix_glass_break_waiting", "reviewed_at", "begun_at", "id"),
        sa.CheckConstraint("reviewed_by IS NULL OR reviewed_by <> human_id", name="another_human_reviews"),
        sa.CheckConstraint("ends_at > begun_at", name="for_a_while"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    ground: Mapped[GlassGround]
    words: Mapped[str] = mapped_column(sa.Text)
    begun_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    verdict: Mapped[GlassVerdict | None] = mapped_column(default=None)
    review_words: Mapped[str] = mapped_column(sa.Text, default="")
    reviewed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    reviewed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
