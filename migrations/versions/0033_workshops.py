"""Limits on hours, tools, accidents, work for private beneficiaries, bands of pay, rejected pieces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('work_limit',
    sa.Column('id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('day', 'week', 'row', 'study', name='limitkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('answer', sa.Enum('refuse', 'reason', 'warn', name='limitanswer', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('unit_id', Id(), nullable=True),
    sa.Column('under_age', sa.Integer(), nullable=True),
    sa.Column('set_by', Id(), nullable=True),
    sa.CheckConstraint('length(source) >= 10', name=op.f('ck_work_limit_has_a_source')),
    sa.CheckConstraint('most > 0', name=op.f('ck_work_limit_has_an_amount')),
    sa.ForeignKeyConstraint(['set_by'], ['human.id'], name=op.f('fk_work_limit_set_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_work_limit_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_limit'))
    )
    op.create_index('ix_work_limit_kind', 'work_limit', ['kind', 'valid_from'], unique=False)
    op.create_table('accident',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('workshop_id', Id(), nullable=False),
    sa.Column('happened_at', UtcDateTime(), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('cause', sa.Text(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(what) >= 10', name=op.f('ck_accident_told')),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_accident_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_accident_unit_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_accident_workshop_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accident'))
    )
    op.create_index('ix_accident_workshop', 'accident', ['workshop_id', 'happened_at'], unique=False)
    op.create_table('accident_entry',
    sa.Column('id', Id(), nullable=False),
    sa.Column('accident_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('signed', 'amended', 'notified', name='entrykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('by', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint("kind = 'signed' OR length(words) >= 5", name=op.f('ck_accident_entry_in_words')),
    sa.ForeignKeyConstraint(['accident_id'], ['accident.id'], name=op.f('fk_accident_entry_accident_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['by'], ['human.id'], name=op.f('fk_accident_entry_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accident_entry'))
    )
    op.create_index('ix_accident_entry_accident', 'accident_entry', ['accident_id'], unique=False)
    op.create_table('accident_measure',
    sa.Column('id', Id(), nullable=False),
    sa.Column('accident_id', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('done_on', sa.Date(), nullable=True),
    sa.Column('done_by', Id(), nullable=True),
    sa.Column('done_words', sa.Text(), nullable=False),
    sa.CheckConstraint('(done_on IS NULL) = (done_by IS NULL)', name=op.f('ck_accident_measure_done_by_somebody')),
    sa.ForeignKeyConstraint(['accident_id'], ['accident.id'], name=op.f('fk_accident_measure_accident_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['done_by'], ['human.id'], name=op.f('fk_accident_measure_done_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_accident_measure_human_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accident_measure'))
    )
    op.create_index('ix_accident_measure_accident', 'accident_measure', ['accident_id'], unique=False)
    op.create_table('accident_person',
    sa.Column('id', Id(), nullable=False),
    sa.Column('accident_id', Id(), nullable=False),
    sa.Column('part', sa.Enum('hurt', 'witness', 'involved', name='part', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('care', sa.Enum('none', 'first_aid', 'health_care', 'hospital', 'died', name='care', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('human_id', Id(), nullable=True),
    sa.CheckConstraint("part = 'hurt' OR care = 'none'", name=op.f('ck_accident_person_care_for_the_hurt')),
    sa.CheckConstraint('(person_id IS NULL) <> (human_id IS NULL)', name=op.f('ck_accident_person_one_of_two')),
    sa.ForeignKeyConstraint(['accident_id'], ['accident.id'], name=op.f('fk_accident_person_accident_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_accident_person_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_accident_person_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_accident_person'))
    )
    op.create_index('ix_accident_person_accident', 'accident_person', ['accident_id'], unique=False)
    op.create_index('ix_accident_person_person', 'accident_person', ['person_id'], unique=False)
    op.create_table('private_work',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('beneficiary', sa.String(length=160), nullable=False),
    sa.Column('contract', sa.String(length=120), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('complaints_to', sa.Text(), nullable=False),
    sa.Column('noted_by', Id(), nullable=False),
    sa.Column('workshop_id', Id(), nullable=True),
    sa.Column('intake_id', Id(), nullable=True),
    sa.CheckConstraint('(workshop_id IS NULL) <> (intake_id IS NULL)', name=op.f('ck_private_work_one_of_two')),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_private_work_in_order')),
    sa.ForeignKeyConstraint(['intake_id'], ['intake.id'], name=op.f('fk_private_work_intake_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['noted_by'], ['human.id'], name=op.f('fk_private_work_noted_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_private_work_unit_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_private_work_workshop_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_private_work'))
    )
    op.create_index('ix_private_work_intake', 'private_work', ['intake_id'], unique=False)
    op.create_index('ix_private_work_workshop', 'private_work', ['workshop_id'], unique=False)
    op.create_table('tool',
    sa.Column('id', Id(), nullable=False),
    sa.Column('workshop_id', Id(), nullable=False),
    sa.Column('code', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('tool_class', sa.String(length=10), nullable=False),
    sa.Column('board', sa.String(length=40), nullable=False),
    sa.Column('state', sa.Enum('in', 'out', 'missing', 'written_off', name='toolstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('holder_id', Id(), nullable=True),
    sa.Column('session_id', Id(), nullable=True),
    sa.CheckConstraint("(state IN ('out', 'missing')) = (session_id IS NOT NULL)", name=op.f('ck_tool_away_in_a_session')),
    sa.ForeignKeyConstraint(['holder_id'], ['person.id'], name=op.f('fk_tool_holder_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_tool_session_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['workshop_id'], ['workshop.id'], name=op.f('fk_tool_workshop_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tool')),
    sa.UniqueConstraint('workshop_id', 'code', name=op.f('uq_tool_workshop_id_code'))
    )
    op.create_index('ix_tool_session', 'tool', ['session_id'], unique=False)
    op.create_table('tool_count',
    sa.Column('id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=False),
    sa.Column('moment', sa.Enum('begin', 'end', name='countmoment', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('by', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('counted = expected OR length(words) >= 5', name=op.f('ck_tool_count_difference_explained')),
    sa.CheckConstraint('counted >= 0 AND expected >= 0', name=op.f('ck_tool_count_not_negative')),
    sa.ForeignKeyConstraint(['by'], ['human.id'], name=op.f('fk_tool_count_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_tool_count_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tool_count'))
    )
    op.create_index('ix_tool_count_session', 'tool_count', ['session_id'], unique=False)
    op.create_table('wage_comparison',
    sa.Column('id', Id(), nullable=False),
    sa.Column('work_id', Id(), nullable=False),
    sa.Column('basis', sa.Enum('hour', 'session', 'piece', name='ratebasis', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('noted_by', Id(), nullable=False),
    sa.CheckConstraint('length(source) >= 10', name=op.f('ck_wage_comparison_has_a_source')),
    sa.CheckConstraint('minor > 0', name=op.f('ck_wage_comparison_never_zero')),
    sa.ForeignKeyConstraint(['noted_by'], ['human.id'], name=op.f('fk_wage_comparison_noted_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['work_id'], ['private_work.id'], name=op.f('fk_wage_comparison_work_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_wage_comparison'))
    )
    op.create_index('ix_wage_comparison_work', 'wage_comparison', ['work_id', 'found_on'], unique=False)
    op.create_table('work_consent',
    sa.Column('id', Id(), nullable=False),
    sa.Column('work_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('how_read', sa.Enum('aloud', 'self', name='howread', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('how_signed', sa.Enum('screen', 'paper', name='howsigned', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('signed_name', sa.String(length=200), nullable=False),
    sa.Column('witness', sa.String(length=200), nullable=False),
    sa.Column('document_id', Id(), nullable=True),
    sa.Column('given_at', UtcDateTime(), nullable=False),
    sa.Column('taken_by', Id(), nullable=False),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.Column('withdrawn_by', Id(), nullable=True),
    sa.Column('withdrawn_words', sa.Text(), nullable=False),
    sa.CheckConstraint('(withdrawn_at IS NULL) = (withdrawn_by IS NULL)', name=op.f('ck_work_consent_withdrawal_noted')),
    sa.CheckConstraint('length(signed_name) > 0 AND length(witness) > 0', name=op.f('ck_work_consent_signed_before_a_witness')),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_work_consent_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_work_consent_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_by'], ['human.id'], name=op.f('fk_work_consent_taken_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['withdrawn_by'], ['human.id'], name=op.f('fk_work_consent_withdrawn_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['work_id'], ['private_work.id'], name=op.f('fk_work_consent_work_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_consent'))
    )
    op.create_index('ix_work_consent_person', 'work_consent', ['person_id'], unique=False)
    op.create_index('uq_work_consent_open', 'work_consent', ['work_id', 'person_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('limit_override',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('session_id', Id(), nullable=True),
    sa.Column('kind', sa.Enum('day', 'week', 'row', 'study', name='limitkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('on_day', sa.Date(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('source', sa.Text(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('allowed_by', Id(), nullable=False),
    sa.Column('allowed_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_limit_override_reasoned')),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_limit_override_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['allowed_by'], ['human.id'], name=op.f('fk_limit_override_allowed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_limit_override_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_limit_override_session_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_limit_override'))
    )
    op.create_index('ix_limit_override_person', 'limit_override', ['person_id', 'on_day'], unique=False)
    op.create_table('place_band',
    sa.Column('id', Id(), nullable=False),
    sa.Column('allocation_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('band', sa.String(length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('why', sa.String(length=300), nullable=False),
    sa.Column('set_by', Id(), nullable=False),
    sa.Column('set_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['allocation_id'], ['allocation.id'], name=op.f('fk_place_band_allocation_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_place_band_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['set_by'], ['human.id'], name=op.f('fk_place_band_set_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_place_band')),
    sa.UniqueConstraint('allocation_id', 'from_on', name=op.f('uq_place_band_allocation_id_from_on'))
    )
    op.create_table('tool_move',
    sa.Column('id', Id(), nullable=False),
    sa.Column('tool_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('added', 'out', 'in', 'missing', 'found', 'asked', 'kept', 'written_off', name='movekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('by', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('person_id', Id(), nullable=True),
    sa.Column('session_id', Id(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['by'], ['human.id'], name=op.f('fk_tool_move_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_tool_move_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['session_id'], ['class_session.id'], name=op.f('fk_tool_move_session_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['tool_id'], ['tool.id'], name=op.f('fk_tool_move_tool_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tool_move'))
    )
    op.create_index('ix_tool_move_tool', 'tool_move', ['tool_id', 'at'], unique=False)
    op.create_table('tool_write_off',
    sa.Column('id', Id(), nullable=False),
    sa.Column('tool_id', Id(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('asked_by', Id(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('approved', sa.Boolean(), nullable=True),
    sa.CheckConstraint('(decided_by IS NULL) = (approved IS NULL)', name=op.f('ck_tool_write_off_decided_by_somebody')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> asked_by', name=op.f('ck_tool_write_off_two_people')),
    sa.CheckConstraint('length(note) >= 10', name=op.f('ck_tool_write_off_noted')),
    sa.ForeignKeyConstraint(['asked_by'], ['human.id'], name=op.f('fk_tool_write_off_asked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_tool_write_off_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['tool_id'], ['tool.id'], name=op.f('fk_tool_write_off_tool_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tool_write_off'))
    )
    op.create_index('ix_tool_write_off_tool', 'tool_write_off', ['tool_id'], unique=False)
    op.add_column('attendance', sa.Column('rejected', sa.Integer(), server_default='0', nullable=False))
    op.add_column('attendance_correction', sa.Column('rejected_delta', sa.Integer(), server_default='0', nullable=False))
    op.add_column('pay_exception', sa.Column('band', sa.String(length=40), server_default='', nullable=False))
    op.drop_index("uq_pay_rate_everywhere", table_name="pay_rate")
    with op.batch_alter_table("pay_rate") as batch:
        batch.add_column(sa.Column("band", sa.String(length=40), server_default="", nullable=False))
        batch.drop_constraint(op.f("uq_pay_rate_programme_id_unit_id_valid_from"), type_="unique")
        batch.create_unique_constraint(
            op.f("uq_pay_rate_programme_id_unit_id_valid_from_band"), ["programme_id", "unit_id", "valid_from", "band"]
        )
    everywhere = sa.text("unit_id IS NULL")
    op.create_index(
        "uq_pay_rate_everywhere", "pay_rate", ["programme_id", "valid_from", "band"],
        unique=True, sqlite_where=everywhere, postgresql_where=everywhere,
    )
    op.add_column('register_mark', sa.Column('rejected', sa.Integer(), server_default='0', nullable=False))
    for table in ('accident', 'accident_entry', 'accident_person', 'limit_override', 'place_band', 'tool_count', 'tool_move', 'wage_comparison', 'work_limit'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
