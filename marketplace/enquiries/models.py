"""Enquiries of resellers and public buyers, and what the shop answers."""

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
from marketplace.mailing.models import MailState


class Asker(LabelledEnum):
    """For whom somebody asks."""

    RESELLER = "reseller", _l("A shop that wants to sell on")
    PUBLIC_BUYER = "public_buyer", _l("A public office, school or hospital")
    BUSINESS = "business", _l("A firm or association, for itself")


class EnquiryState(LabelledEnum):
    """Where an enquiry stands."""

    NEW = "new", _l("New")
    ANSWERED = "answered", _l("Answered")
    CLOSED = "closed", _l("Closed")


class Enquiry(Audited, Base):
    """What somebody asks who wants many pieces or an invoice. ``language`` is the one they wrote in."""

    __tablename__ = "enquiry"
    __table_args__ = (
        sa.CheckConstraint("pieces BETWEEN 1 AND 100000", name="pieces_make_sense"),
        sa.Index("ix_enquiry_state", "state", "asked_at", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    asker: Mapped[Asker]
    organisation: Mapped[str] = mapped_column(sa.String(160))
    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(sa.String(200))
    words: Mapped[str] = mapped_column(sa.Text)
    pieces: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(8))
    asked_at: Mapped[dt.datetime]
    product_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("product.id"), default=None)
    state: Mapped[EnquiryState] = mapped_column(default=EnquiryState.NEW)


class EnquiryMail(Base):
    """An answer as it was written, never changed."""

    __tablename__ = "enquiry_mail"
    __table_args__ = (sa.Index("ix_enquiry_mail_enquiry", "enquiry_id", "written_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    enquiry_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enquiry.id"))
    words: Mapped[str] = mapped_column(sa.Text)
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]


class EnquiryPost(Base):
    """An answer on its way to whoever asked: address and text leave the row with the mail."""

    __tablename__ = "enquiry_post"
    __table_args__ = (
        sa.CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at"),
        sa.CheckConstraint("tries BETWEEN 0 AND 5", name="tries"),
        sa.Index("ix_enquiry_post_state", "state", "made_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("enquiry_mail.id"), primary_key=True)
    address: Mapped[str] = mapped_column(sa.String(200))
    text: Mapped[str] = mapped_column(sa.Text)
    made_at: Mapped[dt.datetime]
    state: Mapped[MailState] = mapped_column(default=MailState.PREPARED)
    tries: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    sent_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class EnquiryThrottle(Base):
    """How many enquiries came from one network today. ``key`` is a keyed hash, which says nothing of where."""

    __tablename__ = "enquiry_throttle"

    key: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    day: Mapped[dt.date] = mapped_column(index=True)
    asked: Mapped[int]


append_only(table_of(EnquiryMail))
