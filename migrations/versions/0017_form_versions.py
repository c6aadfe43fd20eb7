"""Forms of every kind; a version keeps its text, is in force only when its examples came out, and can be withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import UtcDateTime

revision = "0017"
down_revision = "0013"
branch_labels = None
depends_on = None

_KINDS = ("security", "needs", "risk", "screening", "pretrial", "earned_time", "supervision")


def upgrade() -> None:
    """Bring the schema forward."""
    versions = "instrument_version"
    op.add_column(versions, sa.Column("text", sa.Text(), server_default="", nullable=False))
    op.add_column(versions, sa.Column("vectors_passed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(versions, sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
    op.add_column(versions, sa.Column("why", sa.String(length=400), server_default="", nullable=False))
    op.execute("UPDATE instrument_version SET vectors_passed = true WHERE activated_at IS NOT NULL")
    with op.batch_alter_table(versions) as batch:
        batch.create_check_constraint(
            op.f("ck_instrument_version_examples_came_out"), "activated_at IS NULL OR vectors_passed = true"
        )
        batch.create_check_constraint(
            op.f("ck_instrument_version_active_or_withdrawn"), "activated_at IS NULL OR withdrawn_at IS NULL"
        )
    with op.batch_alter_table("instrument") as batch:
        batch.drop_constraint(op.f("ck_instrument_kind"), type_="check")
        batch.create_check_constraint(
            op.f("ck_instrument_kind"), "kind IN (" + ", ".join(f"'{one}'" for one in _KINDS) + ")"
        )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
