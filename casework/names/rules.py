"""Pure reading of names: into words, into a Latin reading, into keys under which other spellings of a name meet.

The keys are broad on purpose: they find candidates, and ``casework.search.rules`` ranks these by how near they are.
Sources of the spelling classes: the ALA-LC and BGN/PCGN tables for Arabic, Persian and Cyrillic, and the French,
English and German habits of writing Arabic names that registers mix.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b

from anyascii import anyascii

from casework.people.rules import fold

LONGEST, MOST_WORDS = 60, 24
PARTICLES = frozenset({
    "al", "el", "ul", "ar", "as", "ad", "at", "az", "an", "bin", "ibn", "ben", "bint", "bte", "de", "da", "do", "dos",
    "das", "del", "della", "di", "la", "le", "les", "du", "van", "von", "der", "den", "ter", "af", "av", "zu", "y", "e",
    "i", "und", "mc", "mac", "o", "d", "l", "ال", "بن", "ابن", "بنت",
})  # fmt: skip
"""Small words that people leave out or write in many ways. They count only when a name has nothing else."""
_SPLIT = re.compile(r"[\W_]+")
_MARKS = re.compile("['`´ʹʻʼʽʾʿˈ‘’‛′]")
_ALLAH = re.compile(r"\b(?:abd|abdu|abda)[ -]?(?:al|ul)?[ -]?l[ao]h\b|عبد\s+الله\b")
_SERVANT = re.compile(r"^abd[aeiou]{1,2}(?:l|([rsdtzn])(?=\1))(?=[a-z]{3})(?!l?ah?$)")
_SERVANT_ALONE = frozenset({"abdel", "abdal", "abdul", "abdol", "abdil", "abdoul", "abdou", "abdur", "abder", "abdus"})
_ARABIC_SERVANT = re.compile(r"^عبد(?=ال(?!له$)\w)")
_ARABIC_THE = re.compile(r"^(?:وال|ال)(?=\w{3})")
_LATIN_THE = re.compile(r"^(?:al|el)(?=[a-z]{4})")
_ARABIC = str.maketrans({
    "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "t", "ج": "j", "چ": "c", "ح": "h", "خ": "h", "د": "d", "ذ": "d",
    "ر": "r", "ز": "z", "ژ": "j", "س": "s", "ش": "s", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "g",
    "ف": "f", "ڤ": "v", "ق": "k", "ك": "k", "گ": "g", "ل": "l", "م": "m", "ن": "n", "ه": "h", "و": "w", "ي": "y",
    "ء": "", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "y", "ھ": "h", "ہ": "h",
})  # fmt: skip
_TOGETHER = {
    "shch": "s", "sch": "s", "tch": "s", "dzh": "j", "sh": "s", "ch": "s", "cz": "s", "sz": "s", "zh": "s", "ts": "s",
    "tz": "s", "dj": "j", "gh": "g", "kh": "h", "ph": "f", "th": "t", "dh": "d", "bh": "b", "ck": "k",
    "qu": "k", "ou": "u", "oo": "u", "ue": "u", "oe": "u", "ae": "a", "ee": "i", "ie": "i", "ei": "i", "ay": "ai",
    "ey": "i", "ce": "se", "ci": "si", "cy": "si",
}  # fmt: skip
_DIGRAPH = re.compile("|".join(sorted(_TOGETHER, key=len, reverse=True)))
_ALONE = str.maketrans(
    {"c": "k", "q": "k", "x": "ks", "z": "s", "g": "j", "p": "b", "v": "f", "y": "i", "e": "i", "o": "u"}
)
_IS_ARABIC = re.compile("[\u0600-\u06ff]")
_RUN, _VOWELS = re.compile(r"(.)\1+"), re.compile(r"[aiuw]+")


def words_of(name: str) -> list[str]:
    """The folded words of one name, each once, in order; what is one word in one habit and two in another, as two."""
    found: dict[str, None] = {}
    for part in _SPLIT.split(_ALLAH.sub(_one_word, _MARKS.sub("", fold(name)))):
        found.update(dict.fromkeys(_parted(part[:LONGEST])))
    return list(found)[:MOST_WORDS]


def _one_word(found: re.Match[str]) -> str:
    return "abdallah" if found[0].isascii() else "عبدالله"


def _parted(part: str) -> tuple[str, ...]:
    """One word, or the two that others write: Abdelrahman, Abdel Rahman and Abd al-Rahman agree, in Arabic too."""
    if part in _SERVANT_ALONE:
        return ("abd",)
    if joined := _SERVANT.match(part):
        return "abd", part[joined.end() :]
    if joined := _ARABIC_SERVANT.match(part):
        return "عبد", part[joined.end() :]
    return (part,) if part else ()


def is_han(word: str) -> bool:
    """Whether a word is written without spaces between its names: Han letters, kana, Hangul."""
    return "\u3040" <= word[0] <= "\u9fff" or "\uac00" <= word[0] <= "\ud7a3"


def _inside(word: str) -> list[str]:
    """The names inside a word without spaces, family and given, and their Latin reading: each finds the person."""
    cut = 2 if len(word) > 3 else 1  # noqa: PLR2004 - four letters: most often a family name of two
    parts = [word[:1], *(word[start:] for start in range(1, min(len(word), 5)))]
    syllables = [s.lower() for s in re.findall(r"[A-Z][^A-Z]*|^[^A-Z]+", anyascii(word))]
    read = [syllables[0], "".join(syllables[1:])] if len(syllables) > 1 else syllables
    if cut > 1 and len(syllables) > 2:  # noqa: PLR2004
        read += ["".join(syllables[:2]), "".join(syllables[2:])]
    return [part for part in (*parts, *read) if part]


def reading_of(word: str) -> list[str]:
    """The Latin words in which somebody would ask for a name written without spaces; nothing for other words."""
    if not is_han(word):
        return []
    syllables = [s.lower() for s in re.findall(r"[A-Z][^A-Z]*|^[^A-Z]+", anyascii(word))]
    return [syllables[0], "".join(syllables[1:])] if len(syllables) > 1 else syllables


def indexed_words(names: Iterable[str]) -> list[str]:
    """All words under which a person with these names is to be found."""
    found: dict[str, None] = {}
    for name in names:
        words = words_of(name)
        found.update(dict.fromkeys(words))
        for more in (joined(words), *map(_inside, filter(is_han, words))):
            found.update(dict.fromkeys(more))
    return list(found)[:MOST_WORDS]


def joined(words: Sequence[str]) -> list[str]:
    """The words with the small ones joined to what follows: Ben Salah as Bensalah, De la Cruz as Delacruz."""
    found, before = list[str](), ""
    for word in words:
        before += word
        if word not in PARTICLES:
            found.append(before[:LONGEST])
            before = ""
    return [*found, before] if before else found


def asked_words(asked: str) -> list[str]:
    """The words somebody asks with: without the small ones, unless there are no others."""
    words = words_of(asked)
    return [word for word in words if word not in PARTICLES] or words


@lru_cache(maxsize=200_000)
def number_of(word: str) -> int:
    """A word's own 62 bits. Two words practically never share them, and ranking would tell."""
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "big") >> 2


def pair_of(one: str, other: str) -> int:
    """The key under which people with both words are kept, the same in either order."""
    a, b = sorted((number_of(one), number_of(other)))
    return (a * 0x9E3779B97F4A7C15 + b) % (1 << 62)


def pairs_of(words: Sequence[str]) -> list[int]:
    """Every key of a person with these words: each word alone, and each two of one script."""
    keys = {pair_of(word, word) for word in words}
    plain = [word.isascii() for word in words]
    keys.update(
        pair_of(one, words[j]) for i, one in enumerate(words) for j in range(i + 1, len(words)) if plain[i] == plain[j]
    )
    return sorted(keys)


@lru_cache(maxsize=200_000)
def latin(word: str) -> str:
    """A Latin reading of a folded word. Arabic letters are read one by one, because short vowels are not written."""
    if word.isascii():
        return word
    read = anyascii(word.translate(_ARABIC)).lower()
    return "".join(sign for sign in read if sign.isalnum())


@lru_cache(maxsize=200_000)
def canonical(word: str) -> str:
    """The Latin reading with the letters that spellings exchange made one; vowels kept. "Youssef" and "Yusef" agree."""
    plain = latin(word)
    if not _IS_ARABIC.search(word):  # there two letters are two sounds
        plain = _RUN.sub(r"\1", _DIGRAPH.sub(lambda found: _TOGETHER[found[0]], plain))
    plain = _RUN.sub(r"\1", plain.translate(_ALONE))
    return plain[:-1] if len(plain) > 2 and plain[-1] == "h" else plain  # noqa: PLR2004


def _skeleton(word: str) -> str:
    """The consonants of a canonical word behind a mark for a vowel at its beginning."""
    bare = ("a" if word[:1] in {"a", "i", "u"} else word[:1]) + _VOWELS.sub("", word[1:])
    return bare if len(bare) > 1 else word


@lru_cache(maxsize=200_000)
def sounds(word: str) -> tuple[str, ...]:
    """The keys under which a word meets its other spellings: with and without an article, w as vowel or consonant."""
    forms = {word, _ARABIC_THE.sub("", word), _LATIN_THE.sub("", word)}
    keys = set()
    for form in forms:
        read = canonical(form)
        keys.add(_skeleton(_opened(read)))
        if "w" in read:
            keys.add(_skeleton(_opened(read.replace("w", "f"))))
    return tuple(sorted(key[:LONGEST] for key in keys if key))


def _opened(read: str) -> str:
    """A word that French spelling begins with a vowel and English with w, begun with w."""
    if read[:1] == "u" and read[1:2] in {"a", "i"}:
        return "w" + read[1:]
    return read
