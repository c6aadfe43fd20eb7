"""A whole population, inserted set-wise: people, their names, and what makes the names findable."""

from __future__ import annotations

import datetime as dt
import random
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from bench.crowd import Crowd, One
from casework.names.models import NamePair, NameWord
from casework.names.rules import indexed_words, pairs_of, sounds
from casework.people.models import NameKind, Person, PersonName
from casework.people.rules import file_number, fold, match_key
from kernel.db import table_of

BATCH, _NTH = 20_000, 24
_OPENED = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
_EPOCH = 1_767_225_600_000


def settle(connection: sa.Connection, prisons: Sequence[uuid.UUID], people: int, seed: int = 7) -> list[One]:
    """Fill an empty service with ``people``, spread over the prisons; who they are, the first 200,000 of them."""
    crowd, rng, kept = Crowd(seed), random.Random(seed), list[One]()
    uses: dict[str, int] = {}
    pairs, everybody = list[int](), list[uuid.UUID]()
    for start in range(0, people, BATCH):
        drawn = [crowd.draw() for _n in range(min(BATCH, people - start))]
        kept += drawn if len(kept) < 10 * BATCH else []
        ids = [_id(rng, start + n) for n in range(len(drawn))]
        connection.execute(table_of(Person).insert(), list(_people(drawn, ids, prisons, start, rng)))
        connection.execute(table_of(PersonName).insert(), list(_names(drawn, ids, rng, start)))
        everybody += ids
        for n, one in enumerate(drawn, start):
            words = indexed_words([one.name, one.other])
            for word in words:
                uses[word] = uses.get(word, 0) + 1
            pairs += [pair << _NTH | n for pair in pairs_of(words)]
    pairs.sort()
    for at in range(0, len(pairs), BATCH):
        connection.execute(
            table_of(NamePair).insert(), [_carried(packed, everybody) for packed in pairs[at : at + BATCH]]
        )
    words = [{"text": word, "sounds": " ".join(sounds(word))[:200], "uses": n} for word, n in uses.items()]
    for at in range(0, len(words), BATCH):
        connection.execute(table_of(NameWord).insert(), words[at : at + BATCH])
    return kept


def _carried(packed: int, everybody: Sequence[uuid.UUID]) -> dict[str, Any]:
    """A pair and the nth person, packed into one number so that millions of them are sorted in little room."""
    return {"pair": packed >> _NTH, "person_id": everybody[packed & (1 << _NTH) - 1]}


def _id(rng: random.Random, n: int) -> uuid.UUID:
    """A UUIDv7 of the nth millisecond of the year, so that keys grow as they do in life."""
    return uuid.UUID(int=(_EPOCH + n) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62))


def _people(
    drawn: Sequence[One], ids: Sequence[uuid.UUID], prisons: Sequence[uuid.UUID], start: int, rng: random.Random
) -> Iterator[dict[str, Any]]:
    for n, (one, key) in enumerate(zip(drawn, ids, strict=True)):
        born = dt.date(1946 + rng.randrange(62), rng.randrange(1, 13), rng.randrange(1, 29))
        yield {
            "id": key, "number": file_number(start + n + 1), "name": one.name, "other_name": one.other, "known_as": "",
            "sort_name": fold(one.other or one.name), "match_key": match_key(one.name), "sex": "male", "gender": "",
            "birth_precision": "exact", "born_on": born, "born_earliest": born, "born_latest": born, "nationality": "",
            "language": "", "needs_interpreter": False, "legal_status": "sentenced", "in_custody": True,
            "establishment_id": prisons[(start + n) % len(prisons)], "supervised": False, "release_certainty": "none",
            "restricted": False, "opened_at": _OPENED, "version": 1,
        }  # fmt: skip


def _names(drawn: Sequence[One], ids: Sequence[uuid.UUID], rng: random.Random, start: int) -> Iterator[dict[str, Any]]:
    for n, (one, key) in enumerate(zip(drawn, ids, strict=True)):
        yield {"id": _id(rng, start + n), "person_id": key, "kind": NameKind.CURRENT, "text": one.name}
        if one.other:
            yield {"id": _id(rng, start + n), "person_id": key, "kind": NameKind.OTHER_SCRIPT, "text": one.other}
