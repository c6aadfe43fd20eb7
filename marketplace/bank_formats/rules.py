"""Reading statements strictly: what is not understood is refused whole, never half read. Pure.

CAMT.053 (ISO 20022, any version) and MT940 (SWIFT, with the structured field 86 of German-speaking banks).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.parsers import expat

from kernel.errors import DomainError
from kernel.i18n import _
from kernel.money import parse_minor
from kernel.sheets import text_of

MOST_BYTES, MOST_LINES, MOST_ELEMENTS = 5_000_000, 5_000, 400_000
TEXT, NAME, END = 300, 140, 40


@dataclass(frozen=True, kw_only=True)
class Line:
    """Money that came in. ``name_at_bank``: what the bank calls the line; ``nth``: among lines that look the same."""

    booked_on: dt.date
    minor: int
    currency: str
    debtor: str = ""
    iban: str = ""
    remittance: str = ""
    end_to_end: str = ""
    name_at_bank: str = ""
    nth: int = 0

    @property
    def checksum(self) -> str:
        """What is the same for the same line in every statement that holds it."""
        parts = (self.booked_on, self.minor, self.currency, self.debtor, self.iban, self.remittance, self.end_to_end,
                 self.name_at_bank, self.nth)  # fmt: skip
        return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()


@dataclass(frozen=True, kw_only=True)
class Statement:
    """The lines that came in, how many went out and are not read, and whose account it is where that is said."""

    lines: Sequence[Line]
    outgoing: int = 0
    account: str = ""


def numbered_lines(lines: Sequence[Line]) -> list[Line]:
    """Lines that look the same are told apart by their number, so that neither is lost nor counted twice."""
    if len(lines) > MOST_LINES:
        raise DomainError(_("A statement may have 5000 lines. Ask the bank for a shorter time."), field="file")
    seen: Counter[str] = Counter()
    found = []
    for line in lines:
        found.append(replace(line, nth=seen[line.checksum]))
        seen[line.checksum] += 1
    return found


def wrong(words: str, line: int | str = "") -> DomainError:
    """The refusal of a whole file, with the line where it is known."""
    where = _("Line %(line)s: ", line=line) if line else ""
    return DomainError(f"{where}{words} " + _("Nothing was read in."), field="file")


def _harmless(data: bytes) -> None:
    """Refuse XML with declarations: they can name files or grow without end (OWASP, XML External Entity)."""
    if len(data) > MOST_BYTES:
        raise wrong(_("The file is larger than 5 megabytes."))
    count = 0

    def refuse(*_told: object) -> None:
        raise wrong(_("The file declares types or entities, which no bank does."))

    def step(*_told: object) -> None:
        nonlocal count
        count += 1
        if count > MOST_ELEMENTS:
            raise wrong(_("The file is larger than 5 megabytes."))

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.StartElementHandler = step
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise wrong(_("This is no XML file.")) from error


def _first(node: ET.Element, path: str) -> str:
    """The text at a path of local names, whatever the version's namespace."""
    found = node.find("/".join(f"{{*}}{name}" for name in path.split("/")))
    return (found.text or "").strip() if found is not None else ""


def _day(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        raise wrong(_("“%(text)s” is no day.", text=text[:20])) from error


def _amount(text: str, currency: str) -> int:
    try:
        return parse_minor(text.strip(), currency)
    except ValueError as error:
        raise wrong(_("“%(text)s” is no amount.", text=text[:20])) from error


def read_camt(data: bytes) -> Statement:
    """A CAMT.053 statement. Raises DomainError when it is none, or when the parts of an entry are not its sum."""
    _harmless(data)
    root = ET.fromstring(data)  # noqa: S314 - without declarations, see _harmless
    if root.find(".//{*}BkToCstmrStmt") is None and not root.tag.endswith("BkToCstmrStmt"):
        raise wrong(_("This is no CAMT.053 statement."))
    lines: list[Line] = []
    outgoing = 0
    for entry in root.iterfind(".//{*}Ntry"):
        status = _first(entry, "Sts/Cd") or _first(entry, "Sts")
        if status and status != "BOOK":
            continue
        if (_first(entry, "CdtDbtInd"), _first(entry, "RvslInd")) not in {("CRDT", ""), ("CRDT", "false")}:
            outgoing += 1
            continue
        lines.extend(_camt_entry(entry))
    return Statement(lines=numbered_lines(lines), outgoing=outgoing,
                     account=_first(root, "BkToCstmrStmt/Stmt/Acct/Id/IBAN"))  # fmt: skip


def _camt_entry(entry: ET.Element) -> Iterator[Line]:
    money = entry.find("{*}Amt")
    if money is None:
        raise wrong(_("An entry has no amount."))
    currency = money.get("Ccy", "")
    total = _amount(money.text or "", currency)
    on = _day(_first(entry, "BookgDt/Dt") or _first(entry, "BookgDt/DtTm"))
    name = _first(entry, "AcctSvcrRef") or _first(entry, "NtryRef")
    parts = entry.findall("{*}NtryDtls/{*}TxDtls")
    left = total
    for part in parts or [entry]:
        text = _first(part, "Amt") or _first(part, "AmtDtls/TxAmt/Amt")
        minor = _amount(text, currency) if text and len(parts) > 1 else total
        left -= minor
        yield _camt_part(part, on, minor, currency, name)
    if left:
        raise wrong(_("The parts of an entry do not add up to it."))


def _camt_part(part: ET.Element, on: dt.date, minor: int, currency: str, name: str) -> Line:
    free = " ".join((one.text or "").strip() for one in part.iterfind("{*}RmtInf/{*}Ustrd"))
    text = " ".join(filter(None, (_first(part, "RmtInf/Strd/CdtrRefInf/Ref"), free, _first(part, "AddtlNtryInf"))))
    end = _first(part, "Refs/EndToEndId")
    debtor = _first(part, "RltdPties/Dbtr/Nm") or _first(part, "RltdPties/Dbtr/Pty/Nm")
    return Line(
        booked_on=on, minor=minor, currency=currency, debtor=debtor[:NAME], remittance=text[:TEXT],
        iban=_first(part, "RltdPties/DbtrAcct/Id/IBAN")[:34], end_to_end="" if end == "NOTPROVIDED" else end[:END],
        name_at_bank=_first(part, "Refs/AcctSvcrRef") or name,
    )  # fmt: skip


_FIELD = re.compile(r"^:(\d{2}[A-Z]?):", re.MULTILINE)
_61 = re.compile(r"^(\d{6})(\d{4})?(RC|RD|C|D)([A-Z])?(\d{1,12},\d{0,2})[A-Z][A-Z0-9]{3}(.*)$", re.DOTALL)
_86 = re.compile(r"\?(\d\d)([^?]*)")


def read_mt940(data: bytes) -> Statement:
    """An MT940 statement. Raises DomainError when it is none."""
    text = text_of(data) or data.decode("latin-1")
    text = text.replace("\r\n", "\n")
    pieces = _FIELD.split(text)
    fields = [(pieces[n], pieces[n + 1].strip("\n")) for n in range(1, len(pieces) - 1, 2)]
    if not any(tag == "25" for tag, _v in fields) or not any(tag[:2] == "60" for tag, _v in fields):
        raise wrong(_("This is no MT940 statement."))
    currency = next(value for tag, value in fields if tag[:2] == "60")[7:10]
    lines, outgoing = [], 0
    for at, (tag, value) in enumerate(fields):
        if tag != "61":
            continue
        match = _61.match(value)
        if match is None:
            raise wrong(_("“%(text)s” is no line of a statement.", text=value[:40]))
        if match.group(3) != "C":
            outgoing += 1
            continue
        told = fields[at + 1][1] if at + 1 < len(fields) and fields[at + 1][0] == "86" else ""
        lines.append(_mt_line(match, told, currency))
    account = next(value for tag, value in fields if tag == "25").strip()
    return Statement(lines=numbered_lines(lines), outgoing=outgoing, account=account if account[:2].isalpha() else "")


def _mt_line(match: re.Match[str], told: str, currency: str) -> Line:
    try:
        on = dt.datetime.strptime(match.group(1), "%y%m%d").date()  # noqa: DTZ007 - a day without an hour
    except ValueError as error:
        raise wrong(_("“%(text)s” is no day.", text=match.group(1))) from error
    parts = dict[str, str]()
    for number, text in _86.findall(told.replace("\n", "")):
        parts[number] = parts.get(number, "") + text
    free = "".join(parts[n] for n in sorted(parts) if "20" <= n <= "29" or "60" <= n <= "63")
    end = re.search(r"EREF\+(.*?)(?=[A-Z]{4}\+|$)", free)
    bank_name = match.group(6).split("\n")[0]
    return Line(
        booked_on=on, minor=_amount(match.group(5).ljust(3, "0").removesuffix(","), currency), currency=currency,
        debtor=(parts.get("32", "") + parts.get("33", "")).strip()[:NAME], iban=parts.get("31", "").strip()[:34],
        remittance=(free if parts else " ".join(told.split()))[:TEXT], name_at_bank=bank_name.strip(),
        end_to_end=(end.group(1).strip() if end else "").replace("NOTPROVIDED", "")[:END],
    )  # fmt: skip
