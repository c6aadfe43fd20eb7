"""Dates that do not hold, until somebody has put them right."""

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


class FlagKind(LabelledEnum):
    """What is wrong with a person's dates."""

    ALTERED = "altered", _l("Altered outside the rule")
    STALE = "stale", _l("Inputs or law have changed")
    REFUSED = "refused", _l("The rule no longer covers them")
    MISSING = "missing", _l("Sentenced, and no dates")


_OPEN = sa.text("closed_at IS NULL")


class DateFlag(Audited, Base):
    """One thing that does not hold. Closed by the comparison itself when it holds again, never by a click."""

    __tablename__ = "date_flag"
    __table_args__ = (
        sa.Index("uq_date_flag_open", "person_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_date_flag_kind", "kind", "found_at"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[FlagKind]
    found_at: Mapped[dt.datetime]
    stored_release: Mapped[dt.date | None]
    stored_expiry: Mapped[dt.date | None]
    follows_release: Mapped[dt.date | None]
    follows_expiry: Mapped[dt.date | None]
    code: Mapped[str] = mapped_column(sa.String(40), default="")
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
