"""Reading a count made by hand: a file number a line, as people really write them. Pure: bytes to lines and faults.

Tolerant of encodings, separators, digits of other scripts, spaces and missing headers; a line that cannot be used is
told with its place, and never guessed.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from casework.people.rules import fold
from kernel.errors import DomainError
from kernel.i18n import _, _l

LARGEST = 50_000_000
NUMBER_HEADS = frozenset({
    "number", "file number", "file no", "file", "person number", "prisoner number", "no", "nr", "id", "numero",
    "numero de dossier", "dossier", "matricule", "numero de expediente", "expediente", "номер", "номер дела",
    "личное дело", "رقم", "رقم الملف", "الرقم", "رقم السجل", "编号", "档案编号", "号码",
})  # fmt: skip
NAME_HEADS = frozenset({
    "name", "full name", "person", "nom", "nom complet", "nombre", "имя", "фио", "الاسم", "اسم", "الاسم الكامل",
    "姓名", "名字",
})  # fmt: skip
"""Headers as offices write them, folded."""
_EMPTY = _l(
    "The count is empty or larger than 50 MB. Give a CSV file with one counted person a line; if nobody was there, the "
    "word “number” alone."
)
_EIGHT_BIT = ("cp1252", "cp1256", "cp1251")
_SEPARATORS, _TITLES = ",;\t|،؛", 10
_LIKE_NAME, _SLIPS, _SHORTEST, _MOST_LOOKED_UP, _MOST = 80, 1, 5, 300, 3


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A cell that could not be used: physical line, column (both from 1), what stood there, why, and who may be meant.

    ``perhaps`` are file numbers of the snapshot, the likeliest first.
    """

    line: int
    column: int
    value: str
    reason: str
    perhaps: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Count:
    """What a count says: the file numbers that were seen, and what could not be used."""

    present: frozenset[str]
    faults: tuple[Fault, ...]
    lines: int


Row = tuple[int, list[str]]
Names = Mapping[tuple[str, int], str]
"""Folded names by file number and which of the person's names it is."""


def plain_number(text: str) -> str:
    """A file number as it is compared: western digits, capital letters, nothing between."""
    digits = "".join(str(unicodedata.digit(sign)) if sign.isdigit() else sign for sign in text)
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", digits)).upper()


def decoded(data: bytes, known: Collection[str]) -> str:
    """The text of a file in whatever encoding it was saved; old eight-bit ones by the names that come out right.

    ``known`` are folded parts of names. Raises DomainError for a workbook, and for a file that is too large or empty.
    """
    if data[:4] in {b"PK\x03\x04", b"\xd0\xcf\x11\xe0"}:
        raise DomainError(_("This is a workbook. Open it, choose “Save as”, take CSV, and give that file."))
    if not data.strip() or len(data) > LARGEST:
        raise DomainError(_EMPTY)
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        texts = [data.decode(name, "replace") for name in _EIGHT_BIT]
        return max(texts, key=lambda text: len(set(re.split(r"[\W_]+", fold(text))) & set(known)))


def _rows(text: str) -> Iterator[Row]:
    """(line, cells) of each row that holds anything."""
    separator = max(_SEPARATORS, key="\n".join(text.splitlines()[:_TITLES]).count)
    lines = io.StringIO(text.replace("\0", ""), newline="")
    reader, last = csv.reader(lines, delimiter=separator), 0
    for row in reader:
        if any("\n" in cell or "\r" in cell for cell in row):
            raise DomainError(
                _("Line %(line)s of the count: a quotation mark is not closed, so the lines after it would be lost. "
                  "Remove it.", line=last + 1)
            )  # fmt: skip
        if any(cell.strip() for cell in row) and not row[0].casefold().startswith("sep="):
            yield last + 1, [" ".join(cell.split()) for cell in row]
        last = reader.line_num


@dataclass(frozen=True)
class _Columns:
    number: int
    name: int | None
    header: bool
    unread: tuple[tuple[int, str], ...] = ()


def _heads(row: Sequence[str]) -> list[str]:
    return [" ".join(re.split(r"[\W_]+", fold(cell))).strip() for cell in row]


def _below_title(rows: list[Row]) -> list[Row]:
    """Without the lines that people write over the header."""
    heads = (at for at, (_line, row) in enumerate(rows[:_TITLES]) if NUMBER_HEADS & set(_heads(row)))
    return rows[next(heads, 0) :]


def _columns(rows: Sequence[Row], numbers: Mapping[str, str]) -> _Columns:
    """Where number and name stand: by the header, and among several candidates by what is in them."""
    line, first = rows[0]
    heads = _heads(first)
    width = max(len(row) for _line, row in rows)
    hits = [sum(plain_number(row[at]) in numbers for _line, row in rows if at < len(row)) for at in range(width)]
    named = [at for at, head in enumerate(heads) if head in NUMBER_HEADS]
    name = next((at for at, head in enumerate(heads) if head in NAME_HEADS), None)
    best = max(range(width), key=hits.__getitem__)
    if not named and not hits[best]:
        raise DomainError(
            _("Line %(line)s of the count: no column holds file numbers. The columns are: %(columns)s. Write “number” "
              "over the column of file numbers, and “name” over the names if there are any.",
              line=line, columns="; ".join(f"{at} “{cell}”" for at, cell in enumerate(first, 1)))
        )  # fmt: skip
    likely = max(named, key=hits.__getitem__, default=best)
    chosen = likely if hits[likely] else best
    header = bool(named) or name is not None or not _has_number(first, numbers)
    spare = tuple((at, cell) for at, cell in enumerate(first) if header and cell and at not in {chosen, name})
    return _Columns(chosen, name, header, spare)


def _has_number(row: Sequence[str], numbers: Mapping[str, str]) -> bool:
    return any(plain_number(cell) in numbers or re.fullmatch(r"[A-Z]\d{8}[A-Z]", plain_number(cell)) for cell in row)


def read_count(data: bytes, names: Mapping[str, Sequence[str]]) -> Count:
    """The count in a file, against ``names``: file number of the snapshot to every name of that person.

    Raises DomainError when the file as a whole cannot be used: a workbook, nothing in it, no column of file numbers.
    """
    numbers = {plain_number(number): number for number in names}
    folded = {(number, n): fold(name) for number, those in names.items() for n, name in enumerate(those)}
    rows = _below_title(list(_rows(decoded(data, {part for text in folded.values() for part in text.split()}))))
    if not rows:
        raise DomainError(_EMPTY)
    where = _columns(rows, numbers)
    faults = [
        Fault(line=rows[0][0], column=at + 1, value=cell, reason=_("This column is not read. Only the file number and "
              "the name are."))
        for at, cell in where.unread
    ]  # fmt: skip
    body = rows[1:] if where.header else rows
    seen, wrong = _tally(body, where, numbers)
    if body and not seen:
        raise DomainError(
            _("Not one number of the count is in this snapshot (line %(line)s, column %(column)s: “%(value)s”). Is it "
              "the snapshot of that prison, and does that column hold file numbers?",
              line=body[0][0], column=where.number + 1, value=_cell(where, body[0][1])[:60])
        )  # fmt: skip
    told = _looked_up([*faults, *wrong], body, where, folded, seen)
    return Count(present=frozenset(seen), faults=told, lines=len(body))


def _tally(body: Sequence[Row], where: _Columns, numbers: Mapping[str, str]) -> tuple[dict[str, int], list[Fault]]:
    """The line in which each number was counted first, and the lines that say nothing new or nothing known."""
    seen, faults = dict[str, int](), list[Fault]()
    for line, row in body:
        cell = _cell(where, row)
        number = numbers.get(plain_number(cell), "")
        if number and number not in seen:
            seen[number] = line
        elif number:
            words = _("Counted twice: the same number stands in line %(line)s. One of the two may be another person.",
                      line=seen[number])  # fmt: skip
            faults.append(_fault(where, line, row, words))
        else:
            faults.append(_fault(where, line, row, _unknown(cell)))
    return seen, faults


def _unknown(cell: str) -> str:
    return (
        _("Nobody in the snapshot has this number. Look at the person's card again, or at who came in since.")
        if cell
        else _("There is no file number in this line. Write it from the person's card.")
    )


def _fault(where: _Columns, line: int, row: Sequence[str], reason: str) -> Fault:
    return Fault(line=line, column=where.number + 1, value=_cell(where, row)[:60], reason=reason)


def _cell(where: _Columns, row: Sequence[str]) -> str:
    return row[where.number] if where.number < len(row) else ""


def _looked_up(
    faults: Sequence[Fault], body: Sequence[Row], where: _Columns, folded: Names, seen: Mapping[str, int]
) -> tuple[Fault, ...]:
    """The faults with who may be meant, among those nobody has counted; for the first few hundred only."""
    free = {key: text for key, text in folded.items() if key[0] not in seen}
    by_line, found, left = dict(body), [], _MOST_LOOKED_UP
    for one in faults:
        row = by_line.get(one.line)
        if row is None or not left:
            found.append(one)
            continue
        left -= 1
        name = row[where.name] if where.name is not None and where.name < len(row) else ""
        perhaps = _candidates(one.value, name, free)
        found.append(Fault(line=one.line, column=one.column, value=one.value, reason=one.reason, perhaps=perhaps))
    return tuple(found)


def _candidates(value: str, name: str, free: Names) -> tuple[str, ...]:
    """File numbers whose name is nearly the one written, then those one slip of the pen away."""
    likely: list[str] = []
    if name:
        scored = process.extract(fold(name), free, scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE_NAME, limit=_MOST)
        likely = list(dict.fromkeys(key[0] for _text, _score, key in scored))
    number = plain_number(value)
    if len(number) >= _SHORTEST:
        others = sorted({key[0] for key in free})
        near = process.extract(number, others, scorer=OSA.distance, score_cutoff=_SLIPS, limit=_MOST)
        likely += [text for text, _distance, _at in near if text not in likely]
    return tuple(likely[:_MOST])
