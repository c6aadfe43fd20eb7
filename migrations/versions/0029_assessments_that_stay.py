"""Assessments locked by their signature, one draft an author, corrections that name what they correct"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import lock_ddl, trigger_ddl

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

KEPT = (
    "id", "version_id", "answers", "state", "score", "low", "high", "band", "begun_by", "begun_at", "scored_at",
    "scored_by", "as_of_on", "ended_at", "supersedes_id",
)
"""Columns of a locked assessment that never change; a merge of files may still move it to the surviving one."""

def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('assessment_signature',
    sa.Column('id', Id(), nullable=False),
    sa.Column('assessment_id', Id(), nullable=False),
    sa.Column('form_hash', sa.String(length=64), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('result', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('as_of_on', sa.Date(), nullable=False),
    sa.Column('signed_by', Id(), nullable=False),
    sa.Column('signed_at', UtcDateTime(), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.CheckConstraint('length(seal) = 64 AND length(form_hash) = 64', name=op.f('ck_assessment_signature_hashes_are_whole')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_assessment_signature_assessment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['signed_by'], ['human.id'], name=op.f('fk_assessment_signature_signed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment_signature')),
    sa.UniqueConstraint('assessment_id', name=op.f('uq_assessment_signature_assessment_id'))
    )
    _assessment()
    op.drop_column('classification', 'review_rule')
    for table in ('assessment_signature',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)
    for statement in lock_ddl("assessment", "OLD.state = 'locked'", KEPT, op.get_bind().dialect.name):
        op.execute(statement)


def _assessment() -> None:
    """What waits for a decision is locked from now on; drafts that no open classification rests on are set aside."""
    op.add_column("assessment", sa.Column("as_of_on", sa.Date(), nullable=True))
    op.add_column("assessment", sa.Column("ended_at", UtcDateTime(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":  # not built anew: classifications refer to it, and their keys would fail
        key = "CONSTRAINT fk_assessment_supersedes_id REFERENCES assessment (id) DEFERRABLE INITIALLY DEFERRED"
        op.execute(f"ALTER TABLE assessment ADD COLUMN supersedes_id BLOB {key}")
    else:
        op.add_column("assessment", sa.Column("supersedes_id", Id(), nullable=True))
        op.create_foreign_key(
            op.f("fk_assessment_supersedes_id"), "assessment", "assessment", ["supersedes_id"], ["id"],
            initially="DEFERRED", deferrable=True,
        )
    recommended = "SELECT assessment_id FROM classification WHERE state = 'recommended'"
    in_hand = "SELECT assessment_id FROM classification WHERE state IN ('draft', 'given_back')"
    op.execute(f"UPDATE assessment SET state = 'locked' WHERE id IN ({recommended})")
    op.execute(f"UPDATE assessment SET ended_at = begun_at WHERE state <> 'locked' AND id NOT IN ({in_hand})")
    where = sa.text("state <> 'locked' AND ended_at IS NULL")
    op.create_index(
        "uq_assessment_in_hand", "assessment", ["person_id", "version_id", "begun_by"], unique=True,
        sqlite_where=where, postgresql_where=where,
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
