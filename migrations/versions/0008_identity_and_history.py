"""Names, numbers and languages with their ends, photographs, marks, addresses, and the history of fields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('field_change',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('human_id', Id(), nullable=True),
    sa.Column('action', sa.String(length=80), nullable=False),
    sa.Column('record_kind', sa.String(length=60), nullable=False),
    sa.Column('record_id', Id(), nullable=False),
    sa.Column('field', sa.String(length=60), nullable=False),
    sa.Column('old', sa.Text(), nullable=False),
    sa.Column('new', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_change'))
    )
    op.create_index('ix_field_change_person', 'field_change', ['person_id', 'at', 'id'], unique=False)
    op.create_table('address',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('home', 'release', 'family', 'work', name='addresskind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lines', sa.String(length=400), nullable=False),
    sa.Column('country', sa.String(length=2), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('checked_on', sa.Date(), nullable=True),
    sa.Column('protected', sa.Boolean(), nullable=False),
    sa.Column('why_protected', sa.String(length=300), nullable=False),
    sa.CheckConstraint('protected = false OR length(why_protected) >= 5', name=op.f('ck_address_protected_with_a_reason')),
    sa.CheckConstraint('to_on IS NULL OR from_on <= to_on', name=op.f('ck_address_in_order')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_address_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_address'))
    )
    op.create_index('ix_address_person', 'address', ['person_id', 'from_on'], unique=False)
    op.create_table('person_language',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('skill', sa.Enum('mother_tongue', 'speaks', 'reads', 'some', name='skill', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_language_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_language'))
    )
    op.create_index('uq_person_language_open', 'person_language', ['person_id', 'language'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))
    op.create_table('person_photo',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('view', sa.Enum('face', 'profile', 'mark', name='view', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('taken_on', sa.Date(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('small', sa.LargeBinary(), nullable=False),
    sa.Column('added_by', Id(), nullable=False),
    sa.Column('added_at', UtcDateTime(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_person_photo_sha256_is_hex')),
    sa.ForeignKeyConstraint(['added_by'], ['human.id'], name=op.f('fk_person_photo_added_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_photo_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_photo'))
    )
    op.create_index('ix_person_photo_person', 'person_photo', ['person_id', 'view', 'taken_on'], unique=False)
    op.create_index('uq_person_photo_same', 'person_photo', ['person_id', 'sha256'], unique=True, sqlite_where=sa.text('withdrawn_on IS NULL'), postgresql_where=sa.text('withdrawn_on IS NULL'))
    op.create_table('person_mark',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('scar', 'tattoo', 'birthmark', 'piercing', 'other', name='markkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('part', sa.Enum('head', 'face', 'neck', 'shoulder', 'arm', 'hand', 'chest', 'belly', 'back', 'leg', 'foot', name='part', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('side', sa.Enum('left', 'right', 'middle', name='side', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('photo_id', Id(), nullable=True),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_mark_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['photo_id'], ['person_photo.id'], name=op.f('fk_person_mark_photo_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_mark'))
    )
    op.create_index('ix_person_mark_person', 'person_mark', ['person_id'], unique=False)
    op.add_column('identifier', sa.Column('ended_on', sa.Date(), nullable=True))
    op.add_column('person_name', sa.Column('born_on', sa.Date(), nullable=True))
    op.add_column('person_name', sa.Column('ended_on', sa.Date(), nullable=True))
    for table in ('field_change',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
