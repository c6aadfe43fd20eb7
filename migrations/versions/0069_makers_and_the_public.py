"""Consent to be credited, names drawn by lot, and what the shop says of makers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime

revision = "0069"
down_revision = "0068"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "credit_consent",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("brand_id", Id(), nullable=False),
        sa.Column("text_version", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("read_aloud", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.String(length=120), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("agreed", "refused", name="creditanswer", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "form",
            sa.Enum("pseudonym", "team", name="creditform", native_enum=False, create_constraint=True, length=40),
            nullable=True,
        ),
        sa.Column("channels", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column(
            "ended_why",
            sa.Enum(
                "withdrawn",
                "expired",
                "not_allowed",
                "replaced",
                name="creditend",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("ended_by", Id(), nullable=True),
        sa.CheckConstraint(
            "(answer = 'agreed') = (form IS NOT NULL) AND (answer = 'agreed') = (expires_on IS NOT NULL)",
            name=op.f("ck_credit_consent_agreed_to_something_for_a_time"),
        ),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (ended_why IS NULL)", name=op.f("ck_credit_consent_ended_for_a_reason")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["human.id"], name=op.f("fk_credit_consent_asked_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand.id"], name=op.f("fk_credit_consent_brand_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["ended_by"], ["human.id"], name=op.f("fk_credit_consent_ended_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_credit_consent_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_consent")),
    )
    op.create_index("ix_credit_consent_expiry", "credit_consent", ["expires_on"], unique=False)
    op.create_index("ix_credit_consent_person", "credit_consent", ["person_id", "asked_on"], unique=False)
    op.create_index(
        "uq_credit_consent_open",
        "credit_consent",
        ["person_id", "brand_id"],
        unique=True,
        sqlite_where=sa.text("answer = 'agreed' AND ended_on IS NULL"),
        postgresql_where=sa.text("answer = 'agreed' AND ended_on IS NULL"),
    )
    op.create_table(
        "pseudonym",
        sa.Column("id", Id(), nullable=False),
        sa.Column("brand_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("free_from", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["brand_id"], ["brand.id"], name=op.f("fk_pseudonym_brand_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_pseudonym_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pseudonym")),
    )
    op.create_index("ix_pseudonym_person", "pseudonym", ["person_id"], unique=False)
    op.create_index(
        "uq_pseudonym_in_use",
        "pseudonym",
        ["brand_id", "words"],
        unique=True,
        sqlite_where=sa.text("free_from IS NULL"),
        postgresql_where=sa.text("free_from IS NULL"),
    )
    op.create_table(
        "published_credit",
        sa.Column("id", Id(), nullable=False),
        sa.Column("product_id", Id(), nullable=False),
        sa.Column(
            "form",
            sa.Enum("pseudonym", "team", name="creditform", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("words", sa.String(length=60), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("shown_until", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "(form = 'pseudonym') = (words <> '')", name=op.f("ck_published_credit_pseudonym_has_words")
        ),
        sa.CheckConstraint("(form = 'team') = (people IS NOT NULL)", name=op.f("ck_published_credit_team_has_a_size")),
        sa.CheckConstraint(
            "people IS NULL OR people >= 5", name=op.f("ck_published_credit_small_teams_are_not_counted")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"],
            ["product.id"],
            name=op.f("fk_published_credit_product_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_credit")),
    )
    op.create_index("ix_published_credit_product", "published_credit", ["product_id", "shown_until"], unique=False)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
