"""A vocabulary of name words and pairs of them replace the list of name parts; existing names are taken up."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from casework.names.rules import indexed_words, pairs_of, sounds
from kernel.db import Id

revision = "0009"
down_revision = "0005"
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
    """What a merge of two files moved."""


def downgrade() -> None:
    """Going back is not offered: history is append-only. Restore the backup taken before the upgrade."""
    raise NotImplementedError
