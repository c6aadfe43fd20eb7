"""A text that is no form is refused, with the line and the place of every flaw."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from casework.instruments.cli import instruments
from casework.manuscripts.schemas import FormRefused, read_definition

GOOD = """format = 2
code = "made_up"
known_as = ["Made up"]
name = "A made-up form"
version = 1
kind = "security"
source = "Invented for the tests"
licence = "None needed"
in_force_from = 2020-01-01
result = "level"
number = "total"
levels = ["minimum", "medium", "close"]

[population]
text = "Nobody"

[[items]]
key = "a"
text = "First question"
options = [
  { value = "none", text = "None", points = 0 },
  { value = "some", text = "Some", points = 2 },
  { value = "much", text = "Much", points = 4, becomes = [{ after_months = 12, value = "some" }] },
]

[[items]]
key = "b"
text = "Second question"
answer = "yes_no"
points = 3

[[outputs]]
key = "total"
text = "Total"
sum = ["a", "b"]

[[outputs]]
key = "level"
text = "Level"
of = "total"
bands = [
  { to = 2, give = "minimum" },
  { from = 3, to = 5, give = "medium" },
  { from = 6, give = "close" },
]

[[vectors]]
id = "V1"
given = { a = "much", b = true }
expect = { total = 7, level = "close" }
"""


def flaws(text):
    with pytest.raises(FormRefused) as refused:
        read_definition(text)
    return refused.value.flaws


def line(text, words):
    return next(n for n, one in enumerate(text.splitlines(), 1) if words in one)


def test_a_good_form_is_read():
    assert read_definition(GOOD)["code"] == "made_up"


@pytest.mark.parametrize(
    ("before", "after", "place", "words"),
    [
        ("from = 3, to = 5", "from = 2, to = 5", "outputs[2].bands[2]", "overlaps"),
        ("from = 6, give", "from = 7, give", "outputs[2].bands[3]", "no band for 6"),
        ("{ from = 6, give = ", "{ from = 6, to = 6, give = ", "outputs[2].bands[3]", "no band for 7"),
        ('{ to = 2, give = "minimum" }', '{ to = -1, give = "minimum" }', "outputs[2].bands[2]", "no band for 0"),
        ("points = 4", "points = 2", "vectors.V1", "came out"),
        ("total = 7", "total = 8", "vectors.V1", "Expected"),
        ("total = 7", "totl = 7", "vectors.V1", "no result"),
        ('a = "much", b', 'a = "lots", b', "vectors.V1", "no answer"),
        ('source = "Invented for the tests"\n', "", "source", "Missing"),
        ('source = "Invented for the tests"', 'source = " "', "source", "empty"),
        ('licence = "None needed"\n', "", "licence", "Missing"),
        ("points = 3\n", "point = 3\n", "items[2].point", "nknown"),
        ('sum = ["a", "b"]', 'sum = ["a", "c"]', "outputs[1]", "“c” is no question"),
        ('sum = ["a", "b"]', 'sum = ["a"]', "items[2]", "No result looks"),
        ('"some" }] }', '"few" }] }', "items[1].options[3].becomes", "does not exist"),
        ('value = "some", text', 'value = "none", text', "items[1].options[1]", "twice"),
        ('"close"]', '"close", "maximum"]', "levels", "maximum"),
        ('"medium", "close"]', '"medium"]', "levels", "close"),
        ('kind = "security"', 'kind = "magic"', "kind", "Must be one of"),
        ('result = "level"', 'result = "grade"', "result", "grade"),
        ('sum = ["a", "b"]', 'sum = ["a", "b"]\nhighest = ["a"]', "outputs[1].key", "one way"),
    ],
)
def test_a_flaw_is_told_with_its_place(before, after, place, words):
    assert GOOD.count(before) == 1
    found = flaws(GOOD.replace(before, after))
    assert [one for one in found if one.place == place and words in one.words], [str(one) for one in found]


def test_the_line_is_told():
    text = GOOD.replace("from = 3, to = 5", "from = 2, to = 5")
    assert flaws(text)[0].line == line(text, "from = 2, to = 5")
    text = GOOD.replace("points = 4", "points = 2")
    assert {one.line for one in flaws(text) if "vectors" in one.place} == {line(text, 'id = "V1"')}
    text = GOOD.replace("points = 3\n", "point = 3\n")
    assert flaws(text)[0].line == line(text, "point = 3")


def test_a_band_that_no_answers_reach_is_refused():
    text = GOOD.replace(
        '{ from = 6, give = "close" }', '{ from = 6, to = 7, give = "close" },\n  { from = 8, give = "x" }'
    )
    assert "never be given" in " ".join(one.words for one in flaws(text))


def test_bands_by_sex_leave_nobody_out():
    by_sex = """bands = [
  { to = 2, give = "minimum", when = { b = "no" } },
  { from = 3, give = "medium", when = { b = "no" } },
  { to = 5, give = "minimum", when = { b = "yes" } },
  { from = 6, give = "close", when = { b = "yes" } },
]"""
    text = re.sub(r"bands = \[.*?\n\]", by_sex, GOOD, flags=re.DOTALL)
    assert read_definition(text)
    one_sided = "\n".join(one for one in text.splitlines() if 'when = { b = "no" }' not in one)
    assert any("b = no" in one.words for one in flaws(one_sided))
    crossed = text.replace('when = { b = "no" }', 'when = { b = ["no", "yes"] }')
    assert any("b = yes" in one.words for one in flaws(crossed))


def test_a_case_list_without_an_end_is_refused():
    text = re.sub(
        r'of = "total"\nbands = \[.*?\n\]',
        'cases = [{ when = { total = { from = 6 } }, give = "close" }, { when = { b = "yes" }, give = "medium" }]',
        GOOD, flags=re.DOTALL,
    )  # fmt: skip
    assert any("No case holds" in one.words for one in flaws(text))


def test_a_broken_text_names_its_line():
    (flaw,) = flaws(GOOD.replace('kind = "security"', "kind = security"))
    assert flaw.line == line(GOOD, 'kind = "security"')


def test_the_command_line_tells_file_line_and_place(tmp_path):
    file = tmp_path / "form.toml"
    file.write_text(GOOD.replace("from = 3, to = 5", "from = 2, to = 5"), encoding="utf-8")
    done = CliRunner().invoke(instruments, ["check", str(file)])
    assert done.exit_code == 1
    assert f"form.toml: line {line(GOOD, 'from = 3')}, outputs[2].bands[2]: " in done.output


def test_a_mandatory_override_raises_and_says_why():
    from casework.definitions.rules import form_of
    from casework.instruments.rules import score

    text = GOOD.replace(
        "[[vectors]]",
        '[[overrides]]\ncode = "order"\ntext = "By order of the court"\nwhen = { b = "yes" }\n'
        'at_least = "close"\n\n[[vectors]]',
        1,
    )
    form = form_of(read_definition(text))
    raised = score(form, {"a": "none", "b": "yes"})
    assert raised.shown["level"] == "close"
    assert [(code, str(words)) for code, words in raised.overrides] == [("order", "By order of the court")]
    assert score(form, {"a": "none", "b": "no"}).shown["level"] == "minimum"
    assert score(form, {"a": "none"}).may["level"] == {"minimum", "close"}
    assert score(form, {"b": "yes"}).provisional is False
