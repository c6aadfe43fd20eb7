"""What one human alone may not do: a dry run says which text it tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel import clock
from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    _trials()
    for table in ("account", "role_grant", "start_code"):
        _second_human(table)
    _requests()
    _papers()
    _exceptions()


def _papers() -> None:
    """A paper on file hangs on a file that there is. The table is built anew on SQLite, so its triggers come again."""
    with op.batch_alter_table("stored_document") as batch:
        batch.create_foreign_key(
            op.f("fk_stored_document_person_id"), "person", ["person_id"], ["id"], initially="DEFERRED", deferrable=True
        )
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        for statement in trigger_ddl("stored_document", "sqlite"):
            connection.exec_driver_sql(statement)


def _second_human(table: str) -> None:
    """Everything that counts today goes on counting; from now on a second human confirms."""
    with op.batch_alter_table(table) as batch:
        batch.add_column(sa.Column("asked_by", Id(), nullable=True))
        batch.add_column(sa.Column("confirmed_by", Id(), nullable=True))
        batch.add_column(sa.Column("confirmed_at", UtcDateTime(), nullable=True))
        for column in ("asked_by", "confirmed_by"):
            batch.create_foreign_key(
                op.f(f"fk_{table}_{column}"), "human", [column], ["id"], initially="DEFERRED", deferrable=True
            )
        batch.create_check_constraint(op.f(f"ck_{table}_two_people"), "confirmed_by IS NULL OR confirmed_by <> asked_by")
    rows = sa.table(table, sa.column("confirmed_at", UtcDateTime()))
    op.execute(sa.update(rows).values(confirmed_at=clock.now()))


def _trials() -> None:
    """The text of a version never changes once it is kept, so an old dry run tried the text that is there."""
    op.add_column("law_trial", sa.Column("definition_hash", sa.String(length=64), server_default="", nullable=False))
    op.execute(
        "UPDATE law_trial SET definition_hash ="
        " (SELECT law_version.definition_hash FROM law_version WHERE law_version.id = law_trial.version_id)"
    )


def _requests() -> None:
    op.create_table('letter_throttle',
    sa.Column('key', sa.LargeBinary(length=32), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('letters', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_letter_throttle'))
    )
    op.create_index(op.f('ix_letter_throttle_day'), 'letter_throttle', ['day'], unique=False)
    op.create_table('person_request',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=True),
    sa.Column('kind', sa.Enum('request', 'complaint', name='requestkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('topic', sa.Enum('family', 'health', 'food', 'living', 'work', 'money', 'dates', 'safety', 'staff', 'ill_treatment', 'other', name='requesttopic', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('taken_by', Id(), nullable=False),
    sa.Column('taken_at', UtcDateTime(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('level', sa.Enum('staff', 'governor', 'outside', name='requestlevel', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('open', 'answered', 'appealed', 'closed', 'withdrawn', name='requeststate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('escalated_on', sa.Date(), nullable=True),
    sa.Column('outcome', sa.Enum('granted', 'partly', 'refused', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by', Id(), nullable=True),
    sa.Column('answered_at', UtcDateTime(), nullable=True),
    sa.Column('appeal_words', sa.Text(), nullable=False),
    sa.Column('appealed_on', sa.Date(), nullable=True),
    sa.Column('appeal_outcome', sa.Enum('granted', 'partly', 'refused', name='outcome', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('appeal_answer', sa.Text(), nullable=False),
    sa.Column('appeal_by', Id(), nullable=True),
    sa.Column('appeal_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint("state <> 'closed' OR appeal_at IS NOT NULL", name=op.f('ck_person_request_appeal_answered_some_day')),
    sa.CheckConstraint("state IN ('open', 'withdrawn') OR answered_at IS NOT NULL", name=op.f('ck_person_request_answered_some_day')),
    sa.CheckConstraint('appeal_by IS NULL OR appeal_by <> answered_by', name=op.f('ck_person_request_another_human_on_appeal')),
    sa.ForeignKeyConstraint(['answered_by'], ['human.id'], name=op.f('fk_person_request_answered_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['appeal_by'], ['human.id'], name=op.f('fk_person_request_appeal_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_person_request_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_by'], ['human.id'], name=op.f('fk_person_request_taken_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_person_request_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_person_request'))
    )
    op.create_index('ix_person_request_due', 'person_request', ['state', 'due_on', 'id'], unique=False)
    op.create_index('ix_person_request_person', 'person_request', ['person_id', 'received_on'], unique=False)


def _exceptions() -> None:
    op.create_table('glass_break',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('human_id', Id(), nullable=False),
    sa.Column('ground', sa.Enum('life', 'at_the_door', 'court', 'family', 'other', name='glassground', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('begun_at', UtcDateTime(), nullable=False),
    sa.Column('ends_at', UtcDateTime(), nullable=False),
    sa.Column('verdict', sa.Enum('right', 'wrong', name='glassverdict', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('review_words', sa.Text(), nullable=False),
    sa.Column('reviewed_by', Id(), nullable=True),
    sa.Column('reviewed_at', UtcDateTime(), nullable=True),
    sa.CheckConstraint('ends_at > begun_at', name=op.f('ck_glass_break_for_a_while')),
    sa.CheckConstraint('reviewed_by IS NULL OR reviewed_by <> human_id', name=op.f('ck_glass_break_another_human_reviews')),
    sa.ForeignKeyConstraint(['human_id'], ['human.id'], name=op.f('fk_glass_break_human_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_glass_break_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['reviewed_by'], ['human.id'], name=op.f('fk_glass_break_reviewed_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_glass_break'))
    )
    op.create_index('ix_glass_break_pair', 'glass_break', ['person_id', 'human_id', 'ends_at'], unique=False)
    op.create_index('ix_glass_break_waiting', 'glass_break', ['reviewed_at', 'begun_at', 'id'], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
