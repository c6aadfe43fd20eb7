"""Pure making of believable people: names from several traditions and scripts, ages as prisons have them."""

from __future__ import annotations

import datetime as dt
import random
import tomllib
import uuid
import zlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kernel.authz import Role
from kernel.units.models import UnitKind

SEED = 20_261_121
ZONE = "Africa/Tunis"
COUNTRY = "TN"
"""Whose public holidays the demo keeps."""
PLACES = (
    ("SVC", "Meridian Correctional Service", UnitKind.SERVICE, None),
    ("HRB", "Harbour Road Prison", UnitKind.PRISON, "SVC"),
    ("JUN", "Juniper House Women's Prison", UnitKind.PRISON, "SVC"),
    ("KES", "Kestrel Farm Open Prison", UnitKind.PRISON, "SVC"),
    ("OLD", "Old Mill Probation Office", UnitKind.PROBATION_OFFICE, "SVC"),
    ("RIV", "Riverside Probation Office", UnitKind.PROBATION_OFFICE, "SVC"),
    *((f"HRB-{c}", f"Wing {c}", UnitKind.WING, "HRB") for c in "ABCD"),
    *((f"JUN-{c}", f"House {c}", UnitKind.WING, "JUN") for c in "AB"),
    *((f"KES-{c}", f"Cottage {c}", UnitKind.WING, "KES") for c in "AB"),
    ("HRB-W1", "Carpentry workshop", UnitKind.WORKSHOP_SITE, "HRB"),
    ("HRB-W2", "Metal workshop", UnitKind.WORKSHOP_SITE, "HRB"),
    ("JUN-W1", "Textile workshop", UnitKind.WORKSHOP_SITE, "JUN"),
    ("KES-W1", "Bakery and farm", UnitKind.WORKSHOP_SITE, "KES"),
)
STAFF = (
    ("records", "Leila Haddad", Role.RECORDS_OFFICER, "HRB"),
    ("records2", "Piotr Nowak", Role.RECORDS_OFFICER, "HRB"),
    ("case", "Samuel Okoro", Role.CASE_MANAGER, "HRB"),
    ("case4", "Miriam Levi", Role.CASE_MANAGER, "HRB"),
    ("case5", "Pedro Amaral", Role.CASE_MANAGER, "HRB"),
    ("case6", "Aylin Demir", Role.CASE_MANAGER, "HRB"),
    ("case2", "Ingrid Holm", Role.CASE_MANAGER, "JUN"),
    ("case3", "Yusuf Adan", Role.CASE_MANAGER, "KES"),
    ("classification", "Mei Tan", Role.CLASSIFICATION_OFFICER, "HRB"),
    ("classification2", "Noor Rahman", Role.CLASSIFICATION_OFFICER, "HRB"),
    ("approver", "Joseph Mwangi", Role.CLASSIFICATION_APPROVER, "HRB"),
    ("coordinator", "Rosa Quintana", Role.PROGRAMME_COORDINATOR, "HRB"),
    ("coordinator2", "Hanna Weiss", Role.PROGRAMME_COORDINATOR, "JUN"),
    ("instructor", "Tomas Berg", Role.INSTRUCTOR, "HRB"),
    ("instructor2", "Nadia Rahimi", Role.INSTRUCTOR, "JUN"),
    ("probation", "Aida Bekova", Role.PROBATION_OFFICER, "OLD"),
    ("probation2", "Marc Lambert", Role.PROBATION_OFFICER, "RIV"),
    ("probation3", "Omar Haddadi", Role.PROBATION_OFFICER, "OLD"),
    ("probation4", "Sofia Marques", Role.PROBATION_OFFICER, "OLD"),
    ("probation5", "Wei Zhang", Role.PROBATION_OFFICER, "OLD"),
    ("probation6", "Hugo Petit", Role.PROBATION_OFFICER, "RIV"),
    ("supervisor", "Grace Achieng", Role.PROBATION_SUPERVISOR, "OLD"),
    ("shop", "Elif Kaya", Role.SHOP_MANAGER, None),
    ("shop2", "Ines Duarte", Role.SHOP_MANAGER, None),
    ("clerk", "Oscar Lind", Role.FINANCE_CLERK, None),
    ("finance", "Priya Nair", Role.FINANCE_APPROVER, None),
    ("governor", "Daniel Reyes", Role.GOVERNOR, "HRB"),
    ("inspector", "Amal Farouk", Role.INSPECTOR, None),
    ("statistics", "Lin Yao", Role.STATISTICS_OFFICER, None),
    ("administrator", "Jonas Weber", Role.ADMINISTRATOR, None),
)
CASELOADS = {
    place: [
        username for username, _name, role, unit in STAFF
        if role in {Role.PROBATION_OFFICER, Role.CASE_MANAGER} and unit == place
    ]
    for place in ("OLD", "RIV", "HRB", "JUN", "KES")
}  # fmt: skip
"""Who keeps files where: nobody keeps the file of somebody whom they have no scope over."""
SHARES = {
    "arabic": 18,
    "slavic": 14,
    "turkic": 12,
    "iberian": 14,
    "francophone": 12,
    "chinese": 10,
    "english": 10,
    "indonesian": 6,
    "amharic": 4,
}
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


def officer_at(place: str, number: str) -> str:
    """The user name of who at a prison or an office keeps the file with this number: spread by its digits."""
    officers = CASELOADS[place]
    return officers[zlib.crc32(number.encode()) % len(officers)]


def make_name(rng: random.Random, female: bool, tradition: str = "") -> MadeName:
    """A name as its tradition (drawn when not given) builds them: one word, two surnames, family first."""
    tradition = tradition or rng.choices(list(SHARES), list(SHARES.values()))[0]
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


def make_birth(
    rng: random.Random, today: dt.date, drawn: float | None = None
) -> tuple[str, dt.date | None, dt.date | None, dt.date | None]:
    """(precision, exact date, earliest, latest) of an adult: most exact, some by year or estimate, a few not known.

    ``drawn``, from 0 to 1, stands in for chance where a certain precision is wanted.
    """
    born = today - dt.timedelta(days=int(365.25 * min(78, 18 + rng.gammavariate(3.2, 5.5))))
    drawn = rng.random() if drawn is None else drawn
    if drawn < 0.88:  # noqa: PLR2004
        return "exact", born, born, born
    if drawn < 0.95:  # noqa: PLR2004
        return "year", None, dt.date(born.year, 1, 1), dt.date(born.year, 12, 31)
    if drawn < 0.98:  # noqa: PLR2004
        return "estimated", None, dt.date(born.year - 2, 1, 1), dt.date(born.year + 2, 12, 31)
    return "unknown", None, None, None


def make_id(rng: random.Random, moment: dt.datetime) -> uuid.UUID:
    """A UUIDv7 of that moment whose random part comes from the demo's seed: the same demo has the same keys."""
    stamp = int(moment.timestamp() * 1000)
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | rng.getrandbits(12) << 64 | 0b10 << 62 | rng.getrandbits(62)
    return uuid.UUID(int=value)
