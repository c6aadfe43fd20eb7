"""Pure decisions on names, ages and numbers."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass

from typing_extensions import override

_SPLIT = re.compile(r"[\W_]+")
_ARABIC = str.maketrans(
    {"أ": "ا", "إ": "ا", "آ": "ا", "ٱ": "ا", "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ک": "ك", "ی": "ي", "ـ": ""}
)
_LATIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ё": "е"}
)
CHECK_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXY"
"""23 letters without I, O and Z, which are misread: one per remainder."""


def fold(text: str) -> str:
    """Text as search compares it: no case, no accents or vowel marks, letters that are written either way made one."""
    if text.isascii():
        return text.casefold()
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LATIN).translate(_ARABIC))
    return unicodedata.normalize("NFC", "".join(c for c in plain if not unicodedata.combining(c)))


def name_tokens(*names: str) -> list[str]:
    """The folded parts of names, each once, in order. Han names also give each later beginning."""
    found: dict[str, None] = {}
    for name in names:
        for part in _SPLIT.split(fold(name)):
            if part:
                found[part[:60]] = None
                found.update(dict.fromkeys(_tails(part)))
    return list(found)


def _tails(part: str) -> list[str]:
    """The later beginnings inside a name written without spaces (Han letters), so that a given name alone finds it."""
    return (
        [part[start:] for start in range(1, min(len(part), 6))] if part[0] >= "\u3400" and part[0] <= "\u9fff" else []
    )


def match_key(name: str) -> str:
    """The same for names that differ only in case, accents, spacing or word order: where duplicates are looked for."""
    return " ".join(sorted(name_tokens(name)))[:200]


def file_number(serial: int) -> str:
    """A "T", eight digits and a check letter that catches every single wrong digit and every swap of neighbours."""
    return f"T{serial:08d}{CHECK_LETTERS[serial % 23]}"


@dataclass(frozen=True)
class Age:
    """Between ``least`` and ``most`` whole years; the same when the birth date is exact. None when nothing is known."""

    least: int | None
    most: int | None

    @override
    def __str__(self) -> str:
        """As "34", "33-34" or a dash."""
        if self.least is None:
            return "—"
        return str(self.least) if self.least == self.most else f"{self.least}-{self.most}"


def years_between(born: dt.date, on: dt.date) -> int:
    """Whole years lived on a day. Someone born on 29 February has their birthday on 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def age_on(day: dt.date, earliest: dt.date | None, latest: dt.date | None) -> Age:
    """The age on ``day`` of someone born between ``earliest`` and ``latest``."""
    if earliest is None or latest is None:
        return Age(None, None)
    return Age(max(0, years_between(latest, day)), max(0, years_between(earliest, day)))


def birth_bounds(precision: str, born_on: dt.date | None, year: int | None) -> tuple[dt.date | None, dt.date | None]:
    """The earliest and latest possible birth date; an estimate is taken as two years either way."""
    if precision == "exact" and born_on:
        return born_on, born_on
    year = year or (born_on.year if born_on else None)
    if year is None or precision == "unknown":
        return None, None
    width = 2 if precision == "estimated" else 0
    return dt.date(year - width, 1, 1), dt.date(year + width, 12, 31)
