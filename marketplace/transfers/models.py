"""The shop's account at a bank. It changes only by two people: money for the shop goes where this row says."""

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


class AccountState(LabelledEnum):
    """Whether buyers are told to pay there."""

    WRITTEN = "written", _l("Waits for a second person")
    CONFIRMED = "confirmed", _l("In use")
    REFUSED = "refused", _l("Refused")
    ENDED = "ended", _l("Not used any more")


_IN_USE = sa.text("state = 'confirmed'")


class ShopAccount(Audited, Base):
    """Where buyers pay in a currency. One is in use; who writes and who confirms are two humans."""

    __tablename__ = "shop_account"
    __table_args__ = (
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name="two_humans"),
        sa.CheckConstraint("(state = 'written') = (decided_by IS NULL)", name="decided_by_somebody"),
        sa.CheckConstraint("length(iban) BETWEEN 15 AND 34", name="iban_length"),
        sa.Index("uq_shop_account_currency", "currency", unique=True, sqlite_where=_IN_USE, postgresql_where=_IN_USE),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(70))
    iban: Mapped[str] = mapped_column(sa.String(34))
    bic: Mapped[str] = mapped_column(sa.String(11))
    currency: Mapped[str] = mapped_column(sa.String(3))
    written_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    written_at: Mapped[dt.datetime]
    state: Mapped[AccountState] = mapped_column(default=AccountState.WRITTEN)
    decided_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    decided_at: Mapped[dt.datetime | None] = mapped_column(default=None)
