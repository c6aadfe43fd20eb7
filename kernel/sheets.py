"""Rows as a file for a spreadsheet: no cell that it would take for a formula."""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterable, Sequence

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
