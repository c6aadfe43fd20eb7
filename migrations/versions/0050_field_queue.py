"""The field queue: operations, refusals, photographs, check-ins, proposals, late entries, doubles and decisions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('field_refusal',
    sa.Column('id', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('why', sa.Enum('forged_device', 'another_account', 'device_revoked', 'unknown_pack', 'not_in_pack', 'not_assigned', 'unknown_schema', 'broken_seal', 'reused', 'corrected', 'too_large', name='refused', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('op_id', Id(), nullable=True),
    sa.Column('device_id', Id(), nullable=True),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=True),
    sa.Column('envelope', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_field_refusal_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_field_refusal_office_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_refusal'))
    )
    op.create_index('ix_field_refusal_office', 'field_refusal', ['office_id', 'at'], unique=False)
    op.create_index(op.f('ix_field_refusal_op_id'), 'field_refusal', ['op_id'], unique=False)
    op.create_table('field_proposal',
    sa.Column('id', Id(), nullable=False),
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('address', sa.String(length=300), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('safety_note', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('seen_at', UtcDateTime(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('open', 'accepted', 'declined', name='proposalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f('ck_field_proposal_decided_by_someone')),
    sa.CheckConstraint("address <> '' OR phone <> '' OR safety_note <> ''", name=op.f('ck_field_proposal_says_something')),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_field_proposal_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_field_proposal_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_field_proposal_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_proposal'))
    )
    op.create_index('ix_field_proposal_open', 'field_proposal', ['state', 'person_id'], unique=False)
    op.create_index(op.f('ix_field_proposal_person_id'), 'field_proposal', ['person_id'], unique=False)
    op.create_table('field_blob',
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('device_id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('width', sa.Integer(), nullable=False),
    sa.Column('height', sa.Integer(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('small', sa.LargeBinary(), nullable=False),
    sa.CheckConstraint('length(sha256) = 64', name=op.f('ck_field_blob_sha256_is_hex')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_field_blob_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['device_id'], ['field_device.id'], name=op.f('fk_field_blob_device_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('sha256', name=op.f('pk_field_blob'))
    )
    op.create_table('field_checkin',
    sa.Column('id', Id(), nullable=False),
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=True),
    sa.Column('place', sa.String(length=300), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('back_by', UtcDateTime(), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('back_at', UtcDateTime(), nullable=True),
    sa.Column('back_heard_at', UtcDateTime(), nullable=True),
    sa.Column('back_from', Id(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('back_by > begun_at', name=op.f('ck_field_checkin_back_after_going_in')),
    sa.ForeignKeyConstraint(['back_from'], ['human.id'], name=op.f('fk_field_checkin_back_from'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_field_checkin_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_field_checkin_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_field_checkin_order_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_checkin'))
    )
    op.create_index(op.f('ix_field_checkin_human_id'), 'field_checkin', ['human_id'], unique=False)
    op.create_index('ix_field_checkin_open', 'field_checkin', ['office_id', 'back_at', 'back_by'], unique=False)
    op.create_table('contact_photo',
    sa.Column('id', Id(), nullable=False),
    sa.Column('contact_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('named_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_contact_photo_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_contact_photo_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_contact_photo')),
    sa.UniqueConstraint('contact_id', 'sha256', name=op.f('uq_contact_photo_contact_id_sha256'))
    )
    op.create_index(op.f('ix_contact_photo_person_id'), 'contact_photo', ['person_id'], unique=False)
    op.create_table('field_operation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('device_id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('pack_id', Id(), nullable=False),
    sa.Column('office_id', Id(), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('lane', sa.String(length=64), nullable=False),
    sa.Column('after_id', Id(), nullable=True),
    sa.Column('version', sa.SmallInteger(), nullable=False),
    sa.Column('kind', sa.Enum('contact.create', 'checkin.start', 'checkin.end', 'proposal', name='opkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('order_id', Id(), nullable=True),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('status', sa.Enum('applied', 'held', 'conflict', 'fix', 'with_supervisor', 'set_aside', name='opstatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('answer', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('occurred_at', UtcDateTime(), nullable=False),
    sa.Column('clock_offset', sa.Integer(), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('received_at', UtcDateTime(), nullable=False),
    sa.Column('settled_at', UtcDateTime(), nullable=True),
    sa.Column('made_id', Id(), nullable=True),
    sa.Column('payload', sa.JSON(none_as_null=True), nullable=True),
    sa.CheckConstraint("status = 'applied' OR payload IS NOT NULL", name=op.f('ck_field_operation_nothing_is_lost')),
    sa.CheckConstraint('length(digest) = 64', name=op.f('ck_field_operation_digest_is_hex')),
    sa.ForeignKeyConstraint(['account_id'], ['account.id'], name=op.f('fk_field_operation_account_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['device_id'], ['field_device.id'], name=op.f('fk_field_operation_device_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_field_operation_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_field_operation_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_field_operation_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['pack_id'], ['field_pack.id'], name=op.f('fk_field_operation_pack_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_field_operation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_field_operation'))
    )
    op.create_index('ix_field_operation_after', 'field_operation', ['after_id', 'status'], unique=False)
    op.create_index(op.f('ix_field_operation_device_id'), 'field_operation', ['device_id'], unique=False)
    op.create_index(op.f('ix_field_operation_human_id'), 'field_operation', ['human_id'], unique=False)
    op.create_index(op.f('ix_field_operation_made_id'), 'field_operation', ['made_id'], unique=False)
    op.create_index(op.f('ix_field_operation_pack_id'), 'field_operation', ['pack_id'], unique=False)
    op.create_index(op.f('ix_field_operation_person_id'), 'field_operation', ['person_id'], unique=False)
    op.create_index('ix_field_operation_waiting', 'field_operation', ['status', 'received_at'], unique=False)
    op.create_table('late_entry',
    sa.Column('id', Id(), nullable=False),
    sa.Column('contact_id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('was', sa.Enum('overdue', 'met', name='compliance', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('became', sa.Enum('overdue', 'met', name='compliance', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('due_before', sa.Date(), nullable=True),
    sa.Column('due_after', sa.Date(), nullable=True),
    sa.Column('noted_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_late_entry_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['order_id'], ['supervision_order.id'], name=op.f('fk_late_entry_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_late_entry_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_late_entry'))
    )
    op.create_index(op.f('ix_late_entry_contact_id'), 'late_entry', ['contact_id'], unique=False)
    op.create_index(op.f('ix_late_entry_order_id'), 'late_entry', ['order_id'], unique=False)
    op.create_index(op.f('ix_late_entry_person_id'), 'late_entry', ['person_id'], unique=False)
    op.create_table('likely_double',
    sa.Column('id', Id(), nullable=False),
    sa.Column('contact_id', Id(), nullable=False),
    sa.Column('other_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('found_at', UtcDateTime(), nullable=False),
    sa.Column('state', sa.Enum('open', 'linked', 'apart', name='doublestate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("(state = 'open') = (decided_by IS NULL)", name=op.f('ck_likely_double_decided_by_someone')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_likely_double_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_likely_double_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['other_id'], ['contact.id'], name=op.f('fk_likely_double_other_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_likely_double_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_likely_double')),
    sa.UniqueConstraint('contact_id', 'other_id', name=op.f('uq_likely_double_contact_id_other_id'))
    )
    op.create_index(op.f('ix_likely_double_other_id'), 'likely_double', ['other_id'], unique=False)
    op.create_index(op.f('ix_likely_double_person_id'), 'likely_double', ['person_id'], unique=False)
    op.create_table('clash_decision',
    sa.Column('id', Id(), nullable=False),
    sa.Column('op_id', Id(), nullable=False),
    sa.Column('n', sa.SmallInteger(), nullable=False),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('keep', sa.Enum('mine', 'theirs', 'both', 'reopened', name='keep', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('contact_id', Id(), nullable=True),
    sa.Column('decided_by', Id(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_clash_decision_says_why')),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_clash_decision_contact_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_clash_decision_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['op_id'], ['field_operation.id'], name=op.f('fk_clash_decision_op_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_clash_decision_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_clash_decision')),
    sa.UniqueConstraint('op_id', 'n', name=op.f('uq_clash_decision_op_id_n'))
    )
    op.create_index(op.f('ix_clash_decision_person_id'), 'clash_decision', ['person_id'], unique=False)
    for table in ('clash_decision', 'field_refusal', 'late_entry'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
