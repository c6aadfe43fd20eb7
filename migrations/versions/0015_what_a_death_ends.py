"""Orders of supervision and places that a death ended say so."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0013"
branch_labels = None
depends_on = None

_STATES = (
    "not_started", "active", "suspended", "in_breach", "recalled", "revoked", "completed", "early_terminated",
    "transferred_out", "died",
)  # fmt: skip
_REASONS = (
    "completed", "partly", "not_completed", "own_wish", "staff", "health", "not_admitted", "transferred", "released",
    "died",
)  # fmt: skip


_EXPLAINED = (
    "(explained_orally_on IS NOT NULL AND explained_in_writing_on IS NOT NULL AND explained_language <> '')"
)


def _among(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN ({', '.join(repr(value) for value in values)})"


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("supervision_order") as batch:
        batch.add_column(sa.Column("before_death", sa.String(length=40), nullable=True))
        batch.create_check_constraint(op.f("ck_supervision_order_before_death"), _among("before_death", _STATES))
        batch.drop_constraint(op.f("ck_supervision_order_state"), type_="check")
        batch.create_check_constraint(op.f("ck_supervision_order_state"), _among("state", _STATES))
        for name, told in (("explained_before_it_runs", _EXPLAINED), ("runs_at_a_level", "level IS NOT NULL")):
            batch.drop_constraint(op.f(f"ck_supervision_order_{name}"), type_="check")
            batch.create_check_constraint(
                op.f(f"ck_supervision_order_{name}"), f"state IN ('not_started', 'died') OR {told}"
            )
    op.add_column("earning_mandate", sa.Column("ended_by_death", sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table("allocation") as batch:
        batch.drop_constraint(op.f("ck_allocation_end_reason"), type_="check")
        batch.create_check_constraint(op.f("ck_allocation_end_reason"), _among("end_reason", _REASONS))


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
