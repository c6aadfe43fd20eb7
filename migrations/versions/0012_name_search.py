"""A vocabulary of name words and pairs of them replace the list of name parts; existing names are taken up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from casework.names.rules import indexed_words, pairs_of, sounds
from kernel.db import Id, UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BATCH = 5_000


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "name_word",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=60), nullable=False),
        sa.Column("sounds", sa.String(length=200), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_word")),
        sa.UniqueConstraint("text", name=op.f("uq_name_word_text")),
    )
    op.create_table(
        "name_pair",
        sa.Column("pair", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_name_pair_person_id"), initially="DEFERRED", deferrable=True
        ),
        sa.PrimaryKeyConstraint("pair", "person_id", name=op.f("pk_name_pair")),
        sqlite_with_rowid=False,
    )
    _take_up(op.get_bind())
    op.drop_table("name_token")
    op.create_index("ix_identifier_value", "identifier", ["value"], unique=False)
    _merging()


def _take_up(connection: sa.Connection) -> None:
    """Both tables follow from the names, so they are computed, in batches, and the pairs inserted in their order."""
    person = sa.table("person", sa.column("id", Id()), *map(sa.column, ("name", "other_name", "known_as")))
    named = sa.table("person_name", sa.column("person_id", Id()), sa.column("text"))
    word = sa.table("name_word", *map(sa.column, ("text", "sounds", "uses")))
    pair = sa.table("name_pair", sa.column("pair", sa.BigInteger()), sa.column("person_id", Id()))
    uses: dict[str, int] = {}
    last = None
    while rows := connection.execute(_next(person, last)).all():
        last = rows[-1].id
        names = {row.id: [row.name, row.other_name, row.known_as] for row in rows}
        among = named.c.person_id.between(rows[0].id, last)
        for row in connection.execute(sa.select(named).where(among)):
            names[row.person_id].append(row.text)
        found = {key: indexed_words(texts) for key, texts in names.items()}
        for words in found.values():
            for one in words:
                uses[one] = uses.get(one, 0) + 1
        made = sorted((key, who) for who, words in found.items() for key in pairs_of(words))
        connection.execute(pair.insert(), [{"pair": key, "person_id": who} for key, who in made])
    if uses:
        connection.execute(
            word.insert(),
            [{"text": t, "sounds": " ".join(sounds(t))[:200], "uses": n} for t, n in sorted(uses.items())],
        )


def _next(person: Any, last: Any) -> sa.Select[Any]:
    statement = sa.select(person).order_by(person.c.id).limit(_BATCH)
    return statement if last is None else statement.where(person.c.id > last)


def _merging() -> None:
    """Merges, the values they changed, and how far the nightly search for duplicates has come."""
    merged, waits = sa.text("merged_into_id IS NOT NULL"), sa.text("state = 'asked'")
    op.create_index("ix_person_merged_into", "person", ["merged_into_id"], sqlite_where=merged, postgresql_where=merged)
    states = sa.Enum("asked", "given_back", "done", "undone", name="mergestate", native_enum=False, create_constraint=True, length=40)
    op.create_table(
        "file_merge",
        sa.Column("id", Id(), nullable=False),
        sa.Column("proposal_id", Id(), nullable=False),
        sa.Column("from_id", Id(), nullable=False),
        sa.Column("into_id", Id(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_by", Id(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("state", states, nullable=False),
        sa.Column("confirmed_by", Id(), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("given_back_because", sa.Text(), nullable=False),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("undone_at", UtcDateTime(), nullable=True),
        sa.Column("undo_reason", sa.Text(), nullable=False),
        sa.CheckConstraint("from_id <> into_id", name=op.f("ck_file_merge_two_files")),
        sa.CheckConstraint("confirmed_by IS NULL OR confirmed_by <> asked_by", name=op.f("ck_file_merge_two_humans")),
        sa.CheckConstraint("state NOT IN ('done', 'undone') OR confirmed_by IS NOT NULL", name=op.f("ck_file_merge_confirmed")),
        sa.CheckConstraint("state <> 'undone' OR undo_reason <> ''", name=op.f("ck_file_merge_undone_with_reason")),
        *(_key("file_merge", column, target) for column, target in (
            ("proposal_id", "duplicate_proposal"), ("from_id", "person"), ("into_id", "person"), ("asked_by", "human"),
            ("confirmed_by", "human"), ("undone_by", "human"),
        )),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_merge")),
    )
    op.create_index("uq_file_merge_waiting", "file_merge", ["proposal_id"], unique=True, sqlite_where=waits, postgresql_where=waits)
    op.create_index("ix_file_merge_from", "file_merge", ["from_id"])
    op.create_index("ix_file_merge_into", "file_merge", ["into_id"])
    kept = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
    op.create_table(
        "merged_value",
        sa.Column("merge_id", Id(), nullable=False),
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("table_name", sa.String(length=63), nullable=False),
        sa.Column("row_key", kept, nullable=False),
        sa.Column("column_name", sa.String(length=63), nullable=False),
        sa.Column("old", kept, nullable=False),
        sa.Column("new", kept, nullable=False),
        _key("merged_value", "merge_id", "file_merge"),
        sa.PrimaryKeyConstraint("merge_id", "seq", name=op.f("pk_merged_value")),
    )
    op.create_table(
        "duplicate_sweep",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("until", Id(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duplicate_sweep")),
    )


def _key(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, initially="DEFERRED", deferrable=True)


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
