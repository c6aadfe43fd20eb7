"""Work for a private beneficiary: the contract, the wage a free worker gets, and each person's consent."""

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
from programmes.pay.models import RateBasis


class PrivateWork(Audited, Base):
    """That a workshop or one group works for a private beneficiary under a contract, from a day to a day."""

    __tablename__ = "private_work"
    __table_args__ = (
        sa.CheckConstraint("(workshop_id IS NULL) <> (intake_id IS NULL)", name="one_of_two"),
        sa.CheckConstraint("until_on >= from_on", name="in_order"),
        sa.Index("ix_private_work_workshop", "workshop_id"),
        sa.Index("ix_private_work_intake", "intake_id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    beneficiary: Mapped[str] = mapped_column(sa.String(160))
    contract: Mapped[str] = mapped_column(sa.String(120))
    from_on: Mapped[dt.date]
    until_on: Mapped[dt.date]
    complaints_to: Mapped[str] = mapped_column(sa.Text)
    noted_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    workshop_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("workshop.id"), default=None)
    intake_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("intake.id"), default=None)


class WageComparison(Audited, Base):
    """What a free worker is paid for such work, where that was found and when. The newest counts."""

    __tablename__ = "wage_comparison"
    __table_args__ = (
        sa.CheckConstraint("minor > 0", name="never_zero"),
        sa.CheckConstraint("length(source) >= 10", name="has_a_source"),
        sa.Index("ix_wage_comparison_work", "work_id", "found_on"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    work_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("private_work.id"))
    basis: Mapped[RateBasis]
    minor: Mapped[int] = mapped_column(sa.BigInteger)
    currency: Mapped[str] = mapped_column(sa.String(3))
    source: Mapped[str] = mapped_column(sa.Text)
    found_on: Mapped[dt.date]
    noted_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))


append_only(table_of(WageComparison))


class HowRead(LabelledEnum):
    """How the text reached the person."""

    ALOUD = "aloud", _l("It was read aloud")
    SELF = "self", _l("The person read it")


class HowSigned(LabelledEnum):
    """How the person stood by it."""

    SCREEN = "screen", _l("On the screen, before a witness")
    PAPER = "paper", _l("On paper")


_OPEN = sa.text("withdrawn_at IS NULL")


class WorkConsent(Audited, Base):
    """A person's own word that they want this work, with the paper they signed, byte for byte. Withdrawable at once."""

    __tablename__ = "work_consent"
    __table_args__ = (
        sa.Index(
            "uq_work_consent_open", "work_id", "person_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN
        ),
        sa.Index("ix_work_consent_person", "person_id"),
        sa.CheckConstraint("length(signed_name) > 0 AND length(witness) > 0", name="signed_before_a_witness"),
        sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawal_noted"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    work_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("private_work.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    version: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(10))
    how_read: Mapped[HowRead]
    how_signed: Mapped[HowSigned]
    signed_name: Mapped[str] = mapped_column(sa.String(200))
    witness: Mapped[str] = mapped_column(sa.String(200))
    document_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("stored_document.id"))
    given_at: Mapped[dt.datetime]
    taken_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    withdrawn_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    withdrawn_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    withdrawn_words: Mapped[str] = mapped_column(sa.Text, default="")
