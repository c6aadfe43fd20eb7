"""Money follows its person from prison to prison and to the estate; payees who come for cash."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime
from kernel.db.append_only import trigger_ddl
from marketplace.ledger.models import balance_ddl

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


_ROLES = (
    "spendable", "savings", "release", "family", "obligation", "disputed", "estate", "cash_box", "trust_bank",
    "order_prepayments", "sales", "wages_expense", "wage_grants", "victim_fund", "upkeep", "tax", "workshop",
    "treasury", "clearing", "suspense", "remittances", "materials", "rounding", "prison_share",
)  # fmt: skip
_ABOUT_ACCOUNTS = ("ledger_posting_follows", "ledger_account_only_grows", "ledger_account_stays")


def _vocabulary() -> None:
    """One more kind of account. SQLite builds the table anew, so the triggers that name it are put back."""
    lite = op.get_bind().dialect.name == "sqlite"
    if lite:
        op.execute("DROP TRIGGER ledger_posting_follows")
    with op.batch_alter_table("ledger_account") as batch:
        batch.drop_constraint(op.f("ck_ledger_account_role"), type_="check")
        batch.create_check_constraint(
            op.f("ck_ledger_account_role"), f"role IN ({', '.join(repr(one) for one in _ROLES)})"
        )
    for statement in balance_ddl("sqlite", "chain") if lite else ():
        if any(statement.startswith(f"CREATE TRIGGER {name} ") for name in _ABOUT_ACCOUNTS):
            op.execute(statement)


def upgrade() -> None:
    """Bring the schema forward. Whoever has an account has its money where they are held now."""
    _vocabulary()
    op.create_table('estate',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('died_on', sa.Date(), nullable=False),
    sa.Column('opened_by', Id(), nullable=False),
    sa.Column('opened_at', UtcDateTime(), nullable=False),
    sa.Column('withdrawn_at', UtcDateTime(), nullable=True),
    sa.ForeignKeyConstraint(['opened_by'], ['human.id'], name=op.f('fk_estate_opened_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_estate_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_estate'))
    )
    op.create_index('ix_estate_opened', 'estate', ['opened_at'], unique=False)
    op.create_index('uq_estate_open', 'estate', ['person_id'], unique=True, sqlite_where=sa.text('withdrawn_at IS NULL'), postgresql_where=sa.text('withdrawn_at IS NULL'))
    op.create_table('trust_place',
    sa.Column('id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('nth', sa.Integer(), nullable=False),
    sa.Column('unit_id', Id(), nullable=False),
    sa.Column('since', UtcDateTime(), nullable=False),
    sa.CheckConstraint('nth >= 1', name=op.f('ck_trust_place_counts_from_one')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_trust_place_person_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_trust_place_unit_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_trust_place')),
    sa.UniqueConstraint('person_id', 'nth', name=op.f('uq_trust_place_person_id_nth'))
    )
    op.create_index('ix_trust_place_unit', 'trust_place', ['unit_id'], unique=False)
    op.create_table('trust_mark',
    sa.Column('place_id', Id(), nullable=False),
    sa.Column('account_id', Id(), nullable=False),
    sa.Column('legs', sa.Integer(), nullable=False),
    sa.Column('balance', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['account_id', 'legs', 'balance'], ['ledger_posting.account_id', 'ledger_posting.nth', 'ledger_posting.balance_after'], name=op.f('fk_trust_mark_account_id_legs_balance'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['place_id'], ['trust_place.id'], name=op.f('fk_trust_mark_place_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('place_id', 'account_id', name=op.f('pk_trust_mark'))
    )
    op.add_column('payee', sa.Column('in_cash', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('payee') as batch:
        batch.create_check_constraint(op.f('ck_payee_bank_account_or_cash'), "in_cash OR bank_account <> ''")
    op.add_column('trust_proof', sa.Column('prisons_wrong', sa.Integer(), server_default='0', nullable=False))
    for table in ('trust_mark', 'trust_place'):
        for statement in trigger_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
