"""The law of release as versions that two people put in force; dates in force beside dates that wait."""

from __future__ import annotations

import datetime as dt
import hashlib
import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.ids import new_id

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "law_version",
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("definition", _JSON, nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.Enum("draft", "in_force", "replaced", "withdrawn", name="lawstate", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("proposed_by", Id(), nullable=True),
        sa.Column("proposed_at", UtcDateTime(), nullable=False),
        sa.Column("enacted_by", Id(), nullable=True),
        sa.Column("enacted_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint("enacted_by IS NULL OR enacted_by <> proposed_by", name=op.f("ck_law_version_two_people")),
        sa.CheckConstraint("state IN ('draft', 'withdrawn') OR enacted_at IS NOT NULL", name=op.f("ck_law_version_enacted_some_day")),
        sa.ForeignKeyConstraint(["proposed_by"], ["human.id"], name=op.f("fk_law_version_proposed_by"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["enacted_by"], ["human.id"], name=op.f("fk_law_version_enacted_by"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_version")),
        sa.UniqueConstraint("number", name=op.f("uq_law_version_number")),
    )
    in_force = sa.text("state = 'in_force'")
    op.create_index("uq_law_version_in_force", "law_version", ["state"], unique=True, sqlite_where=in_force, postgresql_where=in_force)
    _carry_law()
    op.drop_table("release_law")

    op.add_column("date_calculation", sa.Column("why", sa.Text(), server_default="", nullable=False))
    op.add_column("date_calculation", sa.Column("given_back", sa.Text(), server_default="", nullable=False))
    live = sa.text("state <> 'superseded'")
    op.drop_index("uq_date_calculation_live", "date_calculation")
    op.create_index("uq_date_calculation_live", "date_calculation", ["person_id", "state"], unique=True, sqlite_where=live, postgresql_where=live)

    op.create_table(
        "date_flag",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("kind", sa.Enum("altered", "stale", "refused", "missing", name="flagkind", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("found_at", UtcDateTime(), nullable=False),
        sa.Column("stored_release", sa.Date(), nullable=True),
        sa.Column("stored_expiry", sa.Date(), nullable=True),
        sa.Column("follows_release", sa.Date(), nullable=True),
        sa.Column("follows_expiry", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("closed_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_date_flag_person_id"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_date_flag")),
    )
    still = sa.text("closed_at IS NULL")
    op.create_index("uq_date_flag_open", "date_flag", ["person_id", "kind"], unique=True, sqlite_where=still, postgresql_where=still)
    op.create_index("ix_date_flag_kind", "date_flag", ["kind", "found_at"])

    op.create_table(
        "law_trial",
        sa.Column("id", Id(), nullable=False),
        sa.Column("version_id", Id(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.ForeignKeyConstraint(["version_id"], ["law_version.id"], name=op.f("fk_law_trial_version_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["human.id"], name=op.f("fk_law_trial_asked_by"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_trial")),
    )
    op.create_index("ix_law_trial_version", "law_trial", ["version_id", "asked_at"])
    op.create_table(
        "law_trial_difference",
        sa.Column("id", Id(), nullable=False),
        sa.Column("trial_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("cause", sa.Enum("overdue", "soon", "refused", "earlier", "later", "covered", "end_only", name="cause", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("before_release", sa.Date(), nullable=True),
        sa.Column("after_release", sa.Date(), nullable=True),
        sa.Column("before_expiry", sa.Date(), nullable=True),
        sa.Column("after_expiry", sa.Date(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["trial_id"], ["law_trial.id"], name=op.f("fk_law_trial_difference_trial_id"), initially="DEFERRED", deferrable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_law_trial_difference_person_id"), initially="DEFERRED", deferrable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_law_trial_difference")),
        sa.UniqueConstraint("trial_id", "person_id", name=op.f("uq_law_trial_difference_trial_id_person_id")),
    )
    op.create_index("ix_law_trial_difference_list", "law_trial_difference", ["trial_id", "cause", "days", "id"])


def _carry_law() -> None:
    """The shares that were in force become version 1."""
    columns = ("pack", "kind", "from_on", "to_on", "numerator", "denominator", "citation")
    old = sa.table("release_law", *(sa.column(name) for name in columns))
    rows = op.get_bind().execute(sa.select(old).order_by(old.c.kind, old.c.from_on)).all()
    if not rows:
        return
    definition = {
        "profile": rows[0].pack, "title": "The law in force before versions were kept", "source": rows[0].citation,
        "shares": [
            {"kind": row.kind, "from": str(row.from_on), "share": f"{row.numerator}/{row.denominator}", "citation": row.citation, **({"to": str(row.to_on)} if row.to_on else {})}
            for row in rows
        ],
    }
    table = sa.table(
        "law_version", sa.column("id", Id()), sa.column("number"), sa.column("profile"), sa.column("title"),
        sa.column("definition", _JSON), sa.column("definition_hash"), sa.column("why"), sa.column("state"),
        sa.column("proposed_at", UtcDateTime()), sa.column("enacted_at", UtcDateTime()),
    )
    now = dt.datetime.now(dt.UTC)
    text = json.dumps(definition, sort_keys=True, ensure_ascii=False)
    op.bulk_insert(table, [{
        "id": new_id(), "number": 1, "profile": definition["profile"], "title": definition["title"], "definition": definition,
        "definition_hash": hashlib.sha256(text.encode()).hexdigest(), "why": "in force before versions were kept",
        "state": "in_force", "proposed_at": now, "enacted_at": now,
    }])
