"""What people answered when they were asked whether the shop may credit them. Internal: no public page may join it."""

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
from marketplace.published_credits.models import CreditForm


class CreditAnswer(LabelledEnum):
    """What the person said."""

    AGREED = "agreed", _l("Says yes")
    REFUSED = "refused", _l("Says no")


class CreditEnd(LabelledEnum):
    """Why a consent holds no more."""

    WITHDRAWN = "withdrawn", _l("Withdrawn")
    EXPIRED = "expired", _l("Expired")
    NOT_ALLOWED = "not_allowed", _l("Not allowed any more")
    REPLACED = "replaced", _l("Asked anew")


class Channel(LabelledEnum):
    """Where a credit may stand."""

    WEB = "web", _l("On the pages of the shop")
    LABEL = "label", _l("On labels")
    FAIR = "fair", _l("At fairs, on a card beside the piece")


_OPEN = sa.text("answer = 'agreed' AND ended_on IS NULL")


class CreditConsent(Audited, Base):
    """One answer of one person for one brand: to which words, in which language, how they heard them, until when."""

    __tablename__ = "credit_consent"
    __table_args__ = (
        sa.CheckConstraint(
            "(answer = 'agreed') = (form IS NOT NULL) AND (answer = 'agreed') = (expires_on IS NOT NULL)",
            name="agreed_to_something_for_a_time",
        ),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_why IS NULL)", name="ended_for_a_reason"),
        sa.Index(
            "uq_credit_consent_open", "person_id", "brand_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_credit_consent_person", "person_id", "asked_on"),
        sa.Index("ix_credit_consent_expiry", "expires_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    brand_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("brand.id"))
    text_version: Mapped[str] = mapped_column(sa.String(20))
    language: Mapped[str] = mapped_column(sa.String(10))
    read_aloud: Mapped[bool]
    interpreter: Mapped[str] = mapped_column(sa.String(120))
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_on: Mapped[dt.date]
    answer: Mapped[CreditAnswer]
    form: Mapped[CreditForm | None] = mapped_column(default=None)
    channels: Mapped[list[str]] = mapped_column(default_factory=list)
    expires_on: Mapped[dt.date | None] = mapped_column(default=None)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    ended_why: Mapped[CreditEnd | None] = mapped_column(default=None)
    ended_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
