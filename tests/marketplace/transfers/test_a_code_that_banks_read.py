"""References, IBANs and the EPC code, against published figures; the code is made and read back line by line."""

from __future__ import annotations

import pytest

from marketplace.orders.models import Method
from marketplace.transfers.documents import epc_code
from marketplace.transfers.rules import (
    Transfer,
    checked_bic,
    checked_iban,
    epc_payload,
    folded,
    in_fours,
    is_reference,
    reference_of,
)

IBAN = "DE89370400440532013000"
WORKED = [("AB2G5", "RF68AB2G5"), ("1234512345", "RF451234512345"), ("539007547034", "RF18539007547034"),
          ("TU06FX", "RF96TU06FX"), ("2026000417", "RF622026000417")]  # fmt: skip


def one(**over):
    return Transfer(**{"name": "Meridian Works Trust", "iban": IBAN, "minor": 123450, "reference": "RF18539007547034"}
                    | over)  # fmt: skip


@pytest.mark.parametrize(("code", "reference"), WORKED)
def test_worked_references(code, reference):
    assert reference_of(code) == reference
    assert is_reference(reference)
    assert not is_reference("RF19539007547034")
    assert in_fours("RF18539007547034") == "RF18 5390 0754 7034"


def test_the_payload_has_twelve_lines_each_in_its_place():
    assert epc_payload(one(bic="COBADEFFXXX")).split("\n") == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Meridian Works Trust", IBAN, "EUR1234.50", "", "RF18539007547034",
        "", "",
    ]  # fmt: skip


def test_no_thousands_no_float_and_the_empty_line_stays():
    lines = epc_payload(one(minor=300_000_00, reference="", text="Order QK7 8XD")).split("\n")
    assert (lines[7], lines[9], lines[10]) == ("EUR300000.00", "", "Order QK7 8XD")
    assert epc_payload(one(minor=1)).split("\n")[7] == "EUR0.01"
    assert epc_payload(one(minor=99_999_999_999)).split("\n")[7] == "EUR999999999.99"


@pytest.mark.parametrize(
    "wrong",
    [
        {"minor": 0}, {"minor": -1}, {"minor": 100_000_000_000}, {"name": "x" * 71}, {"name": ""},
        {"text": "both"}, {"reference": ""}, {"reference": "RF19539007547034"}, {"iban": "DE89370400440532013001"},
        {"reference": "", "text": "x" * 141}, {"name": "Two\nlines"}, {"bic": "NOPE"},
    ],
)  # fmt: skip
def test_what_banks_would_refuse_is_refused_here(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        epc_payload(one(**wrong))


@pytest.mark.parametrize(
    "wrong", ["DE89370400440532013001", "DE8937040044053201300", "XX00", "", "GB82WEST1234569876543"]
)
def test_an_iban_with_a_wrong_digit_is_refused(wrong):
    with pytest.raises(ValueError, match="IBAN"):
        checked_iban(wrong)


def test_what_people_type_is_read():
    assert checked_iban("de89 3704 0044 0532 0130 00") == IBAN
    assert checked_bic("") == ""
    assert folded("rf18-5390 o754 7O34") == "RF18539007547034"


def test_the_code_is_as_the_standard_asks():
    made = epc_code(epc_payload(one()))
    assert (made.error, made.version <= 13) == ("M", True)
    assert made.svg_data_uri().startswith("data:image/svg+xml")
    assert Method.BANK == "bank"
