"""Statements that were given out, the papers of a wing, and codes to look at one's own account"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "account_look",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("code_digest", sa.String(length=64), nullable=False),
        sa.Column("opened_by", Id(), nullable=False),
        sa.Column("opened_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("used_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("length(code_digest) = 64", name=op.f("ck_account_look_digest_is_hex")),
        sa.CheckConstraint("used_at IS NULL OR used_at <= expires_at", name=op.f("ck_account_look_used_in_time")),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["human.id"], name=op.f("fk_account_look_opened_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_account_look_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_look")),
        sa.UniqueConstraint("code_digest", name=op.f("uq_account_look_code_digest")),
    )
    op.create_table(
        "statement_issue",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("totals", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", Id(), nullable=True),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_statement_issue_digest_is_hex")),
        sa.ForeignKeyConstraint(
            ["issued_by"],
            ["human.id"],
            name=op.f("fk_statement_issue_issued_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_statement_issue_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_issue")),
        sa.UniqueConstraint("code", name=op.f("uq_statement_issue_code")),
        sa.UniqueConstraint("person_id", "period", "digest", name=op.f("uq_statement_issue_person_id_period_digest")),
    )
    op.create_table(
        "statement_batch",
        sa.Column("id", Id(), nullable=False),
        sa.Column("unit_id", Id(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("large", sa.Boolean(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("job_id", Id(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["human.id"], name=op.f("fk_statement_batch_asked_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["job_id"], ["job.id"], name=op.f("fk_statement_batch_job_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_statement_batch_unit_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_batch")),
    )
    op.create_index("ix_statement_batch_unit", "statement_batch", ["unit_id", "asked_at"], unique=False)
    op.create_table(
        "statement_sheaf",
        sa.Column("batch_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("document_id", Id(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["statement_batch.id"],
            name=op.f("fk_statement_sheaf_batch_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stored_document.id"],
            name=op.f("fk_statement_sheaf_document_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("batch_id", "number", name=op.f("pk_statement_sheaf")),
    )
    for table in ("statement_issue", "statement_sheaf"):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
