"""Family entries that end, contact with the family, and copies of the file for the person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [target], name=name, initially="DEFERRED", deferrable=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("relation", sa.Column("ended_on", sa.Date(), nullable=True))
    op.add_column("relation", sa.Column("end_reason", sa.String(length=300), server_default="", nullable=False))
    op.create_table(
        "family_contact",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("relation_id", Id(), nullable=False),
        sa.Column("way", sa.Enum("visit", "call", "letter", "video", name="familyway", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("state", sa.Enum("planned", "held", "refused", "did_not_come", "cancelled", name="familystate", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("recorded_by", Id(), nullable=False),
        sa.Column("recorded_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 720", name=op.f("ck_family_contact_minutes")),
        sa.CheckConstraint("minutes IS NULL OR state = 'held'", name=op.f("ck_family_contact_only_held_lasts")),
        sa.CheckConstraint("state <> 'cancelled' OR length(words) >= 5", name=op.f("ck_family_contact_cancelled_with_a_reason")),
        _refers("family_contact", "person_id", "person.id"),
        _refers("family_contact", "relation_id", "relation.id"),
        _refers("family_contact", "recorded_by", "human.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family_contact")),
    )
    op.create_index("ix_family_contact_person", "family_contact", ["person_id", "at", "id"])
    op.create_index(op.f("ix_family_contact_relation_id"), "family_contact", ["relation_id"])
    op.create_table(
        "file_copy",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("job_id", Id(), nullable=True),
        sa.Column("document_id", Id(), nullable=True),
        sa.Column("parts", _JSON, nullable=False),
        sa.Column("left_out", _JSON, nullable=False),
        sa.Column("given_at", UtcDateTime(), nullable=True),
        sa.Column("given_by", Id(), nullable=True),
        sa.CheckConstraint("given_at IS NULL OR document_id IS NOT NULL", name=op.f("ck_file_copy_made_before_given")),
        sa.CheckConstraint("(given_at IS NULL) = (given_by IS NULL)", name=op.f("ck_file_copy_given_by_somebody")),
        _refers("file_copy", "person_id", "person.id"),
        _refers("file_copy", "asked_by", "human.id"),
        _refers("file_copy", "job_id", "job.id"),
        _refers("file_copy", "document_id", "stored_document.id"),
        _refers("file_copy", "given_by", "human.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_copy")),
    )
    op.create_index("ix_file_copy_person", "file_copy", ["person_id", "asked_at", "id"])
