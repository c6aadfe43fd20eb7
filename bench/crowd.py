"""A crowd with names as registers have them, and questions asked about them with the mistakes people make.

Given names come from lists in nine traditions, families mostly from syllables, both with Zipf weights: a few names are
very common and most are rare, some tens of thousands of distinct words for a million people. The misspellings are made
by tables of their own, which the search does not know.
"""

from __future__ import annotations

import itertools
import random
import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from casework.demo.rules import names
from casework.names.rules import words_of

ARABIC, HAN = "arabic", "chinese"
LISTED = 0.35
"""The share of families that come from the lists; the others are made of syllables."""
OTHER_TOO = 0.5
"""The share of names of another script that are filed in Latin letters as well."""
SYLLABLES = {
    "arabic": (
        "ba da fa ha ja ka la ma na ra sa ta za bou dah far gha had jab kad lah mar nas rah sal tah zay",
        "ri di ni li mi bi dine oud our ani awi ali iri im ed an",
    ),
    "slavic": (
        "bo da gri ko le mo ni pe ro sta to va za kra bel cher dob gor kol mal pol rud sol vor zel",
        "ov enko ski chuk ev in ovich yuk ak ich",
    ),
    "turkic": (
        "a ba da er ka mu nu ra sa ta yi al bek dos jan kan mur nur or sar tur uz",
        "baev beko lu gul oğlu tov yar han dar mov",
    ),
    "iberian": (
        "al ba ca do fe gu he la ma na or pe qui ro sa to va zu be mo ri so me",
        "ez es o a ero illo ado era ares ina ontes",
    ),
    "francophone": (
        "ba be da ga ka la ma mu nga ndi o ta tsha bou cha dé gué lé mé ré sou",
        "mba dé ier ette ot eau lla ngo ga ré ond",
    ),
    "english": (
        "ash bar black brook car dun ed far grey hal har ken lang mar nor pres rad sher stan thorn wal whit",
        "ton ley son ford well man er by wood ham worth ing",
    ),
    "indonesian": (
        "a bu da e ha in ka la ma nu pra ra sa su ti wi yu",
        "wan di no ra to yo ti ni ta man syah",
    ),
    "amharic": ("a be da ge ha ke le ma ne se te wo ye ze", "bebe ssa mu re ta lu chew ne kele du"),
}
"""Beginnings and ends of made families."""
CHINESE = "zhang wang li zhao chen yang huang zhou wu xu sun ma zhu hu guo he lin gao luo zheng liang xie song tang"
CHINESE_GIVEN = "wei fang na min jing li qiang lei jun yang yong yan jie juan tao ming chao xiu xia ping gang gui hua"
_LOOSE = {
    ARABIC: (("ou", "u"), ("ee", "i"), ("kh", "k"), ("sh", "ch"), ("gh", "g"), ("aa", "a"), ("y", "i"), ("q", "k"),
             ("el-", "al-"), ("oo", "ou"), ("j", "dj"), ("u", "o"), ("e", "a"), ("dd", "d"),
             ("mm", "m"), ("ss", "s"),
             ("w", "ou")),
    "slavic": (("ii", "y"), ("sh", "sch"), ("ei", "ey"), ("ks", "x"), ("kh", "h"), ("ch", "tch"), ("ov", "off"),
               ("i", "y"), ("v", "w")),
    "turkic": (("sh", "ch"), ("zh", "j"), ("ğ", "g"), ("u", "ou"), ("y", "i"), ("kh", "h"), ("q", "k")),
    "iberian": (("z", "s"), ("v", "b"), ("ll", "l"), ("qu", "k"), ("ñ", "n"), ("x", "j"), ("c", "k")),
    "francophone": (("tsh", "ch"), ("é", "e"), ("ou", "u"), ("eau", "o"), ("k", "c"), ("ss", "s"), ("i", "y")),
    "english": (("ph", "f"), ("ck", "k"), ("ey", "y"), ("th", "t"), ("c", "k"), ("ll", "l"), ("ie", "y")),
    "indonesian": (("u", "oe"), ("y", "j"), ("sy", "sh"), ("dj", "j"), ("w", "v")),
    "amharic": (("e", "a"), ("k", "q"), ("ss", "s"), ("u", "ou"), ("ch", "tch")),
    HAN: (("zh", "ch"), ("x", "hs"), ("q", "ch"), ("u", "oo")),
}  # fmt: skip


@dataclass(frozen=True)
class One:
    """A person: the name as filed, its other script if that is filed too, its tradition, its reading in Latin."""

    name: str
    other: str
    tradition: str
    latin: str


class Crowd:
    """Draws people; the same seed draws the same people."""

    def __init__(self, seed: int = 7, families: int = 4_000) -> None:
        """``families`` is how many distinct ones each tradition of syllables has."""
        self.rng = random.Random(seed)
        self.traditions = [*SYLLABLES, HAN]
        self.families = {tradition: self._families(tradition, families) for tradition in SYLLABLES}
        self.weights = list(itertools.accumulate(1 / (n + 3) for n in range(families)))
        self.given = {key: [*lists["men"], *lists["women"]] for key, lists in names().items()}

    def _families(self, tradition: str, many: int) -> list[str]:
        begin, end = (part.split() for part in SYLLABLES[tradition])
        found: dict[str, None] = {}
        while len(found) < many:
            parts = [self.rng.choice(begin) for _n in range(self.rng.choice((1, 2, 2, 3)))]
            found["".join([*parts, self.rng.choice(end)]).capitalize()] = None
        return list(found)

    def draw(self) -> One:
        """The next person."""
        rng, tradition = self.rng, self.rng.choice(self.traditions)
        if tradition == HAN:
            family, given = (
                rng.choice(CHINESE.split()),
                "".join(rng.choices(CHINESE_GIVEN.split(), k=rng.choice((1, 2, 2)))),
            )
            name = f"{family.capitalize()} {given.capitalize()}"
            return One(name, "", HAN, name)
        lists = names()[tradition]
        given = rng.choice(self.given[tradition])
        listed = lists.get("families", lists["men"])
        if rng.random() < LISTED:
            family = rng.choice(listed)
            own, latin = f"{given[0]} {family[0]}", f"{given[-1]} {family[-1]}"
            return One(own, latin if latin != own and rng.random() < OTHER_TOO else "", tradition, latin)
        made = rng.choices(self.families[tradition], cum_weights=self.weights)[0]
        return One(f"{given[-1]} {made}", "", tradition, f"{given[-1]} {made}")


def one_typo(rng: random.Random, word: str) -> str:
    """One letter left out, doubled by another, changed, or two swapped; the first letter stays, as it mostly does."""
    at = rng.randrange(1, len(word))
    other = rng.choice("aeiournstlm")
    swapped = word[:at] + word[at + 1 : at + 2] + word[at] + word[at + 2 :]
    return rng.choice(
        (word[:at] + word[at + 1 :], word[:at] + other + word[at:], word[:at] + other + word[at + 1 :], swapped)
    )


def loosely(rng: random.Random, one: One, text: str) -> str:
    """The name as another office would spell it: two of the tradition's exchanges, and a doubled or single letter."""
    words = text.casefold()
    rules = [pair for pair in _LOOSE[one.tradition] if pair[0] in words]
    for old, new in rng.sample(rules, min(2, len(rules))):
        words = words.replace(old, new)
    if words == text.casefold():
        words = (
            re.sub(r"([lmnst])\1", r"\1", words)
            if re.search(r"([lmnst])\1", words)
            else re.sub(r"([lmnt])", r"\1\1", words, count=1)
        )
    return words


def question(rng: random.Random, kind: str, one: One) -> str | None:
    """What somebody types who looks for this person; None where the name does not offer this kind."""
    plain = one.name if one.name.isascii() or not one.other else one.other
    words = plain.split()
    return _ASKED[kind](rng, one, plain, words) if len(words) > 1 or kind == "exact" else None


def _long(words: Sequence[str]) -> bool:
    return min(map(len, words)) > 3  # noqa: PLR2004 - a mistake in a short word makes it another


def _bare(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


_ASKED: dict[str, Callable[[random.Random, One, str, list[str]], str | None]] = {
    "exact": lambda _rng, one, _plain, _words: one.name,
    "swapped": lambda _rng, _one, _plain, words: " ".join(reversed(words)),
    "accents": lambda _rng, _one, plain, _words: _bare(plain).upper(),
    "one typo": lambda rng, _one, _plain, w: " ".join([w[0], one_typo(rng, w[-1])]) if _long(w[-1:]) else None,
    "two typos": lambda rng, _one, _plain, w: " ".join(one_typo(rng, x) for x in w) if _long(w) else None,
    "spelling": lambda rng, one, plain, _words: loosely(rng, one, plain) if plain.isascii() else None,
    "script": lambda _rng, one, _plain, _words: None if one.other or one.latin == one.name else one.latin,
    "prefixes": lambda _rng, _one, _plain, w: " ".join(x[:4] for x in w) if _long(w) else None,
}
KINDS = {
    "exact": 99, "swapped": 99, "accents": 99, "one typo": 95, "two typos": 95, "spelling": 90, "script": 90,
    "prefixes": 0,
}  # fmt: skip
"""Kinds of question, and the recall among the first twenty that the goal asks for, in percent."""


def questions(rng: random.Random, crowd: Sequence[One], each: int) -> list[tuple[str, One, str]]:
    """(kind, about whom, what is typed): ``each`` of every kind, about people drawn from the crowd."""
    asked = []
    for kind in KINDS:
        made = 0
        while made < each:
            one = rng.choice(crowd)
            if typed := question(rng, kind, one):
                asked.append((kind, one, typed))
                made += 1
    return asked


def is_meant(row: Any, one: One) -> bool:
    """Whether a found person has just the words of the name that was meant, in whichever script it is filed."""
    meant = {frozenset(words_of(one.name)), frozenset(words_of(one.latin))}
    return not meant.isdisjoint({frozenset(words_of(row.name)), frozenset(words_of(row.other_name))})
