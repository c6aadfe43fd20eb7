"""The plan: strengths and wishes, goals by hand, links, signatures, meetings, prompts."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table('plan_meeting',
    sa.Column('id', Id(), nullable=False),
    sa.Column('plan_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('kind', sa.Enum('scheduled', 'needs_changed', 'level_changed', 'dates_changed', 'moved', 'before_release', 'on_request', name='meetingkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('state', sa.Enum('planned', 'held', 'cancelled', name='meetingstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('planned_at', UtcDateTime(), nullable=False),
    sa.Column('place', sa.String(length=200), nullable=False),
    sa.Column('held_on', sa.Date(), nullable=True),
    sa.Column('recorded_at', UtcDateTime(), nullable=True),
    sa.Column('next_on', sa.Date(), nullable=True),
    sa.Column('attendance', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('person_words', sa.Text(), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('changes', sa.JSON().with_variant(postgresql.JSONB(), 'postgresql'), nullable=False),
    sa.Column('recorded_by', Id(), nullable=False),
    sa.CheckConstraint("(state = 'held') = (held_on IS NOT NULL)", name=op.f('ck_plan_meeting_held_has_its_day')),
    sa.CheckConstraint("state <> 'cancelled' OR words <> ''", name=op.f('ck_plan_meeting_cancelled_says_why')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_meeting_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['plan_id'], ['plan.id'], name=op.f('fk_plan_meeting_plan_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['recorded_by'], ['human.id'], name=op.f('fk_plan_meeting_recorded_by'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_meeting'))
    )
    op.create_index('ix_plan_meeting_person', 'plan_meeting', ['person_id'], unique=False)
    op.create_index('ix_plan_meeting_plan', 'plan_meeting', ['plan_id', 'planned_at', 'id'], unique=False)
    op.create_table('plan_signature',
    sa.Column('id', Id(), nullable=False),
    sa.Column('version_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('document_id', Id(), nullable=False),
    sa.Column('added_by', Id(), nullable=False),
    sa.Column('added_at', UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(['added_by'], ['human.id'], name=op.f('fk_plan_signature_added_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_plan_signature_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_plan_signature_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['version_id'], ['plan_version.id'], name=op.f('fk_plan_signature_version_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_plan_signature'))
    )
    op.create_index('ix_plan_signature_version', 'plan_signature', ['version_id'], unique=False)
    op.add_column("goal", sa.Column("own_wish", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("need", sa.Column("strengths", sa.Text(), nullable=False, server_default=""))
    op.add_column("step", sa.Column("link_words", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("step", sa.Column("target_currency", sa.String(length=3), nullable=False, server_default=""))
    # Written out: SQLite takes a CHECK only together with its new column, unless the table is built anew, and these
    # tables have children that a rebuild would leave without their parent.
    op.execute(
        "ALTER TABLE step ADD COLUMN target_minor BIGINT "
        "CONSTRAINT ck_step_savings_have_a_target CHECK (link_kind <> 'savings' OR coalesce(target_minor, 0) > 0)"
    )
    _versions()
    for table in ('plan_signature',):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def _versions() -> None:
    said = "agreement IN ('agreed', 'disagreed', 'could_not_answer', 'updated_agreed', 'updated_disagreed')"
    signed = sa.Enum("paper", "screen", "not", name="signed", native_enum=False, create_constraint=True, length=40)
    with op.batch_alter_table("plan_version") as batch:
        batch.drop_constraint(op.f("ck_plan_version_agreement"), type_="check")
        batch.drop_constraint(op.f("ck_plan_version_other_than_agreed_says_why"), type_="check")
        batch.add_column(sa.Column("language", sa.String(length=10), nullable=False, server_default=""))
        batch.add_column(sa.Column("public_token", sa.String(length=32), nullable=False, server_default=""))
        batch.add_column(sa.Column("signed", signed, nullable=False, server_default="not"))
        batch.add_column(sa.Column("signed_name", sa.String(length=200), nullable=False, server_default=""))
        batch.add_column(sa.Column("witness", sa.String(length=200), nullable=False, server_default=""))
        batch.create_check_constraint(op.f("ck_plan_version_agreement"), said)
        batch.create_check_constraint(
            op.f("ck_plan_version_other_than_agreed_says_why"),
            "agreement IN ('agreed', 'updated_agreed') OR words <> ''",
        )
        batch.create_check_constraint(
            op.f("ck_plan_version_screen_has_name_and_witness"),
            "signed <> 'screen' OR (signed_name <> '' AND witness <> '')",
        )
    there = sa.text("public_token <> ''")
    op.create_index(
        "uq_plan_version_token", "plan_version", ["public_token"], unique=True, sqlite_where=there,
        postgresql_where=there,
    )  # fmt: skip
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":  # the table was built anew, so its triggers are gone
        for statement in trigger_ddl("plan_version", "sqlite"):
            connection.exec_driver_sql(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
