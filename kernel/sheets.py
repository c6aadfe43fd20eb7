"""Rows as a file for a spreadsheet, no cell of which it would take for a formula; and rows as people send them."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Iterator, Sequence

_DELIMITERS = ",;\t|"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def plain(value: object) -> str:
    """A cell as text. Text that a spreadsheet might run is led by an apostrophe; numbers and days are what they are."""
    if value is None:
        return ""
    if isinstance(value, int | dt.date):
        return str(value)
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def as_csv(rows: Iterable[Sequence[object]]) -> bytes:
    """Rows as CSV in UTF-8 with the mark that spreadsheets look for."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([plain(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def delimiter_of(head: str) -> str:
    """What stands most often between the cells of a first line."""
    return max(_DELIMITERS, key=head.split("\n", 1)[0].count)


def numbered(lines: Iterable[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """(line, cells) of every row. The line is where the row begins, from 1: a cell may hold line breaks."""
    reader = csv.reader(lines, delimiter=delimiter)
    last = 0
    for row in reader:
        yield last + 1, row
        last = reader.line_num


def text_of(data: bytes) -> str | None:
    """The text of a file as spreadsheets save it: UTF-8, or UTF-16 with its mark; None when it is neither."""
    try:
        return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError:
        return None
