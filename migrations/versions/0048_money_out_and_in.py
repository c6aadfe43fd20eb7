"""Changed and stopped rules, payees, deposits, fines, payments of funds, payouts at release"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl
from marketplace.ledger.models import balance_ddl

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "fund_payment",
        sa.Column("id", Id(), nullable=False),
        sa.Column(
            "fund",
            sa.Enum(
                "spendable",
                "savings",
                "release",
                "family",
                "obligation",
                "disputed",
                "estate",
                "cash_box",
                "trust_bank",
                "order_prepayments",
                "sales",
                "wages_expense",
                "wage_grants",
                "victim_fund",
                "upkeep",
                "tax",
                "workshop",
                "treasury",
                "clearing",
                "suspense",
                "remittances",
                "materials",
                "rounding",
                name="accountrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("recipient", sa.String(length=200), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("requested_by", Id(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested", "paid", "refused", name="payoutstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("entry_id", Id(), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (entry_id IS NOT NULL)", name=op.f("ck_fund_payment_paid_with_entry")),
        sa.CheckConstraint(
            "(state = 'requested') = (decided_by IS NULL)", name=op.f("ck_fund_payment_decided_by_somebody")
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_fund_payment_two_humans")),
        sa.CheckConstraint("minor > 0", name=op.f("ck_fund_payment_is_positive")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["human.id"], name=op.f("fk_fund_payment_decided_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_fund_payment_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["human.id"],
            name=op.f("fk_fund_payment_requested_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fund_payment")),
    )
    op.create_index("ix_fund_payment_state", "fund_payment", ["state", "requested_at"], unique=False)
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
        "deposit",
        sa.Column("id", Id(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("bank_line", sa.String(length=100), nullable=False),
        sa.Column("entered_by", Id(), nullable=False),
        sa.Column("entered_at", UtcDateTime(), nullable=False),
        sa.Column("entry_id", Id(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "credited",
                "returned",
                name="depositstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("settled_by", Id(), nullable=True),
        sa.Column("settled_at", UtcDateTime(), nullable=True),
        sa.Column("settled_entry_id", Id(), nullable=True),
        sa.Column("why", sa.String(length=300), nullable=False),
        sa.CheckConstraint(
            "(state = 'credited') = (person_id IS NOT NULL)", name=op.f("ck_deposit_credited_to_somebody")
        ),
        sa.CheckConstraint("(state = 'waiting') = (settled_by IS NULL)", name=op.f("ck_deposit_settled_by_somebody")),
        sa.CheckConstraint("minor > 0", name=op.f("ck_deposit_is_positive")),
        sa.CheckConstraint("settled_by IS NULL OR settled_by <> entered_by", name=op.f("ck_deposit_two_humans")),
        sa.ForeignKeyConstraint(
            ["entered_by"], ["human.id"], name=op.f("fk_deposit_entered_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_deposit_entry_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_deposit_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["settled_by"], ["human.id"], name=op.f("fk_deposit_settled_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["settled_entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_deposit_settled_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit")),
        sa.UniqueConstraint("bank_line", name=op.f("uq_deposit_bank_line")),
    )
    op.create_index("ix_deposit_state", "deposit", ["state", "received_on"], unique=False)
    op.create_table(
        "fine",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("decision", sa.String(length=120), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=False),
        sa.Column(
            "fund",
            sa.Enum(
                "spendable",
                "savings",
                "release",
                "family",
                "obligation",
                "disputed",
                "estate",
                "cash_box",
                "trust_bank",
                "order_prepayments",
                "sales",
                "wages_expense",
                "wage_grants",
                "victim_fund",
                "upkeep",
                "tax",
                "workshop",
                "treasury",
                "clearing",
                "suspense",
                "remittances",
                "materials",
                "rounding",
                name="accountrole",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("requested_by", Id(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested", "paid", "refused", name="payoutstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("entry_id", Id(), nullable=True),
        sa.CheckConstraint("(state = 'paid') = (entry_id IS NOT NULL)", name=op.f("ck_fine_paid_with_entry")),
        sa.CheckConstraint("(state = 'requested') = (decided_by IS NULL)", name=op.f("ck_fine_decided_by_somebody")),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_fine_two_humans")),
        sa.CheckConstraint("length(decision) >= 5", name=op.f("ck_fine_has_a_decision")),
        sa.CheckConstraint("minor > 0", name=op.f("ck_fine_is_positive")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["human.id"], name=op.f("fk_fine_decided_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["ledger_entry.id"], name=op.f("fk_fine_entry_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_fine_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["human.id"], name=op.f("fk_fine_requested_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fine")),
        sa.UniqueConstraint("person_id", "decision", name=op.f("uq_fine_person_id_decision")),
    )
    op.create_index("ix_fine_state", "fine", ["state", "requested_at"], unique=False)
    op.create_table(
        "payee",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("relation", sa.String(length=100), nullable=False),
        sa.Column("bank_account", sa.String(length=60), nullable=False),
        sa.Column("identity", sa.String(length=200), nullable=False),
        sa.Column("consented_on", sa.Date(), nullable=False),
        sa.Column("written_by", Id(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("replaces_id", Id(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "written",
                "confirmed",
                "refused",
                "ended",
                name="payeestate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("usable_from", UtcDateTime(), nullable=True),
        sa.CheckConstraint("(state = 'written') = (decided_by IS NULL)", name=op.f("ck_payee_decided_by_somebody")),
        sa.CheckConstraint(
            "state <> 'confirmed' OR usable_from IS NOT NULL", name=op.f("ck_payee_confirmed_with_a_day")
        ),
        sa.CheckConstraint("decided_by IS NULL OR decided_by <> written_by", name=op.f("ck_payee_two_humans")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["human.id"], name=op.f("fk_payee_decided_by"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_payee_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["payee.id"], name=op.f("fk_payee_replaces_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["written_by"], ["human.id"], name=op.f("fk_payee_written_by"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payee")),
    )
    op.create_index("ix_payee_person", "payee", ["person_id", "state"], unique=False)
    op.create_table(
        "release_payout",
        sa.Column("id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.Column("requested_by", Id(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("paid", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested", "paid", "refused", name="payoutstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.CheckConstraint(
            "(state = 'requested') = (decided_by IS NULL)", name=op.f("ck_release_payout_decided_by_somebody")
        ),
        sa.CheckConstraint(
            "decided_by IS NULL OR decided_by <> requested_by", name=op.f("ck_release_payout_two_humans")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"],
            ["human.id"],
            name=op.f("fk_release_payout_decided_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_release_payout_person_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["requested_by"],
            ["human.id"],
            name=op.f("fk_release_payout_requested_by"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_release_payout")),
    )
    op.create_index(
        "uq_release_payout_open",
        "release_payout",
        ["person_id"],
        unique=True,
        sqlite_where=sa.text("state = 'requested'"),
        postgresql_where=sa.text("state = 'requested'"),
    )
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
        "remittance",
        sa.Column("id", Id(), nullable=False),
        sa.Column("payee_id", Id(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=True),
        sa.Column("sent_entry_id", Id(), nullable=True),
        sa.Column("bank_reference", sa.String(length=60), nullable=False),
        sa.CheckConstraint(
            "sent_entry_id IS NULL OR bank_reference <> ''", name=op.f("ck_remittance_sent_with_reference")
        ),
        sa.CheckConstraint("(sent_entry_id IS NULL) = (sent_on IS NULL)", name=op.f("ck_remittance_sent_with_entry")),
        sa.ForeignKeyConstraint(
            ["id"], ["payout.id"], name=op.f("fk_remittance_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["payee_id"], ["payee.id"], name=op.f("fk_remittance_payee_id"), initially="DEFERRED", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["sent_entry_id"],
            ["ledger_entry.id"],
            name=op.f("fk_remittance_sent_entry_id"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remittance")),
    )
    op.create_index("ix_remittance_payee", "remittance", ["payee_id"], unique=False)
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
