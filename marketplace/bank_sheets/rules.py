"""Reading a bank's spreadsheet. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from kernel.i18n import _
from kernel.money import parse_minor
from kernel.sheets import delimiter_of, numbered, text_of
from marketplace.bank_formats.rules import MOST_BYTES, NAME, TEXT, Line, Statement, numbered_lines, wrong


def read_csv(data: bytes, columns: Mapping[str, str], currency: str, *, day_first: bool) -> Statement:
    """A bank's spreadsheet. ``columns`` names the heads of "date", "amount", "text", and of "name" and "account"."""
    text = text_of(data) or data.decode("latin-1")
    if len(data) > MOST_BYTES or "\0" in text:
        raise wrong(_("The file is larger than 5 megabytes."))
    rows = numbered(text.splitlines(keepends=True), delimiter_of(text))
    heads = [head.strip() for head in next(rows, (0, []))[1]]
    missing = [head for head in columns.values() if head and head not in heads]
    if missing:
        raise wrong(_("The file has no column “%(name)s”.", name=missing[0][:60]))
    at = {key: heads.index(head) for key, head in columns.items() if head}
    lines, outgoing = [], 0
    for number, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) < len(heads):
            raise wrong(_("cells are missing."), number)
        cell = {key: cells[n].strip() for key, n in at.items()}
        minor = _signed(cell["amount"], currency, number)
        if minor <= 0:
            outgoing += 1
            continue
        lines.append(Line(
            booked_on=_civil(cell["date"], number, day_first=day_first), minor=minor, currency=currency,
            debtor=cell.get("name", "")[:NAME], iban=cell.get("account", "").replace(" ", "")[:34],
            remittance=cell.get("text", "")[:TEXT],
        ))  # fmt: skip
    return Statement(lines=numbered_lines(lines), outgoing=outgoing)


def _signed(typed: str, currency: str, number: int) -> int:
    """Minor units of "1.234,50", "1,234.50", "-12" or "12.50 EUR": the last comma or full stop divides."""
    plain = re.sub(r"[^\d.,+-]", "", typed)
    sign = -1 if plain.startswith("-") or plain.endswith("-") else 1
    plain = plain.strip("+-")
    last = max(plain.rfind("."), plain.rfind(","))
    is_decimal = last >= 0 and len(plain) - last - 1 != 3  # noqa: PLR2004 - three digits after it are thousands
    whole, rest = (plain[:last], plain[last + 1 :]) if is_decimal else (plain, "")
    whole = re.sub(r"[.,]", "", whole)
    try:
        return sign * parse_minor(f"{whole}.{rest}" if rest else whole, currency)
    except ValueError as error:
        raise wrong(_("“%(text)s” is no amount.", text=typed[:20]), number) from error


def _civil(typed: str, number: int, *, day_first: bool) -> dt.date:
    numbers = [int(part) for part in re.findall(r"\d+", typed)[:3]]
    try:
        if len(numbers) == 3 and numbers[0] > 31:  # noqa: PLR2004 - the year comes first
            return dt.date(*numbers)
        day, month, year = numbers if day_first else (numbers[1], numbers[0], numbers[2])
        return dt.date(year + 2000 if year < 100 else year, month, day)  # noqa: PLR2004
    except (ValueError, IndexError) as error:
        raise wrong(_("“%(text)s” is no day.", text=typed[:20]), number) from error
