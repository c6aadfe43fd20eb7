"""Rules of admission that only warn, and what else a rule may look at."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

_KINDS = (
    "kind IN ('level_at_most', 'legal_status', 'need_at_least', 'days_at_least', 'days_at_most', 'unit', 'fit', "
    "'language', 'age_at_least', 'completed', 'first_time')"
)


def upgrade() -> None:
    """Bring the schema forward."""
    with op.batch_alter_table("eligibility_rule") as batch:
        batch.drop_constraint(op.f("ck_eligibility_rule_kind"), type_="check")
        batch.create_check_constraint(op.f("ck_eligibility_rule_kind"), _KINDS)
        batch.add_column(sa.Column("severity", sa.String(length=40), server_default="block", nullable=False))
        batch.create_check_constraint(op.f("ck_eligibility_rule_severity"), "severity IN ('block', 'warn')")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
