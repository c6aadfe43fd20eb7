"""Letters that were left standing although a visit came in after them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0055"
down_revision = "0054"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('standing_letter',
    sa.Column('id', Id(), nullable=False),
    sa.Column('step_id', Id(), nullable=False),
    sa.Column('contact_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('decided_by', Id(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_standing_letter_says_why')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_standing_letter_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_standing_letter_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_standing_letter_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['step_id'], ['enforcement_step.id'], name=op.f('fk_standing_letter_step_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standing_letter')),
    sa.UniqueConstraint('step_id', 'contact_id', name=op.f('uq_standing_letter_step_id_contact_id'))
    )
    op.create_index(op.f('ix_standing_letter_person_id'), 'standing_letter', ['person_id'], unique=False)
    for table in ('standing_letter',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
