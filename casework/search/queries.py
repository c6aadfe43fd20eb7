"""People by their names: near words from memory, people by pairs of words from the database, ranked by their names."""

from __future__ import annotations

import datetime as dt
import json
import re
import threading
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from casework.names.models import NamePair, NameWord
from casework.names.rules import asked_words, indexed_words, joined, reading_of, words_of
from casework.people.models import Person, PersonName
from casework.search.rules import Kind, Rank, Vocabulary, in_turn, keys_for, rank
from kernel import clock
from kernel.db import is_writing, session, table_of
from kernel.paging import SIZE, Page

person = table_of(Person)
_name, _word, _pair = table_of(PersonName), table_of(NameWord), table_of(NamePair)
MOST, ENOUGH, AT_ONCE = 300, SIZE, 200
MOST_KEYS, PARTS = 1200, 4
"""How many keys a question may look up, in how many parts: the next part when the ones before led to too few."""
OVERLAP, LOOK_BACK_AFTER, _NEVER = 2_000, dt.timedelta(minutes=1), dt.datetime.min.replace(tzinfo=dt.UTC)
"""On PostgreSQL a lower id can be committed after a higher one; so the last ids are read again now and then."""
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_HIGHEST = sa.select(sa.func.max(_word.c.id))
_SINCE = sa.select(_word.c.text, _word.c.sounds, _word.c.uses).where(_word.c.id > sa.bindparam("since"))


@dataclass
class _Memory:
    """The copy in this process of the vocabulary of one database."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    of: object = None
    highest: int = 0
    looked_back: dt.datetime = _NEVER
    vocabulary: Vocabulary = field(default_factory=Vocabulary)


_memory = _Memory()


def vocabulary() -> Vocabulary:
    """The words of all names: read once, then only what was added, checked by one look at the highest id."""
    bind, highest = session().get_bind(), session.scalar(_HIGHEST) or 0
    database = bind if isinstance(bind, sa.Connection) else bind.url
    held, now = _memory, clock.now()
    with held.lock:
        if held.of != database or highest < held.highest:
            held.of, held.highest, held.vocabulary = database, 0, Vocabulary()
        late = _is_postgres() and now - held.looked_back > LOOK_BACK_AFTER
        if highest > held.highest or late:
            since = max(0, held.highest - OVERLAP) if late else held.highest
            held.vocabulary.learn(tuple(row) for row in session.execute(_SINCE, {"since": since}))
            held.looked_back = now
            if not is_writing():  # what is not committed yet may take its ids back
                held.highest = highest
        return held.vocabulary


@dataclass(frozen=True)
class Found:
    """A person who answers: the row that was asked for, how well, and by which of their names."""

    row: sa.Row[Any]
    rank: Rank
    via: str
    names: tuple[str, ...]


def search_people(
    columns: Sequence[sa.ColumnElement[Any]],
    seen: sa.ColumnElement[bool],
    asked: str,
    *,
    most: int = MOST,
    deep: bool = False,
) -> list[Found]:
    """The people among ``seen`` who answer to ``asked``, best first, at most ``most``; ties in turn, by name and file.

    ``seen`` is the reader's visibility: it is part of every look-up, so nobody hidden takes a visible person's place.
    ``deep`` looks for near names even behind a page full of exact ones.
    A year among the words keeps those who can be born in it. ``columns`` of ``person`` must hold id and sort_name.
    """
    wanted = sa.and_(seen, _born_in(int(year[0]))) if (year := _YEAR.search(asked)) else seen
    forms = _forms(_YEAR.sub(" ", asked) if year else asked)
    found = _Hunt(columns, wanted, forms, deep).run() if forms else []
    found.sort(key=lambda one: (one.rank, one.row.sort_name, one.row.id))
    return [found[at] for at in in_turn([(one.rank, one.row.sort_name) for one in found])[:most]]


@dataclass(frozen=True)
class Answers(Page[Any]):
    """One page of people who answer. ``via`` holds, by id, the name that answered where the row does not show it."""

    via: dict[uuid.UUID, str]
    near: frozenset[uuid.UUID] = frozenset()
    """Those whose names are only like what was asked."""
    is_cut: bool = False
    """More people answer than are ranked: something else must tell them apart."""


def answers(
    columns: Sequence[sa.ColumnElement[Any]],
    seen: sa.ColumnElement[bool],
    asked: str,
    *,
    after: uuid.UUID | None = None,
    size: int = SIZE,
) -> Answers:
    """One page of what ``search_people`` finds, after the person with this id; anew when they are gone."""
    found = search_people(columns, seen, asked, deep=after is not None)
    begin = next((n + 1 for n, one in enumerate(found) if one.row.id == after), 0)
    shown = found[begin : begin + size]
    via = {one.row.id: one.via for one in shown if one.via not in {one.row.name, one.row.other_name}}
    more = len(found) > begin + size
    return Answers(
        [one.row for one in shown],
        shown[-1].row.id if more else None,
        via=via,
        near=frozenset(one.row.id for one in shown if one.rank.is_near),
        is_cut=len(found) == MOST and not more,
    )


def _forms(asked: str) -> list[list[str]]:
    """What was asked, as words; also by a Latin reading where there are no spaces, and with small words joined."""
    words = asked_words(asked)
    read = [part for word in words for part in (reading_of(word) or [word])]
    forms = dict.fromkeys(map(tuple, (words, read, joined(words_of(asked)))))
    return [list(form) for form in forms if form]


def _born_in(year: int) -> sa.ColumnElement[bool]:
    first, last = dt.date(year, 1, 1), dt.date(year, 12, 31)
    within = sa.and_(person.c.born_earliest <= last, person.c.born_latest >= first)
    return person.c.born_latest.is_(None) | within


@dataclass
class _Hunt:
    """One search: looks keys up chunk by chunk, best first, until enough people answer in full."""

    columns: Sequence[sa.ColumnElement[Any]]
    seen: sa.ColumnElement[bool]
    forms: list[list[str]]
    deep: bool
    found: dict[uuid.UUID, Found] = field(default_factory=dict)
    tried: set[int] = field(default_factory=set)

    def run(self) -> list[Found]:
        """Everybody found, unranked among themselves."""
        words = vocabulary()
        near = {word: words.near(word) for form in self.forms for word in form}
        groups = [keys for form in self.forms for keys in keys_for([near[word] for word in form], MOST_KEYS)]
        for keys in groups:
            self._look_up([pair for how, pair in keys if how is Kind.SAME])
        for part in range(PARTS):
            if self._is_enough():
                break
            for keys in groups:
                self._look_up(
                    [pair for _how, pair in keys[len(keys) * part // PARTS : len(keys) * (part + 1) // PARTS]]
                )
        if not self._answered():
            self._look_further(near)
        return [one for one in self.found.values() if self._answers(one)]

    def _is_enough(self) -> bool:
        """A page full of people with just these words: nobody else comes before them."""
        return not self.deep and sum(one.rank.worst is Kind.SAME for one in self.found.values()) >= ENOUGH

    def _answered(self) -> bool:
        return any(one.rank.missing == 0 for one in self.found.values())

    def _has_number(self) -> bool:
        """A number is looked for whole: half of one leads to nobody."""
        return any(sign.isdecimal() for form in self.forms for word in form for sign in word)

    def _answers(self, one: Found) -> bool:
        """Of three or more words one may be missing; of two when nobody has both."""
        asked = min(map(len, self.forms))
        if one.rank.missing == 0 or self._has_number():
            return one.rank.missing == 0
        return one.rank.missing < asked and (asked > 2 or not self._answered())  # noqa: PLR2004

    def _look_further(self, near: dict[str, list[tuple[Kind, str, int]]]) -> None:
        """Two typing errors in a word; then people who carry one of the words, for a name that changed or was cut."""
        words = vocabulary()
        wide = [[[*near[word], *words.far(word)] for word in form] for form in self.forms]
        for keys in (keys for form in wide for keys in keys_for(form, MOST_KEYS)):
            self._look_up([pair for _how, pair in keys])
        if not self._answered() and not self._has_number():
            for keys in (keys for form in wide for word in form for keys in keys_for([word], AT_ONCE)):
                self._look_up([pair for how, pair in keys if how <= Kind.TYPO])

    def _look_up(self, pairs: Sequence[int]) -> None:
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in self.tried]
        if not fresh:
            return
        self.tried.update(fresh)
        statement = _people(self.columns, self.seen).params(pairs=_bound(fresh))
        rows = {row.id: row for row in session.execute(statement) if row.id not in self.found}
        names = names_of_many(list(rows))
        for key, row in rows.items():
            self.found[key] = self._ranked(row, names.get(key, [row.sort_name]))

    def _ranked(self, row: sa.Row[Any], names: list[str]) -> Found:
        words = [indexed_words([name]) for name in names]
        best = min(rank(form, words) for form in self.forms)
        return Found(row, best, names[best.via], tuple(names))


def _is_postgres() -> bool:
    return session().get_bind().dialect.name == "postgresql"


def _bound(pairs: Sequence[int]) -> Any:
    """Many keys as one parameter, so that the statement stays the same however many there are."""
    return list(pairs) if _is_postgres() else json.dumps(pairs)


def _people(columns: Sequence[sa.ColumnElement[Any]], seen: sa.ColumnElement[bool]) -> sa.Select[Any]:
    """The visible carriers of any of the given pairs. The DISTINCT makes the engines begin with the pairs."""
    if _is_postgres():
        among: Any = _pair.c.pair == sa.any_(sa.bindparam("pairs", type_=ARRAY(sa.BigInteger)))
    else:
        given = sa.func.json_each(sa.bindparam("pairs", type_=sa.String)).table_valued("value")
        among = _pair.c.pair.in_(sa.select(given.c.value))
    hits = sa.select(_pair.c.person_id).where(among).distinct().subquery("hits")
    carriers = hits.join(person, person.c.id == hits.c.person_id)
    return sa.select(*columns).select_from(carriers).where(seen).order_by(hits.c.person_id).limit(MOST)


def names_of_many(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[str]]:
    """Every name of people the caller has fetched already, each person's own first."""
    found: dict[uuid.UUID, list[str]] = {}
    if ids:
        statement = sa.select(_name.c.person_id, _name.c.text).where(_name.c.person_id.in_(ids)).order_by(_name.c.id)
        for row in session.execute(statement):
            found.setdefault(row.person_id, []).append(row.text)
    return found
