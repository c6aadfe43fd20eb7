"""One person in a snapshot: as few facts as a search and a lawful re-arrest need, and none on health.

Pure: records to bytes and back, the class of an offence from its words, what is missing for a search.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
import tomllib
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from casework.alerts.models import AlertCode
from casework.custody.models import MovementKind
from casework.people.models import BirthPrecision, Certainty, LegalStatus, SecurityLevel, Sex
from casework.people.rules import fold
from casework.sentences.models import SentenceKind
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l

VERSION = 1
_SPLIT = re.compile(r"[\W_]+")
OLD_PHOTO = dt.timedelta(days=2 * 365)
"""A photograph older than this may no longer show who is sought."""
AGE_OF_MAJORITY = 18
NEEDED_ALERTS = frozenset({
    AlertCode.ESCAPE, AlertCode.SELF_HARM, AlertCode.ASSAULT_STAFF, AlertCode.VULNERABLE, AlertCode.NO_CONTACT,
})  # fmt: skip
"""What whoever meets the person again must know, for that person's safety and their own."""
AWAITING = frozenset({LegalStatus.UNCONVICTED, LegalStatus.CONVICTED_UNSENTENCED, LegalStatus.CIVIL})
"""Held on an order alone: when it has run out, there is no other ground."""


class OffenceClass(LabelledEnum):
    """How grave the gravest offence is, lowest last; from the kind of the sentence and the words of the court."""

    GRAVE = "grave", _l("Grave offence")
    VIOLENT = "violent", _l("Violence or weapons")
    LESSER = "lesser", _l("Other offence")
    UNKNOWN = "unknown", _l("Offence not known")


class Gap(LabelledEnum):
    """What would be missing if somebody had to look for the person tomorrow."""

    NO_PHOTO = "no_photo", _l("No photo recorded")
    OLD_PHOTO = "old_photo", _l("Photo older than two years")
    NO_MARKS = "no_marks", _l("No distinguishing marks recorded")
    NO_BIRTH = "no_birth", _l("Year of birth not known")
    NO_LEVEL = "no_level", _l("Sentenced, without a security level")
    NO_ORDER_END = "no_order_end", _l("Held on an order without a last day")


@dataclass(frozen=True, kw_only=True)
class Held:
    """One person inside.

    ``born`` are the earliest and latest year; ``child_until`` is the day on which they are of age for certain, kept
    only while it lies ahead. ``marks`` counts distinguishing marks. ``outside`` is the movement by which they were
    lawfully out at the time. ``apart`` are the file numbers of those they must not be put together with.
    """

    number: str
    names: tuple[str, ...]
    sex: Sex
    born: tuple[int, int] | None
    birth: BirthPrecision
    child_until: dt.date | None
    photo_on: dt.date | None
    marks: int
    level: SecurityLevel | None
    offence: OffenceClass
    status: LegalStatus
    order_until: dt.date | None
    release_on: dt.date | None
    expiry_on: dt.date | None
    certainty: Certainty
    prison: str
    wing: str
    outside: MovementKind | None
    alerts: tuple[AlertCode, ...]
    apart: tuple[str, ...]
    restricted: bool

    @property
    def name(self) -> str:
        """The name they go by."""
        return self.names[0] if self.names else self.number


@dataclass(frozen=True, kw_only=True)
class Snapshot:
    """Everybody inside at one moment. ``day`` is the civil date there."""

    made_at: dt.datetime
    day: dt.date
    service: str
    people: tuple[Held, ...]


_ENUMS = {
    "sex": Sex, "birth": BirthPrecision, "level": SecurityLevel, "offence": OffenceClass, "status": LegalStatus,
    "certainty": Certainty, "outside": MovementKind,
}  # fmt: skip
_DAYS = ("child_until", "photo_on", "order_until", "release_on", "expiry_on")
_NAMES = tuple(one.name for one in fields(Held))


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, dt.date) else value


def to_bytes(taken: Snapshot) -> bytes:
    """A snapshot's body: a line that says what follows, then a line for each person, compressed."""
    told = {"version": VERSION, "made_at": taken.made_at.isoformat(), "day": taken.day.isoformat(),
            "service": taken.service, "people": len(taken.people), "fields": _NAMES}  # fmt: skip
    press = zlib.compressobj(9)
    lines = [press.compress(_line(told))]
    lines += [press.compress(_line([_plain(getattr(one, name)) for name in _NAMES])) for one in taken.people]
    return b"".join([*lines, press.flush()])


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def from_bytes(body: bytes) -> Snapshot:
    """The snapshot in a body whose signature was checked. Raises DomainError for one of a newer program."""
    head, *lines = zlib.decompress(body).splitlines()
    told = json.loads(head)
    if told["version"] != VERSION or tuple(told["fields"]) != _NAMES:
        raise DomainError(
            _("This snapshot was written by another version of Throughcare. Open it with the version that the server "
              "had on %(day)s.", day=told["day"])
        )  # fmt: skip
    return Snapshot(
        made_at=dt.datetime.fromisoformat(told["made_at"]),
        day=dt.date.fromisoformat(told["day"]),
        service=told["service"],
        people=tuple(_held(json.loads(line)) for line in lines),
    )


def _held(values: Sequence[Any]) -> Held:
    found: dict[str, Any] = dict(zip(_NAMES, values, strict=True))
    for name, kind in _ENUMS.items():
        found[name] = None if found[name] is None else kind(found[name])
    for name in _DAYS:
        found[name] = None if found[name] is None else dt.date.fromisoformat(found[name])
    for name in ("names", "apart"):
        found[name] = tuple(found[name])
    found["alerts"] = tuple(AlertCode(code) for code in found["alerts"])
    found["born"] = None if found["born"] is None else tuple(found["born"])
    return Held(**found)


def of_age_on(born_latest: dt.date | None) -> dt.date | None:
    """The first day on which somebody born on ``born_latest`` or before is of age; None when nothing is known."""
    if born_latest is None:
        return None
    leap = (born_latest.month, born_latest.day) == (2, 29)
    return dt.date(born_latest.year + AGE_OF_MAJORITY, *((3, 1) if leap else (born_latest.month, born_latest.day)))


@functools.cache
def _words() -> dict[OffenceClass, tuple[str, ...]]:
    told = tomllib.loads((Path(__file__).parent / "offences.toml").read_text("utf-8"))
    return {OffenceClass(name): tuple(fold(word) for word in words) for name, words in told.items()}


def _says(text: str, word: str) -> bool:
    """Whether a word of the text begins with ``word``. Han words stand without spaces, so there anywhere."""
    return (word in text) if word[0] >= "\u3400" else f" {word}" in text or f" ال{word}" in text


def offence_class(kinds: Iterable[SentenceKind], words: Iterable[str]) -> OffenceClass:
    """The gravest class among the kinds of the sentences and the words for the offences (or of the order)."""
    wanted = set(kinds)
    if wanted & {SentenceKind.EXTENDED, SentenceKind.INDETERMINATE}:
        return OffenceClass.GRAVE
    found = [OffenceClass.VIOLENT] if SentenceKind.SERIOUS in wanted else []
    for text in words:
        folded = " ".join(("", *_SPLIT.split(fold(text)), ""))
        found += [kind for kind, known in _words().items() if any(_says(folded, word) for word in known)]
    order = list(OffenceClass)
    return min(found, key=order.index, default=OffenceClass.UNKNOWN)


def gaps(one: Held, day: dt.date) -> tuple[Gap, ...]:
    """What is missing to search for this person, known before anything happens."""
    missing = {
        Gap.NO_PHOTO: one.photo_on is None,
        Gap.OLD_PHOTO: one.photo_on is not None and one.photo_on < day - OLD_PHOTO,
        Gap.NO_MARKS: not one.marks,
        Gap.NO_BIRTH: one.born is None,
        Gap.NO_LEVEL: one.level is None and one.status is LegalStatus.SENTENCED,
        Gap.NO_ORDER_END: one.order_until is None and one.status in AWAITING,
    }
    return tuple(gap for gap, is_missing in missing.items() if is_missing)
