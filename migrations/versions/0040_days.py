"""Confirmed appointments, officers' calendars, the route of a day, saved filters, lone-worker check-ins."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table("agenda_address",
    sa.Column("id", Id(), nullable=False),
    sa.Column("token_hash", sa.LargeBinary(length=32), nullable=False),
    sa.Column("human_id", Id(), nullable=False),
    sa.Column("made_at", UtcDateTime(), nullable=False),
    sa.Column("withdrawn_at", UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(["human_id"], ["human.id"], name=op.f("fk_agenda_address_human_id"), initially="DEFERRED", deferrable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_agenda_address")),
    sa.UniqueConstraint("token_hash", name=op.f("uq_agenda_address_token_hash"))
    )
    op.create_index("uq_agenda_address_open", "agenda_address", ["human_id"], unique=True, sqlite_where=sa.text("withdrawn_at IS NULL"), postgresql_where=sa.text("withdrawn_at IS NULL"))
    op.create_table("day_route",
    sa.Column("id", Id(), nullable=False),
    sa.Column("officer_id", Id(), nullable=False),
    sa.Column("on", sa.Date(), nullable=False),
    sa.Column("stops", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
    sa.ForeignKeyConstraint(["officer_id"], ["human.id"], name=op.f("fk_day_route_officer_id"), initially="DEFERRED", deferrable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_day_route")),
    sa.UniqueConstraint("officer_id", "on", name=op.f("uq_day_route_officer_id_on"))
    )
    op.create_table("saved_filter",
    sa.Column("id", Id(), nullable=False),
    sa.Column("human_id", Id(), nullable=False),
    sa.Column("name", sa.String(length=60), nullable=False),
    sa.Column("whose", sa.String(length=20), nullable=False),
    sa.Column("level", sa.String(length=20), nullable=False),
    sa.Column("due", sa.String(length=20), nullable=False),
    sa.ForeignKeyConstraint(["human_id"], ["human.id"], name=op.f("fk_saved_filter_human_id"), initially="DEFERRED", deferrable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
    sa.UniqueConstraint("human_id", "name", name=op.f("uq_saved_filter_human_id_name"))
    )
    op.create_table("lone_visit",
    sa.Column("id", Id(), nullable=False),
    sa.Column("officer_id", Id(), nullable=False),
    sa.Column("office_id", Id(), nullable=False),
    sa.Column("person_id", Id(), nullable=True),
    sa.Column("place", sa.String(length=300), nullable=False),
    sa.Column("phone", sa.String(length=40), nullable=False),
    sa.Column("begun_at", UtcDateTime(), nullable=False),
    sa.Column("due_at", UtcDateTime(), nullable=False),
    sa.Column("extended", sa.Integer(), nullable=False),
    sa.Column("back_at", UtcDateTime(), nullable=True),
    sa.Column("ended_by", Id(), nullable=True),
    sa.Column("words", sa.Text(), nullable=False),
    sa.CheckConstraint("due_at > begun_at", name=op.f("ck_lone_visit_back_after_going")),
    sa.ForeignKeyConstraint(["ended_by"], ["human.id"], name=op.f("fk_lone_visit_ended_by"), initially="DEFERRED", deferrable=True),
    sa.ForeignKeyConstraint(["office_id"], ["unit.id"], name=op.f("fk_lone_visit_office_id"), initially="DEFERRED", deferrable=True),
    sa.ForeignKeyConstraint(["officer_id"], ["human.id"], name=op.f("fk_lone_visit_officer_id"), initially="DEFERRED", deferrable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_lone_visit_person_id"), initially="DEFERRED", deferrable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_lone_visit"))
    )
    op.create_index("ix_lone_visit_due", "lone_visit", ["due_at"], unique=False, sqlite_where=sa.text("back_at IS NULL"), postgresql_where=sa.text("back_at IS NULL"))
    op.create_index("uq_lone_visit_out", "lone_visit", ["officer_id"], unique=True, sqlite_where=sa.text("back_at IS NULL"), postgresql_where=sa.text("back_at IS NULL"))
    op.create_table("appointment_confirmation",
    sa.Column("id", Id(), nullable=False),
    sa.Column("contact_id", Id(), nullable=False),
    sa.Column("person_id", Id(), nullable=False),
    sa.Column("how", sa.Enum("spoken", "message", "other", name="confirmedby", native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column("noted_by", Id(), nullable=False),
    sa.Column("noted_at", UtcDateTime(), nullable=False),
    sa.ForeignKeyConstraint(["contact_id"], ["contact.id"], name=op.f("fk_appointment_confirmation_contact_id"), initially="DEFERRED", deferrable=True),
    sa.ForeignKeyConstraint(["noted_by"], ["human.id"], name=op.f("fk_appointment_confirmation_noted_by"), initially="DEFERRED", deferrable=True),
    sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_appointment_confirmation_person_id"), initially="DEFERRED", deferrable=True),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment_confirmation")),
    sa.UniqueConstraint("contact_id", name=op.f("uq_appointment_confirmation_contact_id"))
    )
    op.create_index(op.f("ix_appointment_confirmation_person_id"), "appointment_confirmation", ["person_id"], unique=False)
    for table in ("appointment_confirmation",):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
