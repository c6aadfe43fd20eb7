"""One score in twenty made a second time, blind: the draws and what came of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('second_score_draw',
    sa.Column('id', Id(), nullable=False),
    sa.Column('drawn_at', UtcDateTime(), nullable=False),
    sa.Column('decided_from', UtcDateTime(), nullable=False),
    sa.Column('decided_until', UtcDateTime(), nullable=False),
    sa.Column('seed', sa.String(length=64), nullable=False),
    sa.Column('percent', sa.Integer(), nullable=False),
    sa.Column('eligible', sa.Integer(), nullable=False),
    sa.Column('drawn', sa.Integer(), nullable=False),
    sa.CheckConstraint('decided_until > decided_from', name=op.f('ck_second_score_draw_in_order')),
    sa.CheckConstraint('drawn <= eligible', name=op.f('ck_second_score_draw_drawn_of_eligible')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_score_draw')),
    sa.UniqueConstraint('decided_from', name=op.f('uq_second_score_draw_decided_from'))
    )
    op.create_table('second_score',
    sa.Column('id', Id(), nullable=False),
    sa.Column('draw_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('classification_id', Id(), nullable=False),
    sa.Column('assessment_id', Id(), nullable=False),
    sa.Column('version_id', Id(), nullable=False),
    sa.Column('first_human_id', Id(), nullable=False),
    sa.Column('author_id', Id(), nullable=False),
    sa.Column('decider_id', Id(), nullable=False),
    sa.Column('first_level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('drawn_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'scored', 'returned', name='secondstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('scorer_id', Id(), nullable=True),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("state <> 'returned' OR length(words) >= 10", name=op.f('ck_second_score_returned_says_why')),
    sa.CheckConstraint("state <> 'scored' OR (scorer_id IS NOT NULL AND level IS NOT NULL AND ended_at IS NOT NULL)", name=op.f('ck_second_score_scored_is_whole')),
    sa.CheckConstraint('scorer_id IS NULL OR (scorer_id <> first_human_id AND scorer_id <> author_id AND scorer_id <> decider_id)', name=op.f('ck_second_score_another_human')),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_second_score_assessment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['author_id'], ['human.id'], name=op.f('fk_second_score_author_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_second_score_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decider_id'], ['human.id'], name=op.f('fk_second_score_decider_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['draw_id'], ['second_score_draw.id'], name=op.f('fk_second_score_draw_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['first_human_id'], ['human.id'], name=op.f('fk_second_score_first_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_second_score_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['scorer_id'], ['human.id'], name=op.f('fk_second_score_scorer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_version.id'], name=op.f('fk_second_score_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_second_score')),
    sa.UniqueConstraint('classification_id', name=op.f('uq_second_score_classification_id'))
    )
    op.create_index('ix_second_score_person', 'second_score', ['person_id'], unique=False)
    op.create_index('ix_second_score_state', 'second_score', ['state', 'id'], unique=False)
    for table in ('second_score_draw',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
