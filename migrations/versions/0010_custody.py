"""Custody whole: counter-entries, arrivals, returns of belongings, duties, roll checks, the rest of the core file."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ORDERED = "0 <= official AND official <= operational AND operational <= emergency"


def _add_key(table: str, column: str, target: str) -> None:
    """A nullable key to another table. SQLite takes it only with the column; a rebuilt table would lose its triggers."""
    name = f"fk_{table}_{column}"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} BLOB CONSTRAINT {name} "
            f"REFERENCES {target} (id) DEFERRABLE INITIALLY DEFERRED"
        )
        return
    op.add_column(table, sa.Column(column, Id(), nullable=True))
    op.create_foreign_key(name, table, target, [column], ["id"], initially="DEFERRED", deferrable=True)


def _order_holding_rules() -> None:
    """Rules that contradict themselves are widened before the database refuses them."""
    op.execute("UPDATE holding_rule SET official = 0 WHERE official < 0")
    op.execute("UPDATE holding_rule SET operational = official WHERE operational < official")
    op.execute("UPDATE holding_rule SET emergency = operational WHERE emergency < operational")
    with op.batch_alter_table("holding_rule") as batch:
        batch.add_column(sa.Column("civil", sa.Boolean(), nullable=True))
        batch.create_check_constraint("in_order", ORDERED)


def _acknowledge_old_transfers() -> None:
    """Whoever was transferred before arrivals were acknowledged is there."""
    op.execute(
        "INSERT INTO arrival (id, movement_id, person_id, arrived_at, acknowledged_by, acknowledged_at, remarks) "
        "SELECT id, id, person_id, at, recorded_by, recorded_at, '' FROM movement WHERE kind = 'transfer'"
    )


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('file_tally',
    sa.Column('prison_id', Id(), nullable=False),
    sa.Column('people', sa.Integer(), nullable=False),
    sa.Column('present', sa.Integer(), nullable=False),
    sa.Column('applicable', sa.Integer(), nullable=False),
    sa.Column('missing', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('counted_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['prison_id'], ['unit.id'], name=op.f('fk_file_tally_prison_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('prison_id', name=op.f('pk_file_tally'))
    )
    op.create_table('roll_check',
    sa.Column('id', Id(), nullable=False),
    sa.Column('prison_id', Id(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('opened_by', Id(), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('expected', sa.Integer(), nullable=False),
    sa.Column('found', sa.Integer(), nullable=False),
    sa.Column('closed_by', Id(), nullable=True),
    sa.Column('closed_at', UtcDateTime(), nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('closed_at IS NULL OR closed_by IS NOT NULL', name=op.f('ck_roll_check_closed_by_somebody')),
    sa.CheckConstraint('closed_at IS NULL OR found = expected OR length(words) >= 10', name=op.f('ck_roll_check_a_difference_is_explained')),
    sa.ForeignKeyConstraint(['closed_by'], ['human.id'], name=op.f('fk_roll_check_closed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['opened_by'], ['human.id'], name=op.f('fk_roll_check_opened_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prison_id'], ['unit.id'], name=op.f('fk_roll_check_prison_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_check'))
    )
    op.create_index('ix_roll_check_prison', 'roll_check', ['prison_id', 'at'], unique=False)
    op.create_index('uq_roll_check_open', 'roll_check', ['prison_id'], unique=True, sqlite_where=sa.text('closed_at IS NULL'), postgresql_where=sa.text('closed_at IS NULL'))
    op.create_table('child',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('birth_year', sa.Integer(), nullable=True),
    sa.Column('lives_at', sa.String(length=200), nullable=False),
    sa.Column('cared_for_by', sa.String(length=200), nullable=False),
    sa.Column('needs_care', sa.Boolean(), nullable=False),
    sa.Column('noted_on', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_child_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child'))
    )
    op.create_index(op.f('ix_child_person_id'), 'child', ['person_id'], unique=False)
    op.create_table('counsel',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('kind', sa.Enum('chosen', 'legal_aid', name='counselkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_counsel_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_counsel'))
    )
    op.create_index(op.f('ix_counsel_person_id'), 'counsel', ['person_id'], unique=False)
    op.create_table('hearing',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('court', sa.String(length=200), nullable=False),
    sa.Column('case_number', sa.String(length=80), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('purpose', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('brought', sa.Boolean(), nullable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_hearing_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hearing'))
    )
    op.create_index('ix_hearing_open', 'hearing', ['at'], unique=False, sqlite_where=sa.text("outcome = ''"), postgresql_where=sa.text("outcome = ''"))
    op.create_index('ix_hearing_person', 'hearing', ['person_id', 'at'], unique=False)
    op.create_table('register_note',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('behaviour', 'request', 'sanction', name='notekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('decided_by', sa.String(length=200), nullable=False),
    sa.Column('outcome', sa.Text(), nullable=False),
    sa.Column('noted_by', Id(), nullable=False),
    sa.Column('noted_at', UtcDateTime(), nullable=False),
    sa.CheckConstraint("kind <> 'sanction' OR decided_by <> ''", name=op.f('ck_register_note_a_sanction_is_decided')),
    sa.ForeignKeyConstraint(['noted_by'], ['human.id'], name=op.f('fk_register_note_noted_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_register_note_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_register_note'))
    )
    op.create_index('ix_register_note_person', 'register_note', ['person_id', 'kind'], unique=False)
    op.create_table('roll_line',
    sa.Column('id', Id(), nullable=False),
    sa.Column('check_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('wing_id', Id(), nullable=True),
    sa.Column('listed', sa.Boolean(), nullable=False),
    sa.Column('mark', sa.Enum('unseen', 'present', 'out', 'missing', name='mark', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(length=200), nullable=False),
    sa.Column('marked_by', Id(), nullable=True),
    sa.Column('marked_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("mark <> 'out' OR reason <> ''", name=op.f('ck_roll_line_out_with_a_reason')),
    sa.ForeignKeyConstraint(['check_id'], ['roll_check.id'], name=op.f('fk_roll_line_check_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['marked_by'], ['human.id'], name=op.f('fk_roll_line_marked_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_roll_line_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['wing_id'], ['unit.id'], name=op.f('fk_roll_line_wing_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roll_line')),
    sa.UniqueConstraint('check_id', 'person_id', name=op.f('uq_roll_line_check_id_person_id'))
    )
    op.create_index('ix_roll_line_wing', 'roll_line', ['check_id', 'wing_id'], unique=False)
    op.create_table('nothing_there',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('item', sa.String(length=30), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('said_by', Id(), nullable=False),
    sa.Column('said_on', sa.Date(), nullable=False),
    sa.CheckConstraint('length(words) >= 3', name=op.f('ck_nothing_there_in_words')),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_nothing_there_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_nothing_there_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['said_by'], ['human.id'], name=op.f('fk_nothing_there_said_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_nothing_there')),
    sa.UniqueConstraint('episode_id', 'item', name=op.f('uq_nothing_there_episode_id_item'))
    )
    op.create_index(op.f('ix_nothing_there_person_id'), 'nothing_there', ['person_id'], unique=False)
    op.create_table('arrival',
    sa.Column('id', Id(), nullable=False),
    sa.Column('movement_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('arrived_at', UtcDateTime(), nullable=False),
    sa.Column('acknowledged_by', Id(), nullable=True),
    sa.Column('acknowledged_at', UtcDateTime(), nullable=False),
    sa.Column('remarks', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['acknowledged_by'], ['human.id'], name=op.f('fk_arrival_acknowledged_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_arrival_movement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_arrival_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_arrival')),
    sa.UniqueConstraint('movement_id', name=op.f('uq_arrival_movement_id'))
    )
    op.create_index(op.f('ix_arrival_person_id'), 'arrival', ['person_id'], unique=False)
    op.create_table('belonging_return',
    sa.Column('id', Id(), nullable=False),
    sa.Column('belonging_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('deed_id', Id(), nullable=False),
    sa.Column('pieces', sa.Integer(), nullable=False),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.Column('way', sa.Enum('given_back', 'sent_out', 'heirs', 'destroyed', name='way', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('signature', sa.Enum('signed', 'mark', 'refused', name='signature', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('witness', sa.String(length=120), nullable=False),
    sa.Column('recipient', sa.String(length=200), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('done_by', Id(), nullable=True),
    sa.CheckConstraint("signature = 'signed' OR witness <> ''", name=op.f('ck_belonging_return_witnessed')),
    sa.CheckConstraint("way = 'given_back' OR length(reason) >= 5", name=op.f('ck_belonging_return_reasoned')),
    sa.CheckConstraint('pieces > 0', name=op.f('ck_belonging_return_some_pieces')),
    sa.ForeignKeyConstraint(['belonging_id'], ['belonging.id'], name=op.f('fk_belonging_return_belonging_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['done_by'], ['human.id'], name=op.f('fk_belonging_return_done_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_belonging_return_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_belonging_return'))
    )
    op.create_index('ix_belonging_return_belonging', 'belonging_return', ['belonging_id'], unique=False)
    op.create_index('ix_belonging_return_person', 'belonging_return', ['person_id', 'at'], unique=False)
    op.create_table('custody_duty',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('movement_id', Id(), nullable=False),
    sa.Column('prison_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('family_transfer', 'family_illness', 'escape_reported', 'absence_reported', 'kin_told', 'authority_told', 'evidence_kept', 'investigation', 'body_given', 'funeral', 'things_given', name='dutykind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('due_at', UtcDateTime(), nullable=False),
    sa.Column('done_at', UtcDateTime(), nullable=True),
    sa.Column('done_by', Id(), nullable=True),
    sa.Column('told', sa.String(length=200), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.CheckConstraint('done_at IS NULL OR (done_by IS NOT NULL AND length(words) >= 3)', name=op.f('ck_custody_duty_said_by_somebody')),
    sa.ForeignKeyConstraint(['done_by'], ['human.id'], name=op.f('fk_custody_duty_done_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_custody_duty_movement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_custody_duty_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prison_id'], ['unit.id'], name=op.f('fk_custody_duty_prison_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_custody_duty')),
    sa.UniqueConstraint('movement_id', 'kind', name=op.f('uq_custody_duty_movement_id_kind'))
    )
    op.create_index('ix_custody_duty_open', 'custody_duty', ['prison_id', 'due_at'], unique=False, sqlite_where=sa.text('done_at IS NULL'), postgresql_where=sa.text('done_at IS NULL'))
    op.create_index('ix_custody_duty_person', 'custody_duty', ['person_id'], unique=False)
    op.create_table('death_record',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('movement_id', Id(), nullable=False),
    sa.Column('cause', sa.Enum('not_known', 'natural', 'accident', 'suicide', 'homicide', name='causeofdeath', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('circumstances', sa.Text(), nullable=False),
    sa.Column('remains_to', sa.String(length=200), nullable=False),
    sa.Column('remains_on', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_death_record_movement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_death_record_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_death_record')),
    sa.UniqueConstraint('movement_id', name=op.f('uq_death_record_movement_id'))
    )
    op.create_index(op.f('ix_death_record_person_id'), 'death_record', ['person_id'], unique=False)
    op.create_table('gate_release',
    sa.Column('id', Id(), nullable=False),
    sa.Column('episode_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('prepared_by', Id(), nullable=False),
    sa.Column('prepared_at', UtcDateTime(), nullable=False),
    sa.Column('confirmed_by', Id(), nullable=True),
    sa.Column('confirmed_at', UtcDateTime(), nullable=True),
    sa.Column('movement_id', Id(), nullable=True),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.Column('withdrawn_why', sa.String(length=200), nullable=False),
    sa.CheckConstraint('confirmed_by IS NULL OR confirmed_by <> prepared_by', name=op.f('ck_gate_release_two_people')),
    sa.CheckConstraint('movement_id IS NULL OR confirmed_by IS NOT NULL', name=op.f('ck_gate_release_released_by_two')),
    sa.ForeignKeyConstraint(['confirmed_by'], ['human.id'], name=op.f('fk_gate_release_confirmed_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['episode_id'], ['episode.id'], name=op.f('fk_gate_release_episode_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['movement_id'], ['movement.id'], name=op.f('fk_gate_release_movement_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_gate_release_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['prepared_by'], ['human.id'], name=op.f('fk_gate_release_prepared_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_gate_release'))
    )
    op.create_index(op.f('ix_gate_release_person_id'), 'gate_release', ['person_id'], unique=False)
    op.create_index('uq_gate_release_open', 'gate_release', ['episode_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.add_column('belonging', sa.Column('condition', sa.String(length=120), server_default='', nullable=False))
    op.add_column('belonging', sa.Column('seal', sa.String(length=40), server_default='', nullable=False))
    op.add_column('belonging', sa.Column('kept_at', sa.String(length=80), server_default='', nullable=False))
    op.add_column('commitment_order', sa.Column('supervising_authority', sa.String(length=200), server_default='', nullable=False))
    op.add_column('commitment_order', sa.Column('ended_on', sa.Date(), nullable=True))
    op.add_column('commitment_order', sa.Column('end_reason', sa.String(length=200), server_default='', nullable=False))
    op.add_column('movement', sa.Column('authority', sa.String(length=200), server_default='', nullable=False))
    op.add_column('movement', sa.Column('due_back_at', UtcDateTime(), nullable=True))
    _add_key('commitment_order', 'ended_by', 'human')
    _add_key('movement', 'reverses_id', 'movement')
    op.create_index('ix_movement_transfer', 'movement', ['to_id', 'at'], unique=False, sqlite_where=sa.text("kind = 'transfer'"), postgresql_where=sa.text("kind = 'transfer'"))
    op.create_index('ix_movement_due_back', 'movement', ['due_back_at'], unique=False, sqlite_where=sa.text('due_back_at IS NOT NULL'), postgresql_where=sa.text('due_back_at IS NOT NULL'))
    op.create_index('uq_movement_reverses', 'movement', ['reverses_id'], unique=True, sqlite_where=sa.text('reverses_id IS NOT NULL'), postgresql_where=sa.text('reverses_id IS NOT NULL'))
    op.add_column('reception_record', sa.Column('no_news_of_illness', sa.Boolean(), server_default=sa.false(), nullable=False))

    _order_holding_rules()
    _acknowledge_old_transfers()
    op.execute(
        "UPDATE commitment_order SET ended_on = (SELECT DATE(MAX(closed_at)) FROM episode "
        "WHERE episode.order_id = commitment_order.id), end_reason = 'release' "
        "WHERE EXISTS (SELECT 1 FROM episode WHERE episode.order_id = commitment_order.id AND closed_at IS NOT NULL)"
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
