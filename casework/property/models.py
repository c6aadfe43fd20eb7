"""How things left the prison's keeping, piece by piece."""

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


class Way(LabelledEnum):
    """How things leave keeping (Mandela Rule 67 (2) knows these, and no other)."""

    GIVEN_BACK = "given_back", _l("Given back to the person")
    SENT_OUT = "sent_out", _l("Sent out at the person's wish")
    HEIRS = "heirs", _l("Given to the family of a person who died")
    DESTROYED = "destroyed", _l("Destroyed for hygiene (clothing only)")


class Signature(LabelledEnum):
    """How the receipt was answered for."""

    SIGNED = "signed", _l("Signed")
    MARK = "mark", _l("Thumbprint or mark, with a witness")
    REFUSED = "refused", _l("Would not sign, with a witness")


class BelongingReturn(Audited, Base):
    """Some pieces of one thing that left keeping, with who answered for it."""

    __tablename__ = "belonging_return"
    __table_args__ = (
        sa.Index("ix_belonging_return_person", "person_id", "at"),
        sa.Index("ix_belonging_return_belonging", "belonging_id"),
        sa.CheckConstraint("pieces > 0", name="some_pieces"),
        sa.CheckConstraint("way = 'given_back' OR length(reason) >= 5", name="reasoned"),
        sa.CheckConstraint("signature = 'signed' OR witness <> ''", name="witnessed"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    belonging_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("belonging.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    deed_id: Mapped[uuid.UUID]
    pieces: Mapped[int]
    at: Mapped[dt.datetime]
    way: Mapped[Way]
    signature: Mapped[Signature]
    witness: Mapped[str] = mapped_column(sa.String(120), default="")
    recipient: Mapped[str] = mapped_column(sa.String(200), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    done_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
