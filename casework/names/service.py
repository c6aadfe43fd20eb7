"""Keeping names findable, in the same transaction as the names themselves."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casework.names.models import NamePair, NameWord
from casework.names.rules import indexed_words, pairs_of, sounds
from kernel.db import session, table_of

_word, _pair = table_of(NameWord), table_of(NamePair)
_KNOWN = sa.select(_word.c.text).where(_word.c.text.in_(sa.bindparam("words", expanding=True)))
CHUNK, RECOUNTED_AT_ONCE = 5_000, 500


def remember_names(people: Iterable[tuple[uuid.UUID, Sequence[str]]]) -> None:
    """Make new people findable under all their names. One call for many people: three set-wise statements."""
    indexed = [(person_id, indexed_words(names)) for person_id, names in people]
    words = sorted({word for _person_id, found in indexed for word in found})
    connection = session.connection()
    for start in range(0, len(words), CHUNK):
        _learn(connection, words[start : start + CHUNK])
    rows = sorted((pair, person_id) for person_id, found in indexed for pair in pairs_of(found))
    if rows:
        connection.execute(_pair.insert(), [{"pair": pair, "person_id": person_id} for pair, person_id in rows])


def _learn(connection: sa.Connection, words: Sequence[str]) -> None:
    """Add the words nobody carried so far; two processes that meet the same new word both go on."""
    known = set(connection.scalars(_KNOWN, {"words": words}))
    fresh = [{"text": word, "sounds": " ".join(sounds(word))[:200], "uses": 1} for word in words if word not in known]
    if fresh:
        dialect: Any = postgresql if connection.dialect.name == "postgresql" else sqlite
        connection.execute(dialect.insert(_word).on_conflict_do_nothing(index_elements=["text"]), fresh)


def rename(person_id: uuid.UUID, before: Sequence[str], after: Sequence[str]) -> None:
    """Names changed: what was findable ``before`` is gone, what is there ``after`` is findable."""
    old, new = set(pairs_of(indexed_words(before))), set(pairs_of(indexed_words(after)))
    if gone := sorted(old - new):
        session.execute(sa.delete(_pair).where(_pair.c.person_id == person_id, _pair.c.pair.in_(gone)))
    if words := sorted(set(indexed_words(after))):
        _learn(session.connection(), words)
    if fresh := sorted(new - old):
        session.connection().execute(_pair.insert(), [{"pair": pair, "person_id": person_id} for pair in fresh])


def count_uses(after: int = 0) -> int:
    """Count anew how many people carry each of the next words after an id, since the rare ones are asked first.

    Gives back the last id, 0 when there are no more: the nightly job goes on from there.
    """
    rows = session.execute(
        sa.select(_word.c.id, _word.c.text, _word.c.uses)
        .where(_word.c.id > after)
        .order_by(_word.c.id)
        .limit(RECOUNTED_AT_ONCE)
    ).all()
    singles = {_alone(row.text): row for row in rows}
    counted = (
        sa.select(_pair.c.pair, sa.func.count().label("uses"))
        .where(_pair.c.pair.in_(list(singles)))
        .group_by(_pair.c.pair)
    )
    uses = {row.pair: row.uses for row in session.execute(counted)}
    changed = [
        {"key": row.id, "now": uses.get(pair, 0)} for pair, row in singles.items() if uses.get(pair, 0) != row.uses
    ]
    if changed:
        step = sa.update(_word).where(_word.c.id == sa.bindparam("key")).values(uses=sa.bindparam("now"))
        session.connection().execute(step, changed)
    return rows[-1].id if rows else 0


def _alone(word: str) -> int:
    return pairs_of([word])[0]
