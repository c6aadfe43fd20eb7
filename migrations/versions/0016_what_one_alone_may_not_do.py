"""What one human alone may not do: a dry run says which text it tried."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel import clock
from kernel.db import Id, UtcDateTime

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    _trials()
    for table in ("account", "role_grant", "start_code"):
        _second_human(table)


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


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
