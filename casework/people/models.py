"""The person and everything that says who they are. The row holds what every page shows; the rest hangs on it."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from kernel.audit import Audited
from kernel.db import Base, table_of
from kernel.documents.models import StoredDocument
from kernel.enums import LabelledEnum
from kernel.i18n import _l
from kernel.ids import new_id


class Sex(LabelledEnum):
    """Sex for placement; how a person sees themselves is kept apart (Mandela Rule 7(a))."""

    FEMALE = "female", _l("Female")
    MALE = "male", _l("Male")
    OTHER = "other", _l("Other")
    UNKNOWN = "unknown", _l("Not known")


class BirthPrecision(LabelledEnum):
    """How well a birth date is known."""

    EXACT = "exact", _l("Exact")
    YEAR = "year", _l("Year only")
    ESTIMATED = "estimated", _l("Estimated")
    UNKNOWN = "unknown", _l("Not known")


class LegalStatus(LabelledEnum):
    """Why the service holds or supervises a person."""

    UNCONVICTED = "unconvicted", _l("Unconvicted")
    CONVICTED_UNSENTENCED = "convicted_unsentenced", _l("Convicted, not sentenced")
    SENTENCED = "sentenced", _l("Sentenced")
    CIVIL = "civil", _l("Civil or administrative")
    COMMUNITY_ORDER = "community_order", _l("Under community order")
    ON_LICENCE = "on_licence", _l("Released on licence")
    CLOSED = "closed", _l("Closed")


class SecurityLevel(LabelledEnum):
    """Security levels, lowest first."""

    MINIMUM = "minimum", _l("Minimum")
    MEDIUM = "medium", _l("Medium")
    CLOSE = "close", _l("Close")
    MAXIMUM = "maximum", _l("Maximum")

    @property
    def rank(self) -> int:
        """0 for the lowest level."""
        return list(type(self)).index(self)


class Certainty(LabelledEnum):
    """How far a shown release date can be relied on."""

    NONE = "none", _l("not computed")
    PRELIMINARY = "preliminary", _l("not yet confirmed")
    CONFIRMED = "confirmed", _l("confirmed by two people")
    MANUAL = "manual", _l("set by two people")


_MERGED = sa.text("merged_into_id IS NOT NULL")


class Person(Audited, Base):
    """One person, one file, for life.

    What is denormalised here (place, level, dates) is written by the feature that owns it.
    """

    __tablename__ = "person"
    __table_args__ = (
        sa.Index("ix_person_establishment_list", "establishment_id", "in_custody", "sort_name", "id"),
        sa.Index("ix_person_office_list", "office_id", "supervised", "sort_name", "id"),
        sa.Index("ix_person_list", "sort_name", "id"),
        sa.Index("ix_person_release", "establishment_id", "release_on"),
        sa.Index("ix_person_release_day", "release_on"),
        sa.Index("ix_person_review", "establishment_id", "next_review_on"),
        sa.Index("ix_person_officer", "officer_id"),
        sa.Index("ix_person_merged_into", "merged_into_id", sqlite_where=_MERGED, postgresql_where=_MERGED),
        sa.CheckConstraint("in_custody = false OR establishment_id IS NOT NULL", name="held_somewhere"),
        sa.CheckConstraint("supervised = false OR office_id IS NOT NULL", name="supervised_somewhere"),
        sa.CheckConstraint("merged_into_id IS NULL OR merged_into_id <> id", name="not_merged_into_itself"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    other_name: Mapped[str] = mapped_column(sa.String(200), default="")
    known_as: Mapped[str] = mapped_column(sa.String(80), default="")
    sort_name: Mapped[str] = mapped_column(sa.String(200))
    match_key: Mapped[str] = mapped_column(sa.String(200), index=True)
    sex: Mapped[Sex] = mapped_column(default=Sex.UNKNOWN)
    gender: Mapped[str] = mapped_column(sa.String(80), default="")
    birth_precision: Mapped[BirthPrecision] = mapped_column(default=BirthPrecision.UNKNOWN)
    born_on: Mapped[dt.date | None] = mapped_column(default=None)
    born_earliest: Mapped[dt.date | None] = mapped_column(default=None)
    born_latest: Mapped[dt.date | None] = mapped_column(default=None)
    nationality: Mapped[str] = mapped_column(sa.String(2), default="")
    language: Mapped[str] = mapped_column(sa.String(10), default="")
    needs_interpreter: Mapped[bool] = mapped_column(default=False)
    legal_status: Mapped[LegalStatus] = mapped_column(default=LegalStatus.CLOSED)
    in_custody: Mapped[bool] = mapped_column(default=False)
    establishment_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    wing_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    supervised: Mapped[bool] = mapped_column(default=False)
    office_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("unit.id"), default=None)
    officer_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("human.id"), default=None)
    level: Mapped[SecurityLevel | None] = mapped_column(default=None)
    next_review_on: Mapped[dt.date | None] = mapped_column(default=None)
    release_on: Mapped[dt.date | None] = mapped_column(default=None)
    expiry_on: Mapped[dt.date | None] = mapped_column(default=None)
    release_certainty: Mapped[Certainty] = mapped_column(default=Certainty.NONE)
    restricted: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(sa.ForeignKey("person.id"), default=None)
    opened_at: Mapped[dt.datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 - read by SQLAlchemy


class NameKind(LabelledEnum):
    """Which of a person's names this is."""

    CURRENT = "current", _l("Current name")
    OTHER_SCRIPT = "other_script", _l("In another script")
    ALIAS = "alias", _l("Alias")
    PREVIOUS = "previous", _l("Previous name")


class PersonName(Audited, Base):
    """One name, whole, in its own script: never forced into first and last."""

    __tablename__ = "person_name"
    __table_args__ = (sa.Index("ix_person_name_person", "person_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[NameKind]
    text: Mapped[str] = mapped_column(sa.String(200))
    born_on: Mapped[dt.date | None] = mapped_column(default=None)
    """The birth date that goes with this name, where a paper says another one."""
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)


class Identifier(Audited, Base):
    """A typed number from another authority. The same number of one kind belongs to one person."""

    __tablename__ = "identifier"
    __table_args__ = (
        sa.UniqueConstraint("kind", "value"),
        sa.Index("ix_identifier_person", "person_id"),
        sa.Index("ix_identifier_value", "value"),
    )

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    value: Mapped[str] = mapped_column(sa.String(60))
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)


class Relation(Audited, Base):
    """Family, dependants and contacts of a person, with when they were told of the reception (Mandela Rules 68-69)."""

    __tablename__ = "relation"
    __table_args__ = (sa.Index("ix_relation_person", "person_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    kinship: Mapped[str] = mapped_column(sa.String(60))
    phone: Mapped[str] = mapped_column(sa.String(40), default="")
    next_of_kin: Mapped[bool] = mapped_column(default=False)
    emergency: Mapped[bool] = mapped_column(default=False)
    dependant: Mapped[bool] = mapped_column(default=False)
    told_at: Mapped[dt.datetime | None] = mapped_column(default=None)
    ended_on: Mapped[dt.date | None] = mapped_column(default=None)
    end_reason: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")


class ProposalState(LabelledEnum):
    """What became of a proposed duplicate."""

    NEW = "new", _l("To decide")
    NOT_DUPLICATE = "not_duplicate", _l("Two people")
    MERGED = "merged", _l("Merged")


class DuplicateProposal(Audited, Base):
    """Two files that may be one person. Proposed with evidence, decided by a human, never merged silently."""

    __tablename__ = "duplicate_proposal"
    __table_args__ = (sa.UniqueConstraint("person_id", "other_id"),)

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default_factory=new_id)
    person_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(sa.ForeignKey("person.id"))
    score: Mapped[int]
    evidence: Mapped[dict[str, Any]]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.NEW)
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class FileNumber(Base):
    """The counter that numbers files. One row; taken by a conditional UPDATE inside the deed."""

    __tablename__ = "file_number"

    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]


table_of(StoredDocument).append_constraint(sa.ForeignKeyConstraint(["person_id"], ["person.id"]))
"""The kernel keeps papers and knows of nobody; whose they are is said here."""
