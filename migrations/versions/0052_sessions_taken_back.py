"""Sessions at a service that were noted wrongly are taken back by a record of their own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "referral_session_back",
        sa.Column("id", Id(), nullable=False),
        sa.Column("session_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("taken_back_by", Id(), nullable=False),
        sa.Column("taken_back_at", UtcDateTime(), nullable=False),
        sa.CheckConstraint("length(reason) >= 5", name=op.f("ck_referral_session_back_has_a_reason")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_referral_session_back_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["session_id"],
            ["referral_session.id"],
            name=op.f("fk_referral_session_back_session_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["taken_back_by"],
            ["human.id"],
            name=op.f("fk_referral_session_back_taken_back_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_session_back")),
        sa.UniqueConstraint("session_id", name=op.f("uq_referral_session_back_session_id")),
    )
    op.create_index(op.f("ix_referral_session_back_person_id"), "referral_session_back", ["person_id"], unique=False)
    for table in ("referral_session_back",):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
