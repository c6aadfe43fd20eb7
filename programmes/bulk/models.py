"""Lists of people for whom places are looked at together, and what became of each row."""

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


class RowState(LabelledEnum):
    """What became of a row. A row that was refused or found no seat may be tried again."""

    OPEN = "open", _l("Not given")
    GIVEN = "given", _l("Place given")
    FULL = "full", _l("Waits: the group is full")
    REFUSED = "refused", _l("Refused")
    UNREADABLE = "unreadable", _l("Nobody found")


class PlaceList(Audited, Base):
    """A list for one group, as somebody put it together."""

    __tablename__ = "place_list"
    __table_args__ = (sa.Index("ix_place_list_intake", "intake_id", "made_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    intake_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("intake.id"))
    made_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    made_at: Mapped[dt.datetime]


class PlaceListRow(Audited, Base):
    """One row in the list's order. ``line`` and ``typed``: where it stood in what was sent, and what stood there.

    The place given for it has the row's own id, so that a row gives one place however often it is sent.
    """

    __tablename__ = "place_list_row"
    __table_args__ = (
        sa.UniqueConstraint("list_id", "seq"),
        sa.Index("ix_place_list_row_person", "person_id"),
        sa.CheckConstraint("(state = 'unreadable') = (person_id IS NULL)", name="somebody_or_nobody"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    list_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("place_list.id"))
    seq: Mapped[int]
    line: Mapped[int]
    typed: Mapped[str] = mapped_column(sa.String(60))
    person_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"))
    state: Mapped[RowState] = mapped_column(default=RowState.OPEN)
    words: Mapped[str] = mapped_column(sa.Text, default="")
