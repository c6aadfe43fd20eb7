"""The figures as they are shown. What must not be shown is not here: it was never written down."""

from __future__ import annotations

import datetime as dt

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base


class ImpactFigure(Base):
    """One quarter in one currency, from its first day. A hidden figure is None."""

    __tablename__ = "impact_figure"
    __table_args__ = (
        sa.CheckConstraint("makers IS NULL OR makers = 0 OR makers >= 5", name="few_makers_are_hidden"),
        sa.CheckConstraint("trained IS NULL OR trained = 0 OR trained >= 5", name="few_trained_are_hidden"),
        sa.CheckConstraint(
            "makers IS NOT NULL OR (makers_minor IS NULL AND sold_minor IS NULL AND pieces IS NULL)",
            name="what_tells_of_few_makers_is_hidden",
        ),
    )

    quarter: Mapped[dt.date] = mapped_column(primary_key=True)
    currency: Mapped[str] = mapped_column(sa.String(3), primary_key=True)
    sold_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    pieces: Mapped[int | None]
    makers_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    makers: Mapped[int | None]
    collected_minor: Mapped[int] = mapped_column(sa.BigInteger)
    disbursed_minor: Mapped[int] = mapped_column(sa.BigInteger)
    trained: Mapped[int | None]
    made_at: Mapped[dt.datetime]
