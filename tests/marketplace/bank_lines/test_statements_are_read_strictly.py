"""Statements as banks write them: what is understood is read whole; what is not, or could harm, is refused whole."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from kernel.errors import DomainError
from marketplace.bank_formats.rules import MOST_BYTES, read_camt, read_mt940
from marketplace.bank_sheets.rules import read_csv

HERE = Path(__file__).parent / "statements"
CAMT, MT940, CSV = (HERE / name for name in ("camt.xml", "mt940.sta", "bank.csv"))
DAY = dt.date(2026, 11, 20)
COLUMNS = {"date": "Buchungstag", "amount": "Betrag", "text": "Verwendungszweck", "name": "Name", "account": "IBAN"}


def test_camt():
    found = read_camt(CAMT.read_bytes())
    assert (found.outgoing, found.account) == (1, "DE89370400440532013000")
    assert [(line.booked_on, line.minor, line.currency, line.debtor, line.remittance) for line in found.lines] == [
        (DAY, 4000, "EUR", "Vera Lind", "RF68AB2G5"),
        (DAY, 8000, "EUR", "J. & K. Park", "Order QK7 8XD thank you"),
        (DAY, 1550, "EUR", "Nour Ben Amor", "for the shop"),
    ]
    assert (found.lines[0].iban, found.lines[0].end_to_end) == ("GB82WEST12345698765432", "")


def test_older_versions_of_camt_read_the_same():
    old = CAMT.read_bytes().replace(b"camt.053.001.08", b"camt.053.001.02").replace(b"<Sts><Cd>BOOK</Cd></Sts>",
                                                                                    b"<Sts>BOOK</Sts>")  # fmt: skip
    assert read_camt(old).lines == read_camt(CAMT.read_bytes()).lines


def test_mt940():
    found = read_mt940(MT940.read_bytes())
    assert (found.outgoing, found.account) == (1, "DE89370400440532013000")
    first, second = found.lines
    assert (first.booked_on, first.minor, first.currency, first.iban) == (DAY, 4000, "EUR", "GB82WEST12345698765432")
    assert (first.debtor, "RF68 AB2G5" in first.remittance) == ("VERA LIND", True)
    assert (second.minor, second.remittance) == (1550, "Order QK7 8XD")


def test_a_spreadsheet_by_its_columns():
    found = read_csv(CSV.read_bytes(), COLUMNS, "EUR", day_first=True)
    assert found.outgoing == 1
    assert [(line.booked_on.day, line.minor, line.iban) for line in found.lines] == [
        (20, 104_000, "GB82WEST12345698765432"), (21, 1550, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("typed", "minor"), [
    ("1.234,50", 123450), ("1,234.50", 123450), ("12", 1200), ("12,5", 1250), ("1.234", 123400), ("12.50 EUR", 1250),
    ("+3,00", 300),
])  # fmt: skip
def test_amounts_as_banks_write_them(typed, minor):
    sheet = f'Buchungstag;Name;IBAN;Verwendungszweck;Betrag\n2026-11-20;A;;t;"{typed}"\n'
    (line,) = read_csv(sheet.encode(), COLUMNS, "EUR", day_first=True).lines
    assert line.minor == minor


BOMB = (
    b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><Document>&b;</Document>"""
)
FILE = b"""<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd"><Document/>"""
WIDE = BOMB.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")


@pytest.mark.parametrize(
    "harm", [BOMB, FILE, WIDE, b"<Document", b"", b"<Document/>", b"x" * (MOST_BYTES + 1)], ids=range(7)
)
def test_what_could_harm_or_is_none_is_refused(harm):
    with pytest.raises(DomainError, match="Nothing was read in"):
        read_camt(harm)


@pytest.mark.parametrize(("was", "now"), [
    (b">40.00<", b">40.001<"), (b">40.00<", b">-40.00<"), (b">80.00<", b">81.00<"), (b"2026-11-20<", b"2026-13-20<"),
])  # fmt: skip
def test_figures_that_are_none_refuse_the_whole_file(was, now):
    with pytest.raises(DomainError, match="Nothing was read in"):
        read_camt(CAMT.read_bytes().replace(was, now, 1 if b"2026" in was else -1))


@pytest.mark.parametrize("wrong", [b"", b":20:X\n:61:nonsense", MT940.read_bytes().replace(b"C40,00", b"C40.00"),
                                   MT940.read_bytes().replace(b":61:261120", b":61:261340")])  # fmt: skip
def test_what_is_no_mt940_is_refused(wrong):
    with pytest.raises(DomainError, match="Nothing was read in"):
        read_mt940(wrong)


@pytest.mark.parametrize("wrong", [b"", b"a;b\n1;2\n", CSV.read_bytes().replace(b"15,50", b"much"),
                                   CSV.read_bytes().replace(b"21.11.2026", b"31.02.2026")])  # fmt: skip
def test_what_the_mapping_does_not_fit_is_refused(wrong):
    with pytest.raises(DomainError, match="Nothing was read in"):
        read_csv(wrong, COLUMNS, "EUR", day_first=True)


def test_two_lines_that_look_the_same_are_two_and_the_same_line_is_one():
    sheet = b"Buchungstag;Name;IBAN;Verwendungszweck;Betrag\n" + b"20.11.2026;A;;t;5,00\n" * 2
    lines = read_csv(sheet, COLUMNS, "EUR", day_first=True).lines
    assert len({line.checksum for line in lines}) == 2
    again = read_csv(sheet + b"21.11.2026;B;;t;5,00\n", COLUMNS, "EUR", day_first=True).lines
    assert {line.checksum for line in lines} < {line.checksum for line in again}
