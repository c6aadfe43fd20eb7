"""Reading the words of a product and of a question so that they meet: accents, scripts and slips do not matter.

Pure. The vocabulary of a shop is small, so an asked word is held against every word of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from anyascii import anyascii
from rapidfuzz.distance import OSA

from casework.public import fold

LONGEST, MOST_WORDS, MOST_ASKED = 40, 400, 6
SAME, BEGINS, SLIP, SOUNDS = 8, 5, 3, 2
TITLE, BODY = 3, 1
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"\w+")
_THE = re.compile(r"^(?:وال|بال|لل|ال)(?=\w{3})")
_VOWELS = re.compile(r"(?<=.)[aeiouyw']+")
_TWICE = re.compile(r"(.)\1+")
_SPELT = str.maketrans({"q": "k", "c": "k", "z": "s", "p": "b", "v": "f", "g": "j"})
_SLIP_FROM, _TWO_SLIPS_FROM, _BEGIN_FROM = 4, 7, 3


def words_of(text: str) -> list[str]:
    """The folded words of a text, each once. Chinese, written without spaces, gives its letters and their pairs."""
    found: dict[str, None] = {}
    for part in _WORD.findall(fold(text)):
        rest = _HAN.sub(" ", part)
        for run in _HAN.findall(part):
            found.update(dict.fromkeys(run))
            found.update(dict.fromkeys(run[at : at + 2] for at in range(len(run) - 1)))
        found.update(dict.fromkeys(_THE.sub("", word)[:LONGEST] for word in rest.split() if len(word) > 1))
    return list(found)[:MOST_WORDS]


def asked_words(question: str) -> list[str]:
    """The words somebody asks for; of a Chinese run only its pairs, which say more than its letters."""
    words = words_of(question)
    pairs = {sign for word in words if len(word) > 1 and _HAN.match(word) for sign in word}
    return [word for word in words if word not in pairs][:MOST_ASKED]


def weighed(titles: Iterable[str], bodies: Iterable[str]) -> dict[str, int]:
    """Word to weight for one product: what stands in a title in any language counts for more."""
    found = {word: BODY for text in bodies for word in words_of(text)}
    found.update({word: TITLE for text in titles for word in words_of(text)})
    return found


def skeleton(word: str) -> str:
    """What is left of a word in Latin letters without its vowels: خبز and khubz, Étagère and etajer meet here."""
    latin = anyascii(word).lower().replace("kh", "h").replace("sh", "s").replace("ch", "s").replace("ou", "u")
    return _TWICE.sub(r"\1", _VOWELS.sub("", latin.translate(_SPELT)))


def near(asked: str, vocabulary: Iterable[str]) -> dict[str, int]:
    """The words of the shop that answer an asked one, and how well (``SAME`` best)."""
    bone = skeleton(asked)
    found = {word: _nearness(asked, bone, word) for word in vocabulary}
    return {word: how for word, how in found.items() if how}


def _nearness(asked: str, bone: str, word: str) -> int:
    if word == asked:
        return SAME
    if _HAN.match(asked) or _HAN.match(word):
        return 0
    shorter = min(len(asked), len(word))
    if shorter >= _BEGIN_FROM and (word.startswith(asked) or (asked.startswith(word) and len(asked) - len(word) <= 3)):  # noqa: PLR2004 - an ending
        return BEGINS
    slips = 0 if shorter < _SLIP_FROM else 1 if shorter < _TWO_SLIPS_FROM else 2
    if slips and abs(len(asked) - len(word)) <= slips and OSA.distance(asked, word, score_cutoff=slips) <= slips:
        return SLIP
    if asked.isascii() != word.isascii() and len(bone) > 1 and skeleton(word) == bone:
        return SOUNDS
    return 0


def ranked(answers: Sequence[Mapping[str, int]], rows: Iterable[tuple[object, str, int]]) -> list[object]:
    """Products by how well they answer: all asked words first. ``rows`` are (product, word, weight)."""
    best: dict[object, list[int]] = {}
    for product, word, weight in rows:
        scores = best.setdefault(product, [0] * len(answers))
        for n, answer in enumerate(answers):
            scores[n] = max(scores[n], answer.get(word, 0) * weight)
    met = {product: (sum(map(bool, scores)), sum(scores)) for product, scores in best.items()}
    most = max((count for count, _score in met.values()), default=0)
    kept = [product for product, (count, _score) in met.items() if count == most]
    return sorted(kept, key=lambda product: (-met[product][1], str(product)))
