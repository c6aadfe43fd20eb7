"""What follows from a decided level, and who answered it"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('level_consequence',
    sa.Column('id', Id(), nullable=False),
    sa.Column('classification_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('facts', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('asks', sa.Boolean(), nullable=False),
    sa.Column('noted_at', UtcDateTime(), nullable=False),
    sa.Column('answered_by', Id(), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by IS NULL)', name=op.f('ck_level_consequence_answered_by_somebody')),
    sa.CheckConstraint('answered_at IS NULL OR (asks AND length(words) >= 3)', name=op.f('ck_level_consequence_answered_in_words')),
    sa.ForeignKeyConstraint(['answered_by'], ['human.id'], name=op.f('fk_level_consequence_answered_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_level_consequence_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_level_consequence_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_consequence'))
    )
    op.create_index('ix_level_consequence_classification', 'level_consequence', ['classification_id'], unique=False)
    op.create_index('ix_level_consequence_open', 'level_consequence', ['person_id'], unique=False, sqlite_where=sa.text('asks AND answered_at IS NULL'), postgresql_where=sa.text('asks AND answered_at IS NULL'))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
