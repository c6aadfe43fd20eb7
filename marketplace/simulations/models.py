"""Runs of a proposed rule set over earnings that were really paid. They move nobody's money."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.db import Base
from kernel.ids import new_id


class Simulation(Base):
    """One run: the months from ``first`` to ``last`` ("2026-11") once more, by the rules of a change."""

    __tablename__ = "rule_simulation"
    __table_args__ = (sa.Index("ix_rule_simulation_change", "change_id", "asked_at"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    change_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("rule_change.id"))
    first: Mapped[str] = mapped_column(sa.String(7))
    last: Mapped[str] = mapped_column(sa.String(7))
    asked_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    asked_at: Mapped[dt.datetime]
    people: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[dt.datetime | None] = mapped_column(default=None)


class SimulatedPerson(Base):
    """What one person got in one currency and would get: amounts by account, and how often each limit was reached.

    ``own_change`` is the difference of what stays theirs. ``refused`` says why their earnings could not be shared out.
    """

    __tablename__ = "rule_simulation_person"
    __table_args__ = (
        sa.UniqueConstraint("simulation_id", "person_id", "currency"),
        sa.Index("ix_rule_simulation_person_change", "simulation_id", "own_change", "id"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    simulation_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("rule_simulation.id"))
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    currency: Mapped[str] = mapped_column(sa.String(3))
    gross: Mapped[int] = mapped_column(sa.BigInteger)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    own_change: Mapped[int] = mapped_column(sa.BigInteger)
    hits: Mapped[dict[str, Any]]
    refused: Mapped[str] = mapped_column(sa.String(300), default="")
