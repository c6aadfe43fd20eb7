"""What a person shows beside the password. Seeds are sealed, recovery codes hashed: neither can be read from here."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


def _one_each(name: str, where: str) -> sa.Index:
    return sa.Index(name, "account_id", unique=True, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


class SecondFactor(Base):
    """The second factor of an account: one that counts and, while its owner sets up another, one that does not yet.

    ``sealed`` is the app's seed under the key ``key_id``, empty where only the card on paper is used. ``last_step`` is
    the time step of the last code that was taken: what is not later is refused. ``begun_in`` is the session in which
    it was begun, the only one that is shown the seed.
    """

    __tablename__ = "second_factor"
    __table_args__ = (
        _one_each("uq_second_factor_counts", "confirmed_at IS NOT NULL"),
        _one_each("uq_second_factor_begun", "confirmed_at IS NULL"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary(200), default=None)
    key_id: Mapped[str] = mapped_column(sa.String(16), default="")
    begun_at: Mapped[dt.datetime]
    begun_in: Mapped[str] = mapped_column(sa.String(16))
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    last_step: Mapped[int] = mapped_column(sa.BigInteger, default=0)


class RecoveryCode(Base):
    """One code of the card that goes with a factor, as a keyed hash. It works once, and dies with its factor."""

    __tablename__ = "recovery_code"
    __table_args__ = (sa.UniqueConstraint("factor_id", "code_hash"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    factor_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("second_factor.id"))
    code_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
    made_at: Mapped[dt.datetime]
    used_at: Mapped[dt.datetime | None] = mapped_column(default=None)
