"""Dry runs of a form over everybody, and the levels that scores will give."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('form_trial',
    sa.Column('id', Id(), nullable=False),
    sa.Column('version_id', Id(), nullable=False),
    sa.Column('against_id', Id(), nullable=False),
    sa.Column('definition_hash', sa.String(length=64), nullable=False),
    sa.Column('asked_by', Id(), nullable=False),
    sa.Column('asked_at', UtcDateTime(), nullable=False),
    sa.Column('finished_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('version_id <> against_id', name=op.f('ck_form_trial_two_versions')),
    sa.ForeignKeyConstraint(['against_id'], ['instrument_version.id'], name=op.f('fk_form_trial_against_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['asked_by'], ['human.id'], name=op.f('fk_form_trial_asked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_version.id'], name=op.f('fk_form_trial_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_trial'))
    )
    op.create_index('ix_form_trial_version', 'form_trial', ['version_id', 'asked_at'], unique=False)
    op.create_table('form_trial_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('trial_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('before', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('lowest', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('highest', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('low', sa.Integer(), nullable=False),
    sa.Column('high', sa.Integer(), nullable=False),
    sa.Column('move', sa.Enum('higher', 'lower', 'open', 'same', name='move', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_form_trial_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['trial_id'], ['form_trial.id'], name=op.f('fk_form_trial_line_trial_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_trial_line')),
    sa.UniqueConstraint('trial_id', 'person_id', name=op.f('uq_form_trial_line_trial_id_person_id'))
    )
    op.create_index('ix_form_trial_line_move', 'form_trial_line', ['trial_id', 'move', 'id'], unique=False)
    op.create_table('form_trial_reason',
    sa.Column('id', Id(), nullable=False),
    sa.Column('trial_id', Id(), nullable=False),
    sa.Column('line_id', Id(), nullable=False),
    sa.Column('item', sa.String(length=80), nullable=False),
    sa.ForeignKeyConstraint(['line_id'], ['form_trial_line.id'], name=op.f('fk_form_trial_reason_line_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['trial_id'], ['form_trial.id'], name=op.f('fk_form_trial_reason_trial_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_form_trial_reason')),
    sa.UniqueConstraint('line_id', 'item', name=op.f('uq_form_trial_reason_line_id_item'))
    )
    op.create_index('ix_form_trial_reason_item', 'form_trial_reason', ['trial_id', 'item'], unique=False)
    op.create_table('level_forecast',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('classification_id', Id(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('held', sa.Boolean(), nullable=False),
    sa.Column('release_on', sa.Date(), nullable=True),
    sa.CheckConstraint('until_on IS NULL OR until_on > from_on', name=op.f('ck_level_forecast_days_in_order')),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_level_forecast_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_level_forecast_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_forecast')),
    sa.UniqueConstraint('classification_id', 'from_on', name=op.f('uq_level_forecast_classification_id_from_on'))
    )
    op.create_index('ix_level_forecast_person', 'level_forecast', ['person_id', 'from_on'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
