"""Deaths of people outside prison, and what is owed after them; releases by day for who reads everywhere."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('family_transfer', 'family_illness', 'escape_reported', 'absence_reported', 'kin_told', "
    "'authority_told', 'evidence_kept', 'investigation', 'body_given', 'funeral', 'things_given', 'family_knows', "
    "'court_told', 'death_proved', 'death_reviewed')"
)


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('outside_death',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('died_on', sa.Date(), nullable=False),
    sa.Column('known_from', sa.String(length=200), nullable=False),
    sa.Column('cause', sa.Enum('not_known', 'natural', 'accident', 'suicide', 'homicide', name='causeofdeath', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('circumstances', sa.Text(), nullable=False),
    sa.Column('status_before', sa.Enum('unconvicted', 'convicted_unsentenced', 'sentenced', 'civil', 'community_order', 'on_licence', 'closed', name='legalstatus', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.Column('recorded_at', UtcDateTime(), nullable=False),
    sa.Column('taken_back_at', UtcDateTime(), nullable=True),
    sa.Column('taken_back_by', Id(), nullable=True),
    sa.Column('taken_back_why', sa.Text(), nullable=False),
    sa.CheckConstraint('taken_back_at IS NULL OR (taken_back_by IS NOT NULL AND length(taken_back_why) >= 10)', name=op.f('ck_outside_death_taken_back_with_reason')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_outside_death_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_outside_death_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['taken_back_by'], ['human.id'], name=op.f('fk_outside_death_taken_back_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_outside_death_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_death'))
    )
    op.create_index('ix_outside_death_person', 'outside_death', ['person_id'], unique=False)
    op.create_index('uq_outside_death_stands', 'outside_death', ['person_id'], unique=True, sqlite_where=sa.text('taken_back_at IS NULL'), postgresql_where=sa.text('taken_back_at IS NULL'))
    op.create_index("ix_person_release_day", "person", ["release_on"])
    with op.batch_alter_table("custody_duty") as batch:
        batch.add_column(sa.Column("outside_id", Id(), nullable=True))
        batch.alter_column("movement_id", existing_type=Id(), nullable=True)
        batch.create_foreign_key(
            op.f("fk_custody_duty_outside_id"), "outside_death", ["outside_id"], ["id"], initially="DEFERRED",
            deferrable=True,
        )  # fmt: skip
        batch.create_unique_constraint(op.f("uq_custody_duty_outside_id_kind"), ["outside_id", "kind"])
        batch.create_check_constraint(
            op.f("ck_custody_duty_of_one_cause"), "(movement_id IS NULL) <> (outside_id IS NULL)"
        )
        batch.drop_constraint(op.f("ck_custody_duty_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_custody_duty_kind"), _KINDS)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
