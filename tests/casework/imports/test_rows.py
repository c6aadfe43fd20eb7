"""One row: what is read from it, and every fault that is found in it."""

from __future__ import annotations

import datetime as dt

import pytest

from casework.imports.rules import ImportedPerson, read_row
from casework.mappings.rules import bind_columns, read_mapping
from casework.people.models import BirthPrecision, LegalStatus, Sex

HEADER = ["No", "Name", "Born", "Sex", "Prison", "Court", "Ref", "Dated", "Signed", "In"]
MAPPING = read_mapping({
    "file": {"source": "t"},
    "columns": {
        "key": "No", "name": "Name", "born_on": "Born", "sex": "Sex", "establishment": "Prison",
        "order_authority": "Court",
        "order_reference": "Ref", "order_date": "Dated", "order_signatory": "Signed", "received_on": "In",
    },
    "dates": {"formats": ["%d/%m/%Y", "%Y"], "unknown": ["?"]},
    "values": {"sex": {"M": "male"}},
})  # fmt: skip
GOOD = ["7", "Ada  Lovelace", "10/12/1990", "m", "P1", "High Court", "A/1", "01/02/2025", "Judge", "02/02/2025"]


def read(**change):
    row = [change.get(name, cell) for name, cell in zip(HEADER, GOOD, strict=True)]
    return read_row(MAPPING, bind_columns(MAPPING, HEADER), 2, row)


def test_it_reads_a_good_row():
    person = read()
    assert isinstance(person, ImportedPerson)
    assert (person.name, person.sex, person.born_on) == ("Ada Lovelace", Sex.MALE, dt.date(1990, 12, 10))
    assert person.legal_status == LegalStatus.UNCONVICTED
    assert person.order
    assert (person.order.dated_on, person.order.received_on) == (dt.date(2025, 2, 1), dt.date(2025, 2, 2))


@pytest.mark.parametrize(
    ("typed", "precision", "earliest", "latest"),
    [
        ("1990", BirthPrecision.YEAR, dt.date(1990, 1, 1), dt.date(1990, 12, 31)),
        ("?", BirthPrecision.UNKNOWN, None, None),
        ("", BirthPrecision.UNKNOWN, None, None),
        ("29/02/2000", BirthPrecision.EXACT, dt.date(2000, 2, 29), dt.date(2000, 2, 29)),
        ("1990-12-10", BirthPrecision.EXACT, dt.date(1990, 12, 10), dt.date(1990, 12, 10)),
        ("١٠/١٢/١٩٩٠", BirthPrecision.EXACT, dt.date(1990, 12, 10), dt.date(1990, 12, 10)),
    ],
)
def test_it_keeps_how_well_a_birth_date_is_known(typed, precision, earliest, latest):
    person = read(Born=typed)
    assert (person.precision, person.earliest, person.latest) == (precision, earliest, latest)


@pytest.mark.parametrize(
    ("change", "columns"),
    [
        ({"Born": "31/02/1999"}, ["Born"]),
        ({"Born": "yesterday"}, ["Born"]),
        ({"Born": "10/12/1802"}, ["Born"]),
        ({"Name": ""}, ["Name"]),
        ({"No": ""}, ["No"]),
        ({"Sex": "x"}, ["Sex"]),
        ({"Name": "a" * 201}, ["Name"]),
        ({"Name": "bell\x07"}, ["Name"]),
        ({"Name": "caf\udce9"}, ["Name"]),
        ({"In": "31/01/2025"}, ["In"]),
        ({"Ref": "", "Signed": ""}, ["Ref", "Signed"]),
        ({"Born": "03/02/2025"}, ["Dated"]),
    ],
)
def test_it_names_the_column_of_every_fault(app, change, columns):
    with app.test_request_context():
        assert [fault.column for fault in read(**change)] == columns
        assert all(fault.reason for fault in read(**change))


def test_it_needs_no_order_for_a_file_without_custody():
    person = read(Prison="", Court="", Ref="", Dated="", Signed="", In="")
    assert person.order is None
    assert person.legal_status == LegalStatus.CLOSED
