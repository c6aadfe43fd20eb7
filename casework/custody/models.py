"""Custody as law sees it: an order, an episode under it, and a ledger of movements from which all else follows."""

from __future__ import annotations

import datetime as dt
import uuid

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from casework.people.models import LegalStatus
from kernel.audit import Audited
from kernel.db import Base, append_only, table_of
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class CommitmentOrder(Audited, Base):
    """A paper that holds a person (Mandela Rule 7). A stay rests on one; others may stand beside it."""

    __tablename__ = "commitment_order"
    __table_args__ = (sa.Index("ix_commitment_order_person", "person_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    authority: Mapped[str] = mapped_column(sa.String(200))
    reference: Mapped[str] = mapped_column(sa.String(80))
    dated_on: Mapped[dt.date]
    signatory: Mapped[str] = mapped_column(sa.String(120))
    grounds: Mapped[str] = mapped_column(sa.Text)
    legal_status: Mapped[LegalStatus]
    expires_on: Mapped[dt.date | None] = mapped_column(default=None)
    supervising_authority: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    ended_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)


class EpisodeKind(LabelledEnum):
    """One stay in custody or one period under supervision."""

    CUSTODY = "custody", _l("Custody")
    SUPERVISION = "supervision", _l("Supervision")


_OPEN = sa.text("closed_at IS NULL")


class Episode(Audited, Base):
    """One stay in custody, or one period under supervision. A person has at most one open episode of each kind."""

    __tablename__ = "episode"
    __table_args__ = (
        sa.Index("uq_episode_open", "person_id", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_episode_unit", "unit_id", "kind"),
        sa.Index("ix_episode_person", "person_id", "kind", "opened_at"),
        sa.CheckConstraint("closed_at IS NULL OR closed_at >= opened_at", name="in_order"),
        sa.CheckConstraint("kind <> 'custody' OR order_id IS NOT NULL", name="custody_needs_an_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[EpisodeKind]
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    order_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("commitment_order.id"), default=None)
    opened_at: Mapped[dt.datetime]
    closed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    close_reason: Mapped[str] = mapped_column(sa.String(200), default="")


class MovementKind(LabelledEnum):
    """What a movement is. Location, status and headcount at any past hour derive from these alone."""

    RECEPTION = "reception", _l("Received")
    WITHIN = "within", _l("Moved within the prison")
    TRANSFER = "transfer", _l("Transferred")
    TO_COURT = "to_court", _l("To court")
    TO_HOSPITAL = "to_hospital", _l("To hospital")
    TEMPORARY_RELEASE = "temporary_release", _l("Temporary release")
    ESCAPE = "escape", _l("Escaped")
    RETURN = "return", _l("Returned")
    RELEASE = "release", _l("Released")
    DEATH = "death", _l("Died")


_TRANSFER = sa.text("kind = 'transfer'")


class Movement(Audited, Base):
    """One line of the movement ledger, with day and hour.

    Lines are never changed. An error is taken back by a counter-entry that names it in ``reverses_id``, has its kind
    and moment, and goes the other way; neither of the two says any more where the person was.
    """

    __tablename__ = "movement"
    __table_args__ = (
        sa.Index("ix_movement_person", "person_id", "at"),
        sa.Index("ix_movement_to", "to_id", "at"),
        sa.Index("ix_movement_from", "from_id", "at"),
        sa.Index("ix_movement_transfer", "to_id", "at", sqlite_where=_TRANSFER, postgresql_where=_TRANSFER),
        sa.Index(
            "ix_movement_due_back", "due_back_at",
            sqlite_where=sa.text("due_back_at IS NOT NULL"), postgresql_where=sa.text("due_back_at IS NOT NULL"),
        ),
        sa.Index(
            "uq_movement_reverses", "reverses_id", unique=True,
            sqlite_where=sa.text("reverses_id IS NOT NULL"), postgresql_where=sa.text("reverses_id IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"))
    kind: Mapped[MovementKind]
    at: Mapped[dt.datetime]
    recorded_at: Mapped[dt.datetime]
    recorded_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    from_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    to_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    wing_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    destination: Mapped[str] = mapped_column(sa.String(200), default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    authority: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    due_back_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    reverses_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("movement.id"), default=None)


append_only(table_of(Movement))


class Arrival(Audited, Base):
    """The receiving prison's word that somebody transferred is there. Until then they are on the way."""

    __tablename__ = "arrival"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    movement_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("movement.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    arrived_at: Mapped[dt.datetime]
    acknowledged_by: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    acknowledged_at: Mapped[dt.datetime]
    remarks: Mapped[str] = mapped_column(sa.Text, default="")


class HoldingRule(Audited, Base):
    """What a wing or prison may hold, and how many in three senses. None means no limit of that kind."""

    __tablename__ = "holding_rule"
    __table_args__ = (
        sa.CheckConstraint("0 <= official AND official <= operational AND operational <= emergency", name="in_order"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    unit_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"), unique=True)
    official: Mapped[int]
    operational: Mapped[int]
    emergency: Mapped[int]
    sex: Mapped[str] = mapped_column(sa.String(10), default="")
    untried: Mapped[bool | None] = mapped_column(default=None)
    least_age: Mapped[int | None] = mapped_column(default=None)
    most_age: Mapped[int | None] = mapped_column(default=None)
    civil: Mapped[bool | None] = mapped_column(default=None)


class PlacementOverride(Audited, Base):
    """A placement against a separation rule, by a governor, with the reason. The inspector sees the list."""

    __tablename__ = "placement_override"
    __table_args__ = (sa.CheckConstraint("length(reason) >= 10", name="reasoned"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    wing_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("unit.id"))
    rule: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text)
    decided_by: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("human.id"))
    decided_at: Mapped[dt.datetime]


class ReceptionRecord(Audited, Base):
    """What happens to everyone at the gate: family told, health screening booked, rights explained, injuries seen."""

    __tablename__ = "reception_record"

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"), unique=True)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"), index=True)
    arrested_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    arrest_place: Mapped[str] = mapped_column(sa.String(200), default="")
    arrested_by: Mapped[str] = mapped_column(sa.String(200), default="")
    visible_injuries: Mapped[str] = mapped_column(sa.Text, default="")
    ill_treatment_complaint: Mapped[str] = mapped_column(sa.Text, default="")
    rights_leaflet_language: Mapped[str] = mapped_column(sa.String(10), default="")
    health_screening_due: Mapped[dt.date | None] = mapped_column(default=None)
    health_screened_on: Mapped[dt.date | None] = mapped_column(default=None)
    family_informed_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    cash_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    currency: Mapped[str] = mapped_column(sa.String(3), default="EUR")
    no_news_of_illness: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Belonging(Audited, Base):
    """Things of one kind taken into keeping (Mandela Rule 67). ``returned_at`` is set when no piece is left."""

    __tablename__ = "belonging"
    __table_args__ = (sa.Index("ix_belonging_person", "person_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    episode_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("episode.id"))
    what: Mapped[str] = mapped_column(sa.String(200))
    pieces: Mapped[int] = mapped_column(default=1)
    taken_at: Mapped[dt.datetime]
    returned_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    condition: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    seal: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    kept_at: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
