"""The human is one thing, the account another: duties are kept apart on the human."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.authz import Role
from kernel.db import Base
from kernel.ids import new_id


class Human(Audited, Base):
    """A member of staff. ``staff_number`` is what appears on papers a prisoner may hold."""

    __tablename__ = "human"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    name: Mapped[str] = mapped_column(sa.String(120))
    staff_number: Mapped[str] = mapped_column(sa.String(30), unique=True)


def two_people() -> sa.CheckConstraint:
    """Nobody confirms what they asked for themselves."""
    return sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name="two_people")


class Account(Audited, Base):
    """A way to sign in. ``password_hash`` is argon2id; empty means that the account cannot sign in by password.

    It counts for nothing until another human than the one who asked for it has confirmed it (``confirmed_at``).
    """

    __tablename__ = "account"
    __table_args__ = (two_people(),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    human_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"), index=True)
    username: Mapped[str] = mapped_column(sa.String(80), unique=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200), default="")
    locale: Mapped[str] = mapped_column(sa.String(10), default="")
    active: Mapped[bool] = mapped_column(default=True)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class RoleGrant(Audited, Base):
    """A role over one unit and what lies under it; over the whole service when ``unit_id`` is None.

    It counts from the moment on at which another human than the one who asked for it confirmed it.
    """

    __tablename__ = "role_grant"
    __table_args__ = (sa.UniqueConstraint("account_id", "role", "unit_id"), two_people())

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role]
    unit_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    asked_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    confirmed_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class WebSession(Base):
    """A signed-in browser. Only the SHA-256 of its token is kept; ending it here ends it everywhere."""

    __tablename__ = "web_session"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    begun_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    browser: Mapped[str] = mapped_column(sa.String(200), default="")
    ended_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class HalfSession(Base):
    """A browser in which the password was right and the second step is not done. It opens nothing but that step.

    A table of its own: what looks for a session can never find it. Only the SHA-256 of its token is kept.
    """

    __tablename__ = "half_session"

    token_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), primary_key=True)
    account_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("account.id"), index=True)
    begun_at: Mapped[dt.datetime]
    ends_at: Mapped[dt.datetime]
    browser: Mapped[str] = mapped_column(sa.String(200), default="")


class SignInThrottle(Base):
    """Failed sign-ins by key (an account name or a network), counted by the database for all workers together."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(sa.String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(default=0)
    open_at: Mapped[dt.datetime]
