"""Confirmations: the person said that they will come."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class ConfirmedBy(LabelledEnum):
    """How the person confirmed."""

    SPOKEN = "spoken", _l("The person said so")
    MESSAGE = "message", _l("By message")
    OTHER = "other", _l("Somebody said so for the person")


class Confirmation(Audited, Base):
    """An appointment that the person confirmed. Moving it makes a new appointment, which is not confirmed."""

    __tablename__ = "appointment_confirmation"
    __table_args__ = (sa.UniqueConstraint("contact_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    how: Mapped[ConfirmedBy]
    noted_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    noted_at: Mapped[dt.datetime]


append_only(table_of(Confirmation))
