"""Forms of every kind; a version keeps its text, is in force only when its examples came out, and can be withdrawn."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_KINDS = ("security", "needs", "risk", "screening", "pretrial", "earned_time", "supervision")
_IN_KINDS = "kind IN (" + ", ".join(f"'{one}'" for one in _KINDS) + ")"
_CAME_OUT = ("ck_instrument_version_examples_came_out", "activated_at IS NULL OR vectors_passed = true")
_NOT_BOTH = ("ck_instrument_version_active_or_withdrawn", "activated_at IS NULL OR withdrawn_at IS NULL")


def upgrade() -> None:
    """Bring the schema forward."""
    versions = "instrument_version"
    op.add_column(versions, sa.Column("text", sa.Text(), server_default="", nullable=False))
    op.add_column(versions, sa.Column("vectors_passed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(versions, sa.Column("why", sa.String(length=400), server_default="", nullable=False))
    op.execute("UPDATE instrument_version SET vectors_passed = true WHERE activated_at IS NOT NULL")
    if op.get_bind().dialect.name == "postgresql":
        op.add_column(versions, sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        for name, rule in (_CAME_OUT, _NOT_BOTH):
            op.create_check_constraint(op.f(name), versions, rule)
        op.drop_constraint(op.f("ck_instrument_kind"), "instrument", type_="check")
        op.create_check_constraint(op.f("ck_instrument_kind"), "instrument", _IN_KINDS)
    else:
        rules = " ".join(f"CONSTRAINT {name} CHECK ({rule})" for name, rule in (_CAME_OUT, _NOT_BOTH))
        op.execute(f"ALTER TABLE instrument_version ADD COLUMN withdrawn_at DATETIME {rules}")
        _build_instrument_anew()


def _build_instrument_anew() -> None:
    """SQLite alters no CHECK. Rows point at this table: they find theirs again because it is filled after the old is gone."""
    op.execute("CREATE TEMPORARY TABLE kept_instrument AS SELECT id, code, name, kind FROM instrument")
    op.drop_table("instrument")
    op.create_table(
        "instrument",
        sa.Column("id", Id(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.CheckConstraint(_IN_KINDS, name=op.f("ck_instrument_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instrument")),
        sa.UniqueConstraint("code", name=op.f("uq_instrument_code")),
    )
    op.execute("INSERT INTO instrument (id, code, name, kind) SELECT id, code, name, kind FROM kept_instrument")
    op.execute("DROP TABLE kept_instrument")


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
