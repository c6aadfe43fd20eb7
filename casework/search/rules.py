"""Pure search among name words: which words are near an asked one, and how well a person's names answer what was asked.

Fuzziness is spent on the vocabulary, which is small whatever the number of people (SymSpell's deletions for typing
errors, keys by sound for other spellings and scripts); people are then looked up by exact pairs of words.
"""

from __future__ import annotations

import enum
import heapq
import itertools
from array import array
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from casework.names.rules import canonical, is_han, latin, pair_of, sounds

ONE_TYPO_FROM, TWO_TYPOS_FROM, CLOSE = 3, 5, 2
SHORTEST = 2
"""Signs from which on people are suggested while somebody types: two Han letters are a whole name."""
MOST_NEAR, MOST_BEGUN, SOME_NEAR = 60, 60, 24
NAMESAKES = 10
"""How many of one guessed name come before other guesses: half a page."""
_NUMBER, _HASH = (1 << 24) - 1, (1 << 38) - 1


class Kind(enum.IntEnum):
    """How a word of a name answers an asked word, best first."""

    SAME = 0
    BEGINS = 1
    TYPO = 2
    SPELLING = 3
    TYPOS = 4
    SOUND = 5
    MISSING = 6


_Fit = dict[tuple[str, str], tuple[Kind, float]]


def kind_of(asked: str, word: str) -> tuple[Kind, float]:  # noqa: PLR0911 - a ladder, best first
    """How ``word`` answers ``asked``, and how alike they are from 0 to 1."""
    if asked == word:
        return Kind.SAME, 1.0
    if word.startswith(asked):
        return Kind.BEGINS, len(asked) / len(word)
    typos = OSA.distance(asked, word, score_cutoff=CLOSE)
    if typos == 1 and len(asked) >= ONE_TYPO_FROM:
        return Kind.TYPO, 1 - 1 / len(asked)
    if canonical(asked) == canonical(word):
        return Kind.SPELLING, 0.9
    if typos == CLOSE and len(asked) >= TWO_TYPOS_FROM:
        return Kind.TYPOS, 1 - CLOSE / len(asked)
    if set(sounds(asked)) & set(sounds(word)):
        return Kind.SOUND, fuzz.ratio(latin(asked), latin(word)) / 100
    return Kind.MISSING, 0.0


def _shortened(word: str) -> set[str]:
    """The word and what is left of it when one letter is struck out."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


@dataclass
class Vocabulary:
    """All known words, in memory: sorted hashes for typing errors (60 bytes a word), lists by sound, a sorted list."""

    words: list[str] = field(default_factory=list)
    uses: list[int] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)
    _begun: list[str] = field(default_factory=list)
    _typed: array[int] = field(default_factory=lambda: array("q"))
    _heard: dict[str, list[int]] = field(default_factory=dict)

    def learn(self, rows: Iterable[tuple[str, str, int]]) -> None:
        """Take up (word, its sounds, how many carry it); words known already only get their new number of uses."""
        fresh = []
        for word, heard, uses in rows:
            if word in self._known:
                self.uses[self._known[word]] = uses
                continue
            at = self._known[word] = len(self.words)
            self.words.append(word)
            self.uses.append(uses)
            for sound in heard.split():
                self._heard.setdefault(sound, []).append(at)
            fresh.append(at)
        self._file(fresh)

    def _file(self, fresh: Sequence[int]) -> None:
        keys = [(hash(s) & _HASH) << 24 | at for at in fresh for s in _shortened(self.words[at])]
        if len(fresh) * 8 < len(self.words):
            for key in keys:
                insort(self._typed, key)
            for at in fresh:
                insort(self._begun, self.words[at])
            return
        self._typed = array("q", sorted(itertools.chain(self._typed, keys)))
        self._begun = sorted([*self._begun, *(self.words[at] for at in fresh)])

    def near(self, asked: str) -> list[tuple[Kind, str, int]]:
        """(how, word, uses) of the known words near an asked one, best first, with the asked word itself."""
        found = {asked, *self._begin(asked), *self._mistyped(asked), *self._sound_alike(asked)}
        known = ((*kind_of(asked, word), word) for word in found)
        best = heapq.nsmallest(
            MOST_NEAR, ((how, -alike, word) for how, alike, word in known if how is not Kind.MISSING)
        )
        return [(how, word, self._uses(word)) for how, _alike, word in best]

    def far(self, asked: str) -> list[tuple[Kind, str, int]]:
        """The words two typing errors away, for when the near ones led to nobody: costs a look at every word."""
        if len(asked) < TWO_TYPOS_FROM:
            return []
        hits = process.extract(
            asked, self.words, scorer=OSA.distance, processor=None, score_cutoff=CLOSE, limit=MOST_NEAR
        )
        return [(Kind.TYPOS, word, self._uses(word)) for word, _distance, _at in hits]

    def _uses(self, word: str) -> int:
        at = self._known.get(word)
        return 0 if at is None else self.uses[at]

    def _begin(self, asked: str) -> list[str]:
        """The most used words that begin so. A single letter of an alphabet says too little beside other words."""
        start = bisect_left(self._begun, asked)
        end = bisect_left(self._begun, asked + "\U0010ffff", lo=start)
        return heapq.nlargest(MOST_BEGUN, self._begun[start:end], key=self._uses)

    def _mistyped(self, asked: str) -> set[str]:
        if len(asked) < ONE_TYPO_FROM or is_han(asked):
            return set()
        found = set()
        for short in _shortened(asked):
            low = (hash(short) & _HASH) << 24
            for key in self._typed[bisect_left(self._typed, low) : bisect_left(self._typed, low + _NUMBER)]:
                found.add(self.words[key & _NUMBER])
        return found

    def _sound_alike(self, asked: str) -> list[str]:
        heard = {at for sound in sounds(asked) for at in self._heard.get(sound, ())}
        read = latin(asked)
        return heapq.nlargest(
            MOST_NEAR, (self.words[at] for at in heard), key=lambda word: fuzz.ratio(read, latin(word))
        )


def keys_for(near: Sequence[Sequence[tuple[Kind, str, int]]], most: int) -> list[list[tuple[Kind, int]]]:
    """For each two of the asked words: (how, pair) to look people up by, best first; ``most`` of them altogether.

    They are apart so that two common words (Jean, Pierre) do not use up the room of the rare one beside them.
    """
    if len(near) == 1:
        return [[(how, pair_of(word, word)) for how, word, _uses in near[0]][:most]]
    couples = list(itertools.combinations(near, 2))
    some = MOST_NEAR if len(couples) == 1 else SOME_NEAR
    return [_keys(one[:some], other[:some], max(most // len(couples), some)) for one, other in couples]


def _keys(
    one: Sequence[tuple[Kind, str, int]], other: Sequence[tuple[Kind, str, int]], most: int
) -> list[tuple[Kind, int]]:
    choices = ((max(a[0], b[0]), a[0] + b[0], -a[2] * b[2], a[1], b[1]) for a in one for b in other)
    return [(how, pair_of(a, b)) for how, _sum, _uses, a, b in heapq.nsmallest(most, choices)]


@dataclass(frozen=True, order=True)
class Rank:
    """How well a person's names answer: compared field by field, best first."""

    missing: int
    worst: Kind
    unlike: float
    other_words: int
    via: int = 0
    """Which of the names answered best."""

    @property
    def is_near(self) -> bool:
        """The names are only like what was asked."""
        return bool(self.missing) or self.worst > Kind.BEGINS


def in_turn(ranked: Sequence[tuple[Rank, str]]) -> list[int]:
    """The places of (rank, name), which come best first, in the order to show them.

    Who is only like what was asked is a guess. Of equally near guesses one of each name comes before the next of any,
    and after ``NAMESAKES`` of one name come the other names that are like it in the same way, so that namesakes fill
    no page with one guess. Who is no guess stays where they are.
    """
    met, same, turns = Counter[tuple[Rank, str]](), Counter[str](), list[tuple[int, int]]()
    for one in ranked:
        turns.append((same[one[1]] // NAMESAKES, met[one]) if one[0].is_near else (0, 0))
        met[one] += 1
        same[one[1]] += 1
    return sorted(range(len(ranked)), key=lambda at: _place(ranked[at][0], *turns[at], at))


def _place(one: Rank, turn: int, met: int, at: int) -> tuple[int, Kind, int, Rank, int, int]:
    return one.missing, one.worst, turn, one, met, at


def rank(asked: Sequence[str], names: Sequence[Sequence[str]]) -> Rank:
    """Rank one person. Words come in any order and from any name; a name that is just what was asked leads."""
    fit = {(a, word): kind_of(a, word) for a in asked for name in names for word in name}
    fits = [
        min(((how, -alike) for (a, _word), (how, alike) in fit.items() if a == one), default=(Kind.MISSING, 0.0))
        for one in asked
    ]
    missing = sum(how is Kind.MISSING for how, _alike in fits)
    worst = max((how for how, _alike in fits if how is not Kind.MISSING), default=Kind.MISSING)
    unlike = round(1 + sum(alike for _how, alike in fits) / max(1, len(asked)), 3)
    via = max(range(len(names)), key=lambda n: (_shared(asked, names[n], fit), -n), default=0)
    own = names[via] if names else ()
    return Rank(missing, worst, unlike, -1 if list(asked) == list(own) else _unasked(asked, own, fit), via)


def _shared(asked: Sequence[str], name: Sequence[str], fit: _Fit) -> float:
    return sum(max((1 - fit[a, word][0] / Kind.MISSING for word in name), default=0.0) for a in asked)


def _unasked(asked: Sequence[str], name: Sequence[str], fit: _Fit) -> int:
    """How many words of a name answer nothing. Who is called Haile Haile carries one word, and it answers both."""
    answering = {min(name, key=lambda word: (fit[a, word][0], -fit[a, word][1])) for a in asked if name}
    return len(set(name) - answering)
