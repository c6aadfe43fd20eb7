"""The first tables of casework."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0002"
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    
    op.create_table('file_number',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_file_number'))
    )
    op.create_table('instrument',
    sa.Column('id', Id(), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('security', 'needs', name='instrumentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument')),
    sa.UniqueConstraint('code', name=op.f('uq_instrument_code'))
    )
    op.create_table('release_law',
    sa.Column('id', Id(), nullable=False),
    sa.Column('pack', sa.String(length=20), nullable=False),
    sa.Column('kind', sa.Enum('standard', 'serious', 'extended', 'indeterminate', name='sentencekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('numerator', sa.Integer(), nullable=False),
    sa.Column('denominator', sa.Integer(), nullable=False),
    sa.Column('citation', sa.String(length=200), nullable=False),
    sa.CheckConstraint('numerator > 0 AND numerator <= denominator', name=op.f('ck_release_law_a_share')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_law')),
    sa.UniqueConstraint('pack', 'kind', 'from_on', name=op.f('uq_release_law_pack_kind_from_on'))
    )
    op.create_table('holding_rule',
    sa.Column('id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('official', sa.Integer(), nullable=False),
    sa.Column('operational', sa.Integer(), nullable=False),
    sa.Column('emergency', sa.Integer(), nullable=False),
    sa.Column('sex', sa.String(length=10), nullable=False),
    sa.Column('untried', sa.Boolean(), nullable=True),
    sa.Column('least_age', sa.Integer(), nullable=True),
    sa.Column('most_age', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_holding_rule_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_holding_rule')),
    sa.UniqueConstraint('unit_id', name=op.f('uq_holding_rule_unit_id'))
    )
    op.create_table('instrument_version',
    sa.Column('id', Id(), nullable=False),
    sa.Column('instrument_id', Id(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('definition', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('definition_hash', sa.String(length=64), nullable=False),
    sa.Column('vectors', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('in_force_from', sa.Date(), nullable=False),
    sa.Column('in_force_to', sa.Date(), nullable=True),
    sa.Column('first_human_id', Id(), nullable=True),
    sa.Column('second_human_id', Id(), nullable=True),
    sa.Column('activated_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('activated_at IS NULL OR (first_human_id IS NOT NULL AND second_human_id IS NOT NULL)', name=op.f('ck_instrument_version_activated_by_two')),
    sa.CheckConstraint('first_human_id IS NULL OR first_human_id <> second_human_id', name=op.f('ck_instrument_version_two_humans')),
    sa.CheckConstraint('in_force_to IS NULL OR in_force_to >= in_force_from', name=op.f('ck_instrument_version_dates_in_order')),
    sa.ForeignKeyConstraint(['first_human_id'], ['human.id'], name=op.f('fk_instrument_version_first_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['instrument_id'], ['instrument.id'], name=op.f('fk_instrument_version_instrument_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['second_human_id'], ['human.id'], name=op.f('fk_instrument_version_second_human_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_instrument_version')),
    sa.UniqueConstraint('instrument_id', 'number', name=op.f('uq_instrument_version_instrument_id_number'))
    )
    op.create_table('person',
    sa.Column('id', Id(), nullable=False),
    sa.Column('number', sa.String(length=20), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('other_name', sa.String(length=200), nullable=False),
    sa.Column('known_as', sa.String(length=80), nullable=False),
    sa.Column('sort_name', sa.String(length=200), nullable=False),
    sa.Column('match_key', sa.String(length=200), nullable=False),
    sa.Column('sex', sa.Enum('female', 'male', 'other', 'unknown', name='sex', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('gender', sa.String(length=80), nullable=False),
    sa.Column('birth_precision', sa.Enum('exact', 'year', 'estimated', 'unknown', name='birthprecision', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('born_on', sa.Date(), nullable=True),
    sa.Column('born_earliest', sa.Date(), nullable=True),
    sa.Column('born_latest', sa.Date(), nullable=True),
    sa.Column('nationality', sa.String(length=2), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('needs_interpreter', sa.Boolean(), nullable=False),
    sa.Column('legal_status', sa.Enum('unconvicted', 'convicted_unsentenced', 'sentenced', 'civil', 'community_order', 'on_licence', 'closed', name='legalstatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('in_custody', sa.Boolean(), nullable=False),
    sa.Column('establishment_id', Id(), nullable=True),
    sa.Column('wing_id', Id(), nullable=True),
    sa.Column('supervised', sa.Boolean(), nullable=False),
    sa.Column('office_id', Id(), nullable=True),
    sa.Column('officer_id', Id(), nullable=True),
    sa.Column('level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('next_review_on', sa.Date(), nullable=True),
    sa.Column('release_on', sa.Date(), nullable=True),
    sa.Column('expiry_on', sa.Date(), nullable=True),
    sa.Column('release_certainty', sa.Enum('none', 'preliminary', 'confirmed', 'manual', name='certainty', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('restricted', sa.Boolean(), nullable=False),
    sa.Column('merged_into_id', Id(), nullable=True),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint('in_custody = false OR establishment_id IS NOT NULL', name=op.f('ck_person_held_somewhere')),
    sa.CheckConstraint('merged_into_id IS NULL OR merged_into_id <> id', name=op.f('ck_person_not_merged_into_itself')),
    sa.CheckConstraint('supervised = false OR office_id IS NOT NULL', name=op.f('ck_person_supervised_somewhere')),
    sa.ForeignKeyConstraint(['establishment_id'], ['unit.id'], name=op.f('fk_person_establishment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['merged_into_id'], ['person.id'], name=op.f('fk_person_merged_into_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['office_id'], ['unit.id'], name=op.f('fk_person_office_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['officer_id'], ['human.id'], name=op.f('fk_person_officer_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['wing_id'], ['unit.id'], name=op.f('fk_person_wing_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person')),
    sa.UniqueConstraint('number', name=op.f('uq_person_number'))
    )
    op.create_index('ix_person_establishment_list', 'person', ['establishment_id', 'in_custody', 'sort_name', 'id'], unique=False)
    op.create_index('ix_person_list', 'person', ['sort_name', 'id'], unique=False)
    op.create_index(op.f('ix_person_match_key'), 'person', ['match_key'], unique=False)
    op.create_index('ix_person_office_list', 'person', ['office_id', 'supervised', 'sort_name', 'id'], unique=False)
    op.create_index('ix_person_officer', 'person', ['officer_id'], unique=False)
    op.create_index('ix_person_release', 'person', ['establishment_id', 'release_on'], unique=False)
    op.create_index('ix_person_review', 'person', ['establishment_id', 'next_review_on'], unique=False)
    op.create_table('alert',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('code', sa.Enum('escape', 'self_harm', 'assault_staff', 'vulnerable', 'first_night', 'no_contact', 'access_need', 'home_safety', name='alertcode', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('begun_on', sa.Date(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('authorised_by', Id(), nullable=False),
    sa.Column('ended_by', Id(), nullable=True),
    sa.Column('end_reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['authorised_by'], ['human.id'], name=op.f('fk_alert_authorised_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['ended_by'], ['human.id'], name=op.f('fk_alert_ended_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_alert_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_alert'))
    )
    op.create_index('ix_alert_person', 'alert', ['person_id'], unique=False)
    op.create_index('uq_alert_open', 'alert', ['person_id', 'code'], unique=True, sqlite_where=sa.text('ended_on IS NULL'), postgresql_where=sa.text('ended_on IS NULL'))
    op.create_table('assessment',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('version_id', Id(), nullable=False),
    sa.Column('answers', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('draft', 'provisional', 'complete', 'locked', name='assessmentstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('low', sa.Integer(), nullable=True),
    sa.Column('high', sa.Integer(), nullable=True),
    sa.Column('band', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('begun_by', Id(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('row_version', sa.Integer(), nullable=False),
    sa.CheckConstraint('low IS NULL OR low <= high', name=op.f('ck_assessment_interval_in_order')),
    sa.CheckConstraint('score IS NULL OR (score >= low AND score <= high)', name=op.f('ck_assessment_score_inside')),
    sa.ForeignKeyConstraint(['begun_by'], ['human.id'], name=op.f('fk_assessment_begun_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_assessment_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['instrument_version.id'], name=op.f('fk_assessment_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_assessment'))
    )
    op.create_index('ix_assessment_person', 'assessment', ['person_id', 'id'], unique=False)
    op.create_table('commitment_order',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('authority', sa.String(length=200), nullable=False),
    sa.Column('reference', sa.String(length=80), nullable=False),
    sa.Column('dated_on', sa.Date(), nullable=False),
    sa.Column('signatory', sa.String(length=120), nullable=False),
    sa.Column('grounds', sa.Text(), nullable=False),
    sa.Column('legal_status', sa.Enum('unconvicted', 'convicted_unsentenced', 'sentenced', 'civil', 'community_order', 'on_licence', 'closed', name='legalstatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_commitment_order_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_commitment_order'))
    )
    op.create_index('ix_commitment_order_person', 'commitment_order', ['person_id'], unique=False)
    op.create_table('date_calculation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('source', sa.Enum('rule', 'manual', name='calculationsource', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('rule_version', sa.String(length=40), nullable=False),
    sa.Column('inputs', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('inputs_hash', sa.String(length=64), nullable=False),
    sa.Column('steps', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('release_on', sa.Date(), nullable=True),
    sa.Column('expiry_on', sa.Date(), nullable=True),
    sa.Column('unadjusted_expiry_on', sa.Date(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('preliminary', 'confirmed', 'superseded', name='calculationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('calculated_by', Id(), nullable=False),
    sa.Column('calculated_at', UtcDateTime(), nullable=False),
    sa.Column('confirmed_by', Id(), nullable=True),
    sa.Column('confirmed_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("source <> 'manual' OR length(reason) >= 10", name=op.f('ck_date_calculation_by_hand_with_a_reason')),
    sa.CheckConstraint("state <> 'confirmed' OR confirmed_by IS NOT NULL", name=op.f('ck_date_calculation_confirmed_by_somebody')),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> calculated_by', name=op.f('ck_date_calculation_two_people')),
    sa.CheckConstraint('release_on IS NULL OR expiry_on IS NULL OR release_on <= expiry_on', name=op.f('ck_date_calculation_in_order')),
    sa.ForeignKeyConstraint(['calculated_by'], ['human.id'], name=op.f('fk_date_calculation_calculated_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['confirmed_by'], ['human.id'], name=op.f('fk_date_calculation_confirmed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_date_calculation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_date_calculation'))
    )
    op.create_index('ix_date_calculation_person', 'date_calculation', ['person_id', 'calculated_at'], unique=False)
    op.create_index('uq_date_calculation_live', 'date_calculation', ['person_id'], unique=True, sqlite_where=sa.text("state <> 'superseded'"), postgresql_where=sa.text("state <> 'superseded'"))
    op.create_table('duplicate_proposal',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('other_id', Id(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('evidence', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('state', sa.Enum('new', 'not_duplicate', 'merged', name='proposalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_duplicate_proposal_other_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_duplicate_proposal_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duplicate_proposal')),
    sa.UniqueConstraint('person_id', 'other_id', name=op.f('uq_duplicate_proposal_person_id_other_id'))
    )
    op.create_table('exclusion',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_exclusion_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_exclusion_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exclusion'))
    )
    op.create_index('ix_exclusion_pair', 'exclusion', ['person_id', 'human_id'], unique=False)
    op.create_table('fitness',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('state', sa.Enum('fit', 'restricted', 'unfit', name='fitnessstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('limits', sa.String(length=200), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_fitness_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_fitness'))
    )
    op.create_index('ix_fitness_person', 'fitness', ['person_id', 'said_on'], unique=False)
    op.create_table('identifier',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('value', sa.String(length=60), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_identifier_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_identifier')),
    sa.UniqueConstraint('kind', 'value', name=op.f('uq_identifier_kind_value'))
    )
    op.create_index('ix_identifier_person', 'identifier', ['person_id'], unique=False)
    op.create_table('name_token',
    sa.Column('token', sa.String(length=60), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_name_token_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('token', 'person_id', name=op.f('pk_name_token'))
    )
    op.create_index(op.f('ix_name_token_person_id'), 'name_token', ['person_id'], unique=False)
    op.create_table('need',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('area', sa.Enum('accommodation', 'employment', 'finance', 'drugs', 'alcohol', 'health', 'relationships', 'thinking', name='area', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('level', sa.Integer(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('assessed_on', sa.Date(), nullable=False),
    sa.Column('assessed_by', Id(), nullable=False),
    sa.CheckConstraint('level BETWEEN 0 AND 3', name=op.f('ck_need_level_in_range')),
    sa.ForeignKeyConstraint(['assessed_by'], ['human.id'], name=op.f('fk_need_assessed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_need_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_need'))
    )
    op.create_index('ix_need_person', 'need', ['person_id', 'area', 'assessed_on'], unique=False)
    op.create_table('non_association',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('other_id', Id(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('close_reason', sa.Text(), nullable=False),
    sa.CheckConstraint('person_id < other_id', name=op.f('ck_non_association_ordered')),
    sa.ForeignKeyConstraint(['other_id'], ['person.id'], name=op.f('fk_non_association_other_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_non_association_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_non_association'))
    )
    op.create_index('ix_non_association_other', 'non_association', ['other_id'], unique=False)
    op.create_index('uq_non_association_open', 'non_association', ['person_id', 'other_id'], unique=True, sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))
    op.create_table('person_name',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('current', 'other_script', 'alias', 'previous', name='namekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.String(length=200), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_name_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_name'))
    )
    op.create_index('ix_person_name_person', 'person_name', ['person_id'], unique=False)
    op.create_table('placement_override',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('wing_id', Id(), nullable=False),
    sa.Column('rule', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('decided_by', Id(), nullable=False),
    sa.Column('decided_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('length(reason) >= 10', name=op.f('ck_placement_override_reasoned')),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_placement_override_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_placement_override_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['wing_id'], ['unit.id'], name=op.f('fk_placement_override_wing_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_placement_override'))
    )
    op.create_index(op.f('ix_placement_override_person_id'), 'placement_override', ['person_id'], unique=False)
    op.create_table('plan',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('owner_id', Id(), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('review_on', sa.Date(), nullable=False),
    sa.Column('changed_at', UtcDateTime(), nullable=False),
    sa.Column('agreed_at', UtcDateTime(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['owner_id'], ['human.id'], name=op.f('fk_plan_owner_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan'))
    )
    op.create_index('ix_plan_owner', 'plan', ['owner_id', 'review_on'], unique=False, sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))
    op.create_index('uq_plan_open', 'plan', ['person_id'], unique=True, sqlite_where=sa.text('closed_on IS NULL'), postgresql_where=sa.text('closed_on IS NULL'))
    op.create_table('relation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kinship', sa.String(length=60), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('next_of_kin', sa.Boolean(), nullable=False),
    sa.Column('emergency', sa.Boolean(), nullable=False),
    sa.Column('dependant', sa.Boolean(), nullable=False),
    sa.Column('told_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_relation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_relation'))
    )
    op.create_index('ix_relation_person', 'relation', ['person_id'], unique=False)
    op.create_table('restriction',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('ended_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_restriction_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_restriction_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_restriction'))
    )
    op.create_index('ix_restriction_pair', 'restriction', ['person_id', 'human_id'], unique=False)
    op.create_table('sentence',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('court', sa.String(length=200), nullable=False),
    sa.Column('offence', sa.String(length=300), nullable=False),
    sa.Column('offence_on', sa.Date(), nullable=True),
    sa.Column('imposed_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('standard', 'serious', 'extended', 'indeterminate', name='sentencekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('years', sa.Integer(), nullable=False),
    sa.Column('months', sa.Integer(), nullable=False),
    sa.Column('weeks', sa.Integer(), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('extension_months', sa.Integer(), nullable=False),
    sa.Column('consecutive_to_id', Id(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('end_reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint("extension_months = 0 OR kind = 'extended'", name=op.f('ck_sentence_only_extended_has_extension')),
    sa.CheckConstraint("kind = 'indeterminate' OR years + months + weeks + days > 0", name=op.f('ck_sentence_has_a_length')),
    sa.CheckConstraint('consecutive_to_id IS NULL OR consecutive_to_id <> id', name=op.f('ck_sentence_does_not_follow_itself')),
    sa.CheckConstraint('offence_on IS NULL OR offence_on <= imposed_on', name=op.f('ck_sentence_offence_before_sentence')),
    sa.CheckConstraint('years >= 0 AND months >= 0 AND weeks >= 0 AND days >= 0', name=op.f('ck_sentence_no_negative_length')),
    sa.ForeignKeyConstraint(['consecutive_to_id'], ['sentence.id'], name=op.f('fk_sentence_consecutive_to_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sentence_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sentence'))
    )
    op.create_index('ix_sentence_person', 'sentence', ['person_id'], unique=False)
    op.create_table('sentence_adjustment',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('remand', 'bail', 'at_large', 'added', 'restored', name='adjustmentkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('applies_from', sa.Date(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=True),
    sa.Column('to_on', sa.Date(), nullable=True),
    sa.Column('source', sa.String(length=200), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.CheckConstraint('days > 0', name=op.f('ck_sentence_adjustment_some_days')),
    sa.CheckConstraint('from_on IS NULL OR to_on IS NULL OR from_on <= to_on', name=op.f('ck_sentence_adjustment_in_order')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_sentence_adjustment_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sentence_adjustment'))
    )
    op.create_index('ix_sentence_adjustment_person', 'sentence_adjustment', ['person_id'], unique=False)
    op.create_table('classification',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('assessment_id', Id(), nullable=False),
    sa.Column('state', sa.Enum('draft', 'recommended', 'given_back', 'decided', 'appealed', 'superseded', 'cancelled', name='classificationstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('suggested_level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('recommended_level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('recommendation', sa.Text(), nullable=False),
    sa.Column('account', sa.Text(), nullable=False),
    sa.Column('author_id', Id(), nullable=False),
    sa.Column('recommended_at', UtcDateTime(), nullable=True),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('decided_level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('override_code', sa.Enum('conduct', 'intelligence', 'protection', 'health', 'progress', 'open_cases', 'other', name='overridecode', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('override_words', sa.Text(), nullable=False),
    sa.Column('decided_by', Id(), nullable=True),
    sa.Column('decided_at', UtcDateTime(), nullable=True),
    sa.Column('next_review_on', sa.Date(), nullable=True),
    sa.Column('review_rule', sa.String(length=40), nullable=False),
    sa.Column('previous_level', sa.Enum('minimum', 'medium', 'close', 'maximum', name='securitylevel', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('appeal_words', sa.Text(), nullable=False),
    sa.Column('appealed_on', sa.Date(), nullable=True),
    sa.Column('appeal_due_on', sa.Date(), nullable=True),
    sa.Column('appeal_answer', sa.Text(), nullable=False),
    sa.Column('appeal_by', Id(), nullable=True),
    sa.Column('appeal_answered_at', UtcDateTime(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("appeal_by IS NULL OR (appeal_by <> author_id AND appeal_by <> decided_by AND appeal_answer <> '')", name=op.f('ck_classification_third_human_answers')),
    sa.CheckConstraint("decided_level IS NULL OR decided_level = suggested_level OR (override_code IS NOT NULL AND override_words <> '')", name=op.f('ck_classification_override_with_words')),
    sa.CheckConstraint("state <> 'appealed' OR (appealed_on IS NOT NULL AND appeal_due_on IS NOT NULL)", name=op.f('ck_classification_appeal_is_dated')),
    sa.CheckConstraint("state <> 'given_back' OR note <> ''", name=op.f('ck_classification_given_back_says_why')),
    sa.CheckConstraint("state NOT IN ('decided', 'appealed', 'superseded') OR (decided_level IS NOT NULL AND decided_by IS NOT NULL AND decided_at IS NOT NULL AND next_review_on IS NOT NULL)", name=op.f('ck_classification_decision_is_whole')),
    sa.CheckConstraint('decided_by IS NULL OR decided_by <> author_id', name=op.f('ck_classification_two_humans')),
    sa.ForeignKeyConstraint(['appeal_by'], ['human.id'], name=op.f('fk_classification_appeal_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['assessment_id'], ['assessment.id'], name=op.f('fk_classification_assessment_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['author_id'], ['human.id'], name=op.f('fk_classification_author_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['decided_by'], ['human.id'], name=op.f('fk_classification_decided_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_classification_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_classification'))
    )
    op.create_index('ix_classification_person', 'classification', ['person_id', 'id'], unique=False)
    op.create_index('ix_classification_state', 'classification', ['state', 'id'], unique=False)
    op.create_index('uq_classification_current', 'classification', ['person_id'], unique=True, sqlite_where=sa.text("state IN ('decided', 'appealed')"), postgresql_where=sa.text("state IN ('decided', 'appealed')"))
    op.create_index('uq_classification_open', 'classification', ['person_id'], unique=True, sqlite_where=sa.text("state IN ('draft', 'recommended', 'given_back')"), postgresql_where=sa.text("state IN ('draft', 'recommended', 'given_back')"))
    op.create_table('episode',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('custody', 'supervision', name='episodekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('order_id', Id(), nullable=True),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('close_reason', sa.String(length=200), nullable=False),
    sa.CheckConstraint("kind <> 'custody' OR order_id IS NOT NULL", name=op.f('ck_episode_custody_needs_an_order')),
    sa.CheckConstraint('closed_at IS NULL OR closed_at >= opened_at', name=op.f('ck_episode_in_order')),
    sa.ForeignKeyConstraint(['order_id'], ['commitment_order.id'], name=op.f('fk_episode_order_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_episode_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_episode_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_episode'))
    )
    op.create_index('ix_episode_person', 'episode', ['person_id', 'kind', 'opened_at'], unique=False)
    op.create_index('ix_episode_unit', 'episode', ['unit_id', 'kind'], unique=False)
    op.create_index('uq_episode_open', 'episode', ['person_id', 'kind'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('goal',
    sa.Column('id', Id(), nullable=False),
    sa.Column('plan_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('area', sa.Enum('accommodation', 'employment', 'finance', 'drugs', 'alcohol', 'health', 'relationships', 'thinking', name='area', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('active', 'future', 'achieved', 'removed', name='goalstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('target_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("state <> 'removed' OR reason <> ''", name=op.f('ck_goal_removed_with_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_goal_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_goal_plan_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_goal'))
    )
    op.create_index('ix_goal_plan', 'goal', ['plan_id', 'id'], unique=False)
    op.create_table('plan_version',
    sa.Column('id', Id(), nullable=False),
    sa.Column('plan_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('agreement', sa.Enum('agreed', 'disagreed', 'could_not_answer', name='agreement', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('snapshot', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('document_id', Id(), nullable=True),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('agreed_by', Id(), nullable=False),
    sa.Column('agreed_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint("agreement = 'agreed' OR words <> ''", name=op.f('ck_plan_version_other_than_agreed_says_why')),
    sa.ForeignKeyConstraint(['agreed_by'], ['human.id'], name=op.f('fk_plan_version_agreed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_plan_version_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_version_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_version_plan_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_version')),
    sa.UniqueConstraint('plan_id', 'number', name=op.f('uq_plan_version_plan_id_number'))
    )
    op.create_table('belonging',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('returned_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_belonging_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_belonging_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_belonging'))
    )
    op.create_index('ix_belonging_person', 'belonging', ['person_id'], unique=False)
    op.create_table('movement',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('reception', 'within', 'transfer', 'to_court', 'to_hospital', 'temporary_release', 'escape', 'return', 'release', 'death', name='movementkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('recorded_by', Id(), nullable=True),
    sa.Column('from_id', Id(), nullable=True),
    sa.Column('to_id', Id(), nullable=True),
    sa.Column('wing_id', Id(), nullable=True),
    sa.Column('destination', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_movement_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['from_id'], ['unit.id'], name=op.f('fk_movement_from_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_movement_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_movement_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['to_id'], ['unit.id'], name=op.f('fk_movement_to_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['wing_id'], ['unit.id'], name=op.f('fk_movement_wing_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movement'))
    )
    op.create_index('ix_movement_from', 'movement', ['from_id', 'at'], unique=False)
    op.create_index('ix_movement_person', 'movement', ['person_id', 'at'], unique=False)
    op.create_index('ix_movement_to', 'movement', ['to_id', 'at'], unique=False)
    op.create_table('reception_record',
    sa.Column('id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('arrested_at', UtcDateTime(), nullable=True),
    sa.Column('arrest_place', sa.String(length=200), nullable=False),
    sa.Column('arrested_by', sa.String(length=200), nullable=False),
    sa.Column('visible_injuries', sa.Text(), nullable=False),
    sa.Column('ill_treatment_complaint', sa.Text(), nullable=False),
    sa.Column('rights_leaflet_language', sa.String(length=10), nullable=False),
    sa.Column('health_screening_due', sa.Date(), nullable=True),
    sa.Column('health_screened_on', sa.Date(), nullable=True),
    sa.Column('family_informed_at', UtcDateTime(), nullable=True),
    sa.Column('cash_minor', sa.BigInteger(), nullable=False),
    sa.Column('currency', sa.String(length=3), nullable=False),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_reception_record_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_reception_record_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reception_record')),
    sa.UniqueConstraint('episode_id', name=op.f('uq_reception_record_episode_id'))
    )
    op.create_index(op.f('ix_reception_record_person_id'), 'reception_record', ['person_id'], unique=False)
    op.create_table('release_preparation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('identity_checked_by', Id(), nullable=True),
    sa.Column('identity_checked_at', UtcDateTime(), nullable=True),
    sa.Column('copy_offered_at', UtcDateTime(), nullable=True),
    sa.Column('copy_taken', sa.Boolean(), nullable=False),
    sa.Column('order_authority', sa.String(length=200), nullable=False),
    sa.Column('order_reference', sa.String(length=80), nullable=False),
    sa.Column('order_dated_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_release_preparation_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['identity_checked_by'], ['human.id'], name=op.f('fk_release_preparation_identity_checked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_release_preparation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_release_preparation')),
    sa.UniqueConstraint('episode_id', name=op.f('uq_release_preparation_episode_id'))
    )
    op.create_index(op.f('ix_release_preparation_person_id'), 'release_preparation', ['person_id'], unique=False)
    op.create_table('step',
    sa.Column('id', Id(), nullable=False),
    sa.Column('goal_id', Id(), nullable=False),
    sa.Column('plan_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('actor_code', sa.Enum('person', 'case_manager', 'probation_officer', 'programme_staff', 'health', 'partner', 'family', 'someone_else', name='stepactor', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('state', sa.Enum('not_started', 'in_progress', 'completed', 'cannot_yet', 'not_needed', name='stepstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('link_kind', sa.String(length=40), nullable=False),
    sa.Column('link_id', Id(), nullable=True),
    sa.Column('completed_at', UtcDateTime(), nullable=True),
    sa.Column('closed_itself', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.CheckConstraint("(link_id IS NULL) = (link_kind = '')", name=op.f('ck_step_link_is_whole')),
    sa.CheckConstraint("(state = 'completed') = (completed_at IS NOT NULL)", name=op.f('ck_step_completed_has_its_moment')),
    sa.CheckConstraint("state NOT IN ('cannot_yet', 'not_needed') OR words <> ''", name=op.f('ck_step_stuck_says_why')),
    sa.ForeignKeyConstraint(['goal_id'], ['goal.id'], name=op.f('fk_step_goal_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_step_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_step_plan_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_step'))
    )
    op.create_index('ix_step_due', 'step', ['state', 'due_on'], unique=False)
    op.create_index('ix_step_goal', 'step', ['goal_id', 'id'], unique=False)
    op.create_index('ix_step_link', 'step', ['link_kind', 'link_id'], unique=False)
    for table in ('movement', 'plan_version'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
