"""Decisions that say how far they leave the score; appeals with their line; reasons handed over"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from kernel.db import Id, UtcDateTime

revision = "0019"
down_revision = "0017"
branch_labels = None
depends_on = None


_RANK = "CASE {} WHEN 'minimum' THEN 0 WHEN 'medium' THEN 1 WHEN 'close' THEN 2 WHEN 'maximum' THEN 3 END"
RULES = {
    "account_kind": "account_kind IN ('said', 'wrote', 'declined')",
    "appeal_outcome": "appeal_outcome IN ('upheld', 'changed', 'returned')",
    "third_human_answers": (
        "appeal_by IS NULL OR (appeal_by <> author_id AND appeal_by <> decided_by AND appeal_answer <> '' "
        "AND (second_by IS NULL OR appeal_by <> second_by))"
    ),
    "appeal_has_its_outcome": "(appeal_by IS NULL) = (appeal_outcome IS NULL)",
    "second_is_a_third_human": (
        "second_by IS NULL OR (decided_by IS NOT NULL AND second_by <> decided_by AND second_by <> author_id)"
    ),
    "steps_are_counted": (
        f"steps IS NULL OR steps = ABS({_RANK.format('decided_level')} - {_RANK.format('suggested_level')})"
    ),
    "far_from_the_score_takes_two": (
        "state NOT IN ('decided', 'appealed', 'superseded') OR steps IS NULL OR steps <= 1 OR second_by IS NOT NULL"
    ),
}


def upgrade() -> None:
    """Bring the schema forward."""
    _classification()
    op.create_table('appeal_escalation',
    sa.Column('id', Id(), nullable=False),
    sa.Column('classification_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('rung', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('missed_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('at', UtcDateTime(), nullable=False),
    sa.CheckConstraint('rung > 0', name=op.f('ck_appeal_escalation_goes_up')),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_appeal_escalation_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_appeal_escalation_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeal_escalation')),
    sa.UniqueConstraint('classification_id', 'rung', name=op.f('uq_appeal_escalation_classification_id_rung'))
    )
    op.create_index('ix_appeal_escalation_person', 'appeal_escalation', ['person_id'], unique=False)
    op.create_table('level_paper',
    sa.Column('id', Id(), nullable=False),
    sa.Column('classification_id', Id(), nullable=False),
    sa.Column('person_id', Id(), nullable=False),
    sa.Column('document_id', Id(), nullable=False),
    sa.Column('language', sa.String(length=10), nullable=False),
    sa.Column('handing', sa.Enum('taken', 'read_out', 'refused', name='handing', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('given_at', UtcDateTime(), nullable=False),
    sa.Column('given_by', Id(), nullable=False),
    sa.CheckConstraint("handing <> 'refused' OR length(words) >= 3", name=op.f('ck_level_paper_refused_says_how')),
    sa.ForeignKeyConstraint(['classification_id'], ['classification.id'], name=op.f('fk_level_paper_classification_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['document_id'], ['stored_document.id'], name=op.f('fk_level_paper_document_id'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['given_by'], ['human.id'], name=op.f('fk_level_paper_given_by'), initially='DEFERRED', deferrable=True),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_level_paper_person_id'), initially='DEFERRED', deferrable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_level_paper'))
    )
    op.create_index('ix_level_paper_classification', 'level_paper', ['classification_id', 'given_at'], unique=False)
    op.create_index('ix_level_paper_person', 'level_paper', ['person_id'], unique=False)


def _classification() -> None:
    """What is said of decisions from before: nobody counted their steps, and every answered appeal was turned down."""
    op.add_column("assessment", sa.Column("scored_at", UtcDateTime(), nullable=True))
    if op.get_bind().dialect.name == "sqlite":  # not built anew: classifications refer to it, and their keys would fail
        key = "CONSTRAINT fk_assessment_scored_by REFERENCES human (id) DEFERRABLE INITIALLY DEFERRED"
        op.execute(f"ALTER TABLE assessment ADD COLUMN scored_by BLOB {key}")
    else:
        op.add_column("assessment", sa.Column("scored_by", Id(), nullable=True))
        op.create_foreign_key(
            op.f("fk_assessment_scored_by"), "assessment", "human", ["scored_by"], ["id"], initially="DEFERRED", deferrable=True
        )
    for index in ("uq_classification_open", "uq_classification_current"):
        op.drop_index(index, "classification")
    with op.batch_alter_table("classification") as batch:
        batch.add_column(sa.Column("account_kind", sa.String(length=40), server_default="said", nullable=False))
        batch.add_column(sa.Column("provisional", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("mandatory_code", sa.String(length=40), server_default="", nullable=False))
        batch.add_column(sa.Column("steps", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("second_by", Id(), nullable=True))
        batch.add_column(sa.Column("second_at", UtcDateTime(), nullable=True))
        batch.add_column(sa.Column("appeal_outcome", sa.String(length=40), nullable=True))
        batch.add_column(sa.Column("appeal_rung", sa.Integer(), server_default="0", nullable=False))
        batch.add_column(sa.Column("appeal_rung_due_on", sa.Date(), nullable=True))
        batch.add_column(sa.Column("appeal_new_id", Id(), nullable=True))
        batch.drop_constraint(op.f("ck_classification_override_code"), type_="check")
        batch.drop_constraint(op.f("ck_classification_third_human_answers"), type_="check")
    op.execute("UPDATE classification SET appeal_outcome = 'upheld' WHERE appeal_by IS NOT NULL")
    op.execute("UPDATE classification SET appeal_rung_due_on = appeal_due_on WHERE state = 'appealed'")
    with op.batch_alter_table("classification") as batch:
        for column, target in (("second_by", "human"), ("appeal_new_id", "classification")):
            batch.create_foreign_key(
                op.f(f"fk_classification_{column}"), target, [column], ["id"], initially="DEFERRED", deferrable=True
            )
        for name, rule in RULES.items():
            batch.create_check_constraint(op.f(f"ck_classification_{name}"), rule)
    for index, states in (("open", "'draft', 'recommended', 'given_back'"), ("current", "'decided', 'appealed'")):
        where = sa.text(f"state IN ({states})")
        op.create_index(
            f"uq_classification_{index}", "classification", ["person_id"], unique=True, sqlite_where=where,
            postgresql_where=where,
        )


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
