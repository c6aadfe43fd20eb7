"""Counts as people write them at a gate, and what is told about what cannot be used."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.countsheets.rules import plain_number, read_count
from casework.people.rules import file_number
from kernel.errors import DomainError

ANN, AHMED, BO = (file_number(serial) for serial in (12, 13, 14))
NAMES = {ANN: ["Ann Hart"], AHMED: ["أحمد بن صالح", "Ahmed ben Salah"], BO: ["李波", "Li Bo"]}


def read(text, encoding="utf-8"):
    return read_count(text.encode(encoding), NAMES)


@pytest.mark.parametrize(
    "text",
    [
        f"number,name\n{ANN},Ann\n{AHMED},\n",
        f"{ANN}\n{AHMED}\n",
        f"{ANN}\r\n\r\n  {AHMED}\r\n",
        f"File number;Name;\n{ANN};Ann;\n{AHMED};Ahmed;\n",
        f"sep=;\nNo;File number\n1;{ANN}\n2;{AHMED}\n",
        f"Name\tNumber\nAnn\t{ANN}\nAhmed\t{AHMED}\n",
        f"رقم الملف،الاسم\n{ANN}،آن\n{AHMED}،أحمد\n",
        f"Номер дела|ФИО\n{ANN}|Анн\n{AHMED}|Ахмед\n",
        f'"NUMBER"\n"{ANN}"\n"{AHMED.lower()}"\n',
        f"Count of 21 November, gate 2\n\nnumber,name\n{ANN},Ann\n{AHMED},Ahmed\n",
        f"Surname,Card,Seen\nHart,{ANN},yes\nben Salah,{AHMED},yes\n",
        f"No,Code\n1,{ANN}\n2,{AHMED}\n",
        f"number\n{ANN[:1]} {ANN[1:5]}-{ANN[5:]}\n{AHMED.translate(str.maketrans('0123456789', '٠١٢٣٤٥٦٧٨٩'))}\n",
        f"number\n{ANN.translate(str.maketrans('0123456789', '۰۱۲۳۴۵۶۷۸۹'))}\n\u200f{AHMED}\u200f\n",
    ],
)
def test_counts_as_people_write_them(text):
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        assert read(text, encoding).present == {ANN, AHMED}


@pytest.mark.parametrize("encoding", ["cp1256", "cp1251", "cp1252"])
def test_names_in_old_encodings_still_find_their_person(encoding):
    known = {ANN: [{"cp1256": "أحمد بن صالح", "cp1251": "Дмитрий Петренко", "cp1252": "Íñigo Peña"}[encoding]], BO: []}
    found = read_count(f"number,name\n{BO},\nT99999999Z,{known[ANN][0]}\n".encode(encoding), known)
    assert found.faults[0].perhaps == (ANN,)


def test_a_mistyped_number_is_told_with_its_place_and_who_may_be_meant():
    slip = ANN[:4] + "7" + ANN[5:]
    found = read(f"name,number\nx,{BO}\nAhmad ben Saleh,T7777777X\n,{slip}\n,\n")
    assert found.present == {BO}
    places = [(one.line, one.column, one.value, one.perhaps) for one in found.faults]
    assert places == [(3, 2, "T7777777X", (AHMED,)), (4, 2, slip, (ANN,))]


def test_a_line_with_a_name_alone_is_told_with_who_may_be_meant():
    found = read(f"number,name\n{BO},\n,Hart Ann\n")
    assert [(one.line, one.perhaps) for one in found.faults] == [(3, (ANN,))]
    assert "no file number" in found.faults[0].reason


def test_a_number_counted_twice_is_told_with_both_lines():
    found = read(f"number\n{ANN}\n{BO}\n{ANN.lower()}\n")
    assert found.present == {ANN, BO}
    assert [(one.line, one.column) for one in found.faults] == [(4, 1)]
    assert "line 2" in found.faults[0].reason


def test_a_column_that_nobody_knows_is_told_and_not_read():
    found = read(f"number,name,Mood\n{ANN},Ann,{BO}\n")
    assert found.present == {ANN}
    assert [(one.line, one.column, one.value) for one in found.faults] == [(1, 3, "Mood")]


def test_nobody_present_is_a_count_too():
    assert read("number,name\n").present == frozenset()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"PK\x03\x04rest", "workbook"),
        (b"colour,shape\nred,round\n", r"Line 1 .*1 “colour”; 2 “shape”.*Write “number”"),
        (b"number\nX1\nX2\n", r"Not one number .*line 2, column 1: “X1”"),
        (f'number,name\n{ANN},"Ann\n{BO},Bo\n'.encode(), "Line 2 .*quotation mark"),
    ],
)
def test_a_count_that_cannot_be_used_is_refused_in_words(data, words):
    with pytest.raises(DomainError, match=words):
        read_count(data, NAMES)


@given(st.binary(max_size=300))
def test_no_file_whatever_breaks_it(data):
    with contextlib.suppress(DomainError):
        assert read_count(data, NAMES).present <= set(NAMES)


@given(st.integers(0, 99_999_999), st.sampled_from(["0123456789", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９"]))
def test_digits_of_any_script_are_the_same_number(serial, digits):
    number = file_number(serial)
    assert plain_number(number.translate(str.maketrans("0123456789", digits))) == number
