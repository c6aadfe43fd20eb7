"""Pure making of believable people: names from several traditions and scripts, ages as prisons have them."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SHARES = {"arabic": 18, "slavic": 14, "turkic": 12, "iberian": 14, "francophone": 12, "chinese": 10, "english": 10, "indonesian": 6, "amharic": 4}
LANGUAGES = {"arabic": "ar", "slavic": "ru", "turkic": "ru", "iberian": "es", "francophone": "fr", "chinese": "zh",
             "english": "en", "indonesian": "id", "amharic": "am"}  # fmt: skip
COUNTRIES = {"arabic": "EG", "slavic": "UA", "turkic": "KG", "iberian": "PE", "francophone": "CD", "chinese": "CN",
             "english": "GB", "indonesian": "ID", "amharic": "ET"}  # fmt: skip


@dataclass(frozen=True)
class MadeName:
    """A whole name in its own script, and in Latin letters where that is another."""

    text: str
    latin: str
    tradition: str


@cache
def names() -> dict[str, Any]:
    """The name lists, by tradition: pairs of (own script, Latin)."""
    return tomllib.loads((Path(__file__).parent / "names.toml").read_text("utf-8"))


def make_name(rng: random.Random, female: bool) -> MadeName:  # noqa: FBT001 - a drawn fact, not an option
    """A name as its tradition builds them: one word, given and father's, two surnames, family first."""
    tradition = rng.choices(list(SHARES), list(SHARES.values()))[0]
    lists = names()[tradition]
    given = rng.choice(lists["women" if female else "men"])
    parts = [given]
    if tradition == "indonesian" and rng.random() < 0.4:  # noqa: PLR2004 - many have one name only
        return _joined(parts, tradition)
    families = lists.get("families_women" if female and "families_women" in lists else "families", lists["men"])
    parts += rng.sample(families, 2 if tradition in {"iberian", "arabic"} else 1)
    if tradition == "chinese":
        parts.reverse()
    return _joined(parts, tradition)


def _joined(parts: list[list[str]], tradition: str) -> MadeName:
    glue = "" if tradition == "chinese" else " "
    own = glue.join(part[0] for part in parts)
    latin = " ".join(part[-1] for part in parts)
    return MadeName(own, latin if latin != own else "", tradition)


def make_birth(rng: random.Random, today: dt.date) -> tuple[str, dt.date | None, dt.date | None, dt.date | None]:
    """(precision, exact date, earliest, latest) of an adult: most exact, some only the year, a few not known."""
    born = today - dt.timedelta(days=int(365.25 * min(78, 18 + rng.gammavariate(3.2, 5.5))))
    drawn = rng.random()
    if drawn < 0.88:  # noqa: PLR2004
        return "exact", born, born, born
    if drawn < 0.97:  # noqa: PLR2004
        return "year", None, dt.date(born.year, 1, 1), dt.date(born.year, 12, 31)
    return "unknown", None, None, None


def make_id(rng: random.Random, moment: dt.datetime) -> uuid.UUID:
    """A UUIDv7 of that moment whose random part comes from the demo's seed: the same demo has the same keys."""
    stamp = int(moment.timestamp() * 1000)
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return uuid.UUID(int=value)
