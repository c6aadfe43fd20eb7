"""Pure reading of one row of a register through its mapping: a person to register, or what is wrong and where."""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from casework.mappings.rules import CUSTODY, RegisterMapping
from casework.people.models import BirthPrecision, LegalStatus, Sex
from kernel.i18n import _

_LENGTHS = {"key": 60, "name": 200, "other_name": 200, "alias": 200, "gender": 80, "nationality": 2, "language": 10,
            "order_authority": 200, "order_reference": 80, "order_signatory": 120}  # fmt: skip
OLDEST = 1890


@dataclass(frozen=True)
class Fault:
    """Why a row is refused: the file's own column, what stood there, and what to do."""

    column: str
    value: str
    reason: str


class ImportedOrder(NamedTuple):
    """The commitment order and the reception that a row tells of."""

    establishment: str
    authority: str
    reference: str
    dated_on: dt.date
    signatory: str
    grounds: str
    expires_on: dt.date | None
    received_on: dt.date


class ImportedPerson(NamedTuple):
    """One good row. Birth dates carry their precision; ``earliest`` and ``latest`` are None when nothing is known."""

    line: int
    key: str
    name: str
    other_name: str
    alias: str
    sex: Sex
    gender: str
    precision: BirthPrecision
    born_on: dt.date | None
    earliest: dt.date | None
    latest: dt.date | None
    nationality: str
    language: str
    legal_status: LegalStatus
    order: ImportedOrder | None = None


@dataclass
class _Reading:
    """One row being read: its cells by field, and the faults found so far."""

    cells: dict[str, Any]
    mapping: RegisterMapping
    faults: list[Fault] = field(default_factory=list)

    def column(self, name: str) -> str:
        return " + ".join(self.mapping.columns.get(name, (name,)))

    def blame(self, name: str, reason: str) -> None:
        self.faults.append(Fault(self.column(name), str(self.cells.get(name, ""))[:200], reason))


def read_row(
    mapping: RegisterMapping, places: Mapping[str, tuple[int, ...]], line: int, row: Sequence[Any]
) -> ImportedPerson | list[Fault]:
    """The person a row tells of, or every fault in it."""
    cells: dict[str, Any] = dict(mapping.defaults)
    for name, indexes in places.items():
        cells[name] = _cell(row, indexes, cells.get(name, ""))
    reading = _Reading(cells, mapping)
    _check_text(reading)
    precision, born, earliest, latest = _birth(reading)
    order = _order(reading)
    person = ImportedPerson(
        line=line,
        key=str(cells["key"]),
        name=str(cells["name"]),
        other_name=str(cells.get("other_name", "")),
        alias=str(cells.get("alias", "")),
        sex=_choice(reading, "sex", Sex, Sex.UNKNOWN),
        gender=str(cells.get("gender", "")),
        precision=precision,
        born_on=born,
        earliest=earliest,
        latest=latest,
        nationality=str(cells.get("nationality", "")).upper(),
        language=str(cells.get("language", "")),
        legal_status=_choice(reading, "legal_status", LegalStatus, _status_by(order)),
        order=order,
    )
    _check_sequence(reading, person)
    return reading.faults or person


def _status_by(order: object) -> LegalStatus:
    return LegalStatus.UNCONVICTED if order else LegalStatus.CLOSED


def _cell(row: Sequence[Any], indexes: tuple[int, ...], fallback: Any) -> Any:
    if len(indexes) == 1 and indexes[0] < len(row) and isinstance(text := row[indexes[0]], str):
        return " ".join(text.split()) or fallback
    parts = [row[i] for i in indexes if i < len(row) and row[i] not in (None, "")]
    if len(parts) == 1 and not isinstance(parts[0], str):
        return parts[0].isoformat()[:10] if isinstance(parts[0], dt.date) else str(parts[0]).removesuffix(".0")
    return " ".join(" ".join(str(part).split()) for part in parts) or fallback


def _check_text(reading: _Reading) -> None:
    for name, value in reading.cells.items():
        if not isinstance(value, str):
            continue
        if value.isprintable():
            if len(value) > (most := _LENGTHS.get(name, 2000)):
                reading.blame(name, _("Too long: at most %(n)s signs.", n=most))
            continue
        undecoded = any("\ud800" <= sign <= "\udfff" for sign in value)
        reading.cells[name] = value.encode("utf-8", "replace").decode()
        reading.blame(
            name,
            _("These bytes are not in the encoding of the mapping.")
            if undecoded
            else _("Remove the control characters."),
        )
    for name in ("key", "name"):
        if not reading.cells[name]:
            reading.blame(name, _("Every row needs this."))


def _choice(reading: _Reading, name: str, kind: Callable[[str], Any], fallback: Any) -> Any:
    typed = str(reading.cells.get(name, "")).casefold()
    if not typed:
        return fallback
    try:
        return kind(reading.mapping.values.get(name, {}).get(typed, typed))
    except ValueError:
        reading.blame(name, _("Unknown value. Say what it means under [values.%(name)s].", name=name))
        return fallback


_ISO = re.compile(r"(?P<Y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})")


def _date(reading: _Reading, name: str) -> tuple[dt.date | None, bool]:
    """(date, whether only its year is known). None when the mapping calls the text unknown, or it is faulty."""
    text = str(reading.cells.get(name, ""))
    if text.casefold() in reading.mapping.unknown:
        return None, False
    try:
        found = _day_of(text, reading.mapping.formats)
    except ValueError:
        reading.blame(name, _("There is no such day in the calendar."))
        return None, False
    if found is None:
        reading.blame(name, _("Not a date in the formats of the mapping."))
        return None, False
    return found


@functools.lru_cache(maxsize=20_000)
def _day_of(text: str, formats: tuple[re.Pattern[str], ...]) -> tuple[dt.date, bool] | None:
    """Kept by its text: the same days come again and again in a register. Raises ValueError for no such day."""
    for pattern in (*formats, _ISO):
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            return dt.date(int(parts["Y"]), int(parts.get("m") or 1), int(parts.get("d") or 1)), "d" not in parts
    return None


def _birth(reading: _Reading) -> tuple[BirthPrecision, dt.date | None, dt.date | None, dt.date | None]:
    born, year_only = _date(reading, "born_on")
    if born is None:
        return BirthPrecision.UNKNOWN, None, None, None
    if born.year < OLDEST:
        reading.blame("born_on", _("Nobody alive was born in that year."))
    if year_only:
        return BirthPrecision.YEAR, None, born, dt.date(born.year, 12, 31)
    return BirthPrecision.EXACT, born, born, born


def _order(reading: _Reading) -> ImportedOrder | None:
    cells = reading.cells
    if not cells.get("establishment"):
        return None
    for name in CUSTODY:
        if not cells.get(name):
            reading.blame(
                name,
                _("Nobody is held without a commitment order: authority, number, date and signatory (Mandela Rule 7)."),
            )
    dated, _y = _date(reading, "order_date")
    received, _y = _date(reading, "received_on")
    expires, _y = _date(reading, "order_expires")
    if dated is None or received is None:
        return None
    return ImportedOrder(
        establishment=str(cells["establishment"]),
        authority=str(cells.get("order_authority", "")),
        reference=str(cells.get("order_reference", "")),
        dated_on=dated,
        signatory=str(cells.get("order_signatory", "")),
        grounds=str(cells.get("order_grounds", "")),
        expires_on=expires,
        received_on=received,
    )


def _check_sequence(reading: _Reading, person: ImportedPerson) -> None:
    order = person.order
    if order is None:
        return
    if order.received_on < order.dated_on:
        reading.blame("received_on", _("Received before the order was signed: check both dates (Mandela Rule 7)."))
    if person.earliest and order.dated_on < person.earliest:
        reading.blame("order_date", _("The order is older than the person: check both dates."))
    if order.expires_on and order.expires_on < order.dated_on:
        reading.blame("order_expires", _("The order ends before it begins: check both dates."))
