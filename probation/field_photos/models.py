"""Photographs of visits."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class FieldBlob(Base):
    """A photograph as it was rebuilt. ``sha256`` is of the sealed bytes that were sent; ``content`` is a plain JPEG."""

    __tablename__ = "field_blob"
    __table_args__ = (sa.CheckConstraint("length(sha256) = 64", name="sha256_is_hex"),)

    sha256: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    op_id: Mapped[uuid.UUID]
    device_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("field_device.id"))
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    received_at: Mapped[dt.datetime]
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
    small: Mapped[bytes] = mapped_column(sa.LargeBinary)


class ContactPhoto(Base):
    """A photograph that a visit names. Until its bytes come it is shown as missing."""

    __tablename__ = "contact_photo"
    __table_args__ = (sa.UniqueConstraint("contact_id", "sha256"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    contact_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("contact.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    op_id: Mapped[uuid.UUID]
    sha256: Mapped[str] = mapped_column(sa.String(64))
    named_at: Mapped[dt.datetime]
