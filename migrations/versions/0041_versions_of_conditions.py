"""Conditions carry their inputs and necessity; a version knows what it varies; more legal bases; somebody answers for each order."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

_KINDS = "'licence', 'parole', 'pre_release', 'probation', 'community', 'suspended', 'voluntary'"
_SET_STATES = "'draft', 'submitted', 'approved', 'active', 'superseded', 'rejected', 'ended'"


def upgrade() -> None:
    """Bring the schema forward."""
    _orders()
    _versions()
    _conditions()


def _key(batch: object, table: str, column: str, there: str) -> None:
    batch.add_column(sa.Column(column, Id(), nullable=True))  # type: ignore[attr-defined]
    batch.create_foreign_key(  # type: ignore[attr-defined]
        op.f(f"fk_{table}_{column}"), there, [column], ["id"], initially="DEFERRED", deferrable=True
    )


def _orders() -> None:
    with op.batch_alter_table("supervision_order") as batch:
        batch.drop_constraint(op.f("ck_supervision_order_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_supervision_order_kind"), f"kind IN ({_KINDS})")


    with op.batch_alter_table("supervision_order") as batch:
        _key(batch, "supervision_order", "officer_id", "human")
        batch.add_column(sa.Column("before_custody", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("ended_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("end_reason", sa.Text(), server_default="", nullable=False))
    op.execute(
        "UPDATE supervision_order SET officer_id = COALESCE("
        "(SELECT person.officer_id FROM person WHERE person.id = supervision_order.person_id), prepared_by)"
        " WHERE state NOT IN ('not_started', 'died')"
    )
    with op.batch_alter_table("supervision_order") as batch:
        batch.create_check_constraint(
            op.f("ck_supervision_order_somebody_answers"),
            "state NOT IN ('active', 'in_breach', 'suspended') OR officer_id IS NOT NULL",
        )


def _versions() -> None:
    in_force = sa.text("state = 'active'")
    op.drop_index("uq_condition_set_active", table_name="condition_set")
    with op.batch_alter_table("condition_set") as batch:
        for column, there in (("varies_id", "condition_set"), ("explained_by", "human")):
            _key(batch, "condition_set", column, there)
        batch.add_column(sa.Column("ended_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("explained_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("explained_language", sa.String(length=10), server_default="", nullable=False))
        batch.add_column(sa.Column("person_signed", sa.String(length=40), nullable=True))
        batch.create_check_constraint(
            op.f("ck_condition_set_person_signed"), "person_signed IN ('signed', 'refused', 'unable')"
        )
        batch.drop_constraint(op.f("ck_condition_set_state"), type_="check")
        batch.create_check_constraint(op.f("ck_condition_set_state"), f"state IN ({_SET_STATES})")
        batch.create_check_constraint(
            op.f("ck_condition_set_variation_is_approved"),
            "varies_id IS NULL OR state NOT IN ('approved', 'active') OR approved_by IS NOT NULL",
        )
    op.create_index(
        "uq_condition_set_active", "condition_set", ["order_id"], unique=True, sqlite_where=in_force,
        postgresql_where=in_force,
    )  # fmt: skip


def _conditions() -> None:
    with op.batch_alter_table("supervision_condition") as batch:
        batch.add_column(sa.Column("necessity", sa.Text(), server_default="", nullable=False))
        inputs = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
        batch.add_column(sa.Column("inputs", inputs, server_default="{}", nullable=False))
        _key(batch, "supervision_condition", "copy_of_id", "supervision_condition")
        batch.create_check_constraint(
            op.f("ck_supervision_condition_needed"), "necessity = '' OR length(necessity) >= 10"
        )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
