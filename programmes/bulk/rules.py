"""Reading a list of file numbers as people paste or send it. Pure."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kernel.i18n import _, isolate

MOST = 200
"""Rows of one list: more is a second list."""
LONGEST = 60
HEADINGS = frozenset({
    "number", "no", "no.", "file number", "file no", "prison number", "رقم", "الرقم", "رقم الملف", "numéro",
    "numéro de dossier", "número", "número de expediente", "номер", "номер дела", "编号", "档案编号",
})  # fmt: skip
"""What stands over the column of numbers, in small letters."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """One row as it was sent: its line from 1, its column as a spreadsheet names it, and what stood there."""

    line: int
    column: str
    number: str


def column_name(index: int) -> str:
    """The name of a column from 0 as spreadsheets have it: A to Z, then AA."""
    letters = string.ascii_uppercase
    return (
        letters[index] if index < len(letters) else letters[index // len(letters) - 1] + letters[index % len(letters)]
    )


def read_numbers(rows: Iterable[tuple[int, Sequence[str]]]) -> list[Typed]:
    """The numbers of a list: from the column whose heading says so, else from the first; empty rows are passed over."""
    found: list[Typed] = []
    at, name, first = 0, column_name(0), True
    for line, cells in rows:
        plain = [" ".join(str(cell).split()) for cell in cells]
        if not any(plain):
            continue
        heading = next((i for i, cell in enumerate(plain) if cell.casefold() in HEADINGS), None) if first else None
        first = False
        if heading is not None:
            at, name = heading, plain[heading]
            continue
        number = plain[at] if at < len(plain) else ""
        found.append(Typed(line=line, column=name, number=number[:LONGEST].upper()))
    return found


def fault_of(row: Typed, known: Mapping[str, object], seen: Mapping[str, int]) -> str:
    """Why a row names nobody, in words with its line and column; "" when it names somebody for the first time."""
    where = {"line": row.line, "column": isolate(row.column), "number": isolate(row.number)}
    if not row.number:
        return _("Line %(line)d, column %(column)s: no number stands there. Write the file number.", **where)
    if row.number not in known:
        return _(
            "Line %(line)d, column %(column)s: no file in your prisons has the number “%(number)s”. Check it.", **where
        )
    if row.number in seen:
        return _(
            "Line %(line)d, column %(column)s: “%(number)s” stands in line %(first)d already.",
            first=seen[row.number], **where,
        )  # fmt: skip
    return ""
