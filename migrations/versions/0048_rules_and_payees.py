"""Changed rules, stopped rules, runs over last year's earnings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "rule_change",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "in_force", "refused", name="changestate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (decided_by IS NULL)", name=op.f("ck_rule_change_decided_by_somebody")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name=op.f("ck_rule_change_two_humans")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["human.id"], name=op.f("fk_rule_change_decided_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["human.id"], name=op.f("fk_rule_change_written_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_change")),
    )
    op.create_index(
        "uq_rule_change_day",
        "rule_change",
        ["name", "begins_on"],
        unique=True,
        sqlite_where=sa.text("state = 'in_force'"),
        postgresql_where=sa.text("state = 'in_force'"),
    )
    op.create_table(
        "rule_stop",
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("court", sa.String(length=300), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "in_force", "refused", name="changestate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'draft') = (decided_by IS NULL)", name=op.f("ck_rule_stop_decided_by_somebody")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name=op.f("ck_rule_stop_two_humans")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["human.id"], name=op.f("fk_rule_stop_decided_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["human.id"], name=op.f("fk_rule_stop_written_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_stop")),
    )
    op.create_index("ix_rule_stop_name", "rule_stop", ["name", "state"], unique=False)
    op.create_table(
        "rule_simulation",
        sa.Column("id", Id(), nullable=False),
        sa.Column("change_id", Id(), nullable=False),
        sa.Column("first", sa.String(length=7), nullable=False),
        sa.Column("last", sa.String(length=7), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["human.id"], name=op.f("fk_rule_simulation_asked_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["change_id"],
            ["rule_change.id"],
            name=op.f("fk_rule_simulation_change_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_simulation")),
    )
    op.create_index("ix_rule_simulation_change", "rule_simulation", ["change_id", "asked_at"], unique=False)
    op.create_table(
        "rule_simulation_person",
        sa.Column("id", Id(), nullable=False),
        sa.Column("simulation_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("before", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("after", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("own_change", sa.BigInteger(), nullable=False),
        sa.Column("hits", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("refused", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_rule_simulation_person_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["simulation_id"],
            ["rule_simulation.id"],
            name=op.f("fk_rule_simulation_person_simulation_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_simulation_person")),
        sa.UniqueConstraint(
            "simulation_id",
            "person_id",
            "currency",
            name=op.f("uq_rule_simulation_person_simulation_id_person_id_currency"),
        ),
    )
    op.create_index(
        "ix_rule_simulation_person_change",
        "rule_simulation_person",
        ["simulation_id", "own_change", "id"],
        unique=False,
    )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
