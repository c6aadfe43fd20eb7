"""Photographs and distinguishing marks. What was wrong is withdrawn, never deleted."""

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


class View(LabelledEnum):
    """What a photograph shows."""

    FACE = "face", _l("Face, from the front")
    PROFILE = "profile", _l("Face, from the side")
    MARK = "mark", _l("A distinguishing mark")


class Photo(Audited, Base):
    """One photograph, rebuilt from its pixels. ``content`` has up to 960 points on a side, ``small`` 112; both JPEG."""

    __tablename__ = "person_photo"
    __table_args__ = (
        sa.Index("ix_person_photo_person", "person_id", "view", "taken_on"),
        sa.Index(
            "uq_person_photo_same", "person_id", "sha256", unique=True,
            sqlite_where=sa.text("withdrawn_on IS NULL"), postgresql_where=sa.text("withdrawn_on IS NULL"),
        ),
        sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    view: Mapped[View]
    taken_on: Mapped[dt.date]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    small: Mapped[bytes] = mapped_column(sa.LargeBinary)
    added_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    added_at: Mapped[dt.datetime]
    withdrawn_on: Mapped[dt.date | None] = mapped_column(default=None)


class MarkKind(LabelledEnum):
    """What can be recognised on a body."""

    SCAR = "scar", _l("Scar")
    TATTOO = "tattoo", _l("Tattoo")
    BIRTHMARK = "birthmark", _l("Birthmark")
    PIERCING = "piercing", _l("Piercing")
    OTHER = "other", _l("Something else that can be seen")


class Part(LabelledEnum):
    """Where on the body."""

    HEAD = "head", _l("Head")
    FACE = "face", _l("Face")
    NECK = "neck", _l("Neck")
    SHOULDER = "shoulder", _l("Shoulder")
    ARM = "arm", _l("Arm")
    HAND = "hand", _l("Hand")
    CHEST = "chest", _l("Chest")
    BELLY = "belly", _l("Belly")
    BACK = "back", _l("Back of the body")
    LEG = "leg", _l("Leg")
    FOOT = "foot", _l("Foot")


class Side(LabelledEnum):
    """Which side of the body, the person's own."""

    LEFT = "left", _l("Left")
    RIGHT = "right", _l("Right")
    MIDDLE = "middle", _l("Middle or both")


class Mark(Audited, Base):
    """A scar, a tattoo or another mark: how it looks, never how it came about."""

    __tablename__ = "person_mark"
    __table_args__ = (sa.Index("ix_person_mark_person", "person_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[MarkKind]
    part: Mapped[Part]
    side: Mapped[Side]
    words: Mapped[str] = mapped_column(sa.String(300))
    photo_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person_photo.id"), default=None)
    noted_on: Mapped[dt.date]
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
