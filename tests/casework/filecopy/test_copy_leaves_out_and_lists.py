"""What is about somebody else is left out of a copy, marked with its ground's number, and counted."""

import pytest

from casework.filecopy.rules import Ground, Line, Redactor, Section, law, papers_of

HIDDEN = {"Mary Hart": Ground.FAMILY, "555 0101": Ground.FAMILY, "Ivan Petrov": Ground.APART, "Li": Ground.FAMILY}
ROLES = {"Samuel Okoro": "Case manager", "Mei Tan": ""}


def redactor(**over):
    return Redactor(**{"hidden": HIDDEN, "roles": ROLES, **over})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Mary Hart came.", "[left out: 1] came."),
        ("mary  hart, on 555 0101", "[left out: 1], on [left out: 1]"),
        ("Fought with Ivan Petrov.", "Fought with [left out: 2]."),
        ("Samuel Okoro said so.", "Case manager said so."),
        ("Mei Tan said so.", "A member of staff said so."),
        ("Maryland Hartford", "Maryland Hartford"),
        ("Li and Linda", "Li and Linda"),
        ("", ""),
        (None, ""),
    ],
)
def test_names_of_others_leave_free_text(text, shown):
    assert redactor().clean(text) == shown


def test_each_is_counted_on_its_ground():
    leaving = redactor()
    leaving.clean("Mary Hart and Mary Hart met Samuel Okoro.")
    leaving.staff("Mei Tan")
    assert leaving.counts == {Ground.FAMILY: 2, Ground.STAFF: 2}


def test_nobody_is_no_member_of_staff():
    leaving = redactor()
    assert leaving.staff(None) == ""
    assert not leaving.counts


def test_the_persons_own_name_stays():
    assert redactor(own=["Mary Hart"]).clean("Mary Hart came.") == "Mary Hart came."


def test_signs_of_a_pattern_are_plain_words():
    assert redactor(hidden={"A. (Bo)": Ground.OTHERS}).clean("It was A. (Bo) again") == "It was [left out: 6] again"
    assert redactor(hidden={}, roles={}).clean("Nothing to hide") == "Nothing to hide"


def test_every_ground_has_its_words_in_arabic():
    assert {line.ground for line in law().grounds} == set(Ground)
    from kernel.i18n import speaking

    with speaking("ar"):
        lines = [str(words) for line in law().grounds for words in (line.kind, line.why, line.law)]
        assert all(any("\u0600" <= sign <= "\u06ff" for sign in words) for words in [*lines, str(law().contest)])


def test_a_long_file_comes_in_several_papers_and_loses_no_line():
    lines = [Line(text=str(n)) for n in range(25)]
    sections = [Section(title="A", lines=lines[:4]), Section(title="B", lines=lines[4:]), Section(title="C")]
    papers = papers_of(sections, 10)
    assert [[(one.title, len(one.lines)) for one in paper] for paper in papers] == [
        [("A", 4), ("B", 6)], [("B", 10)], [("B", 5), ("C", 0)],
    ]  # fmt: skip
    assert [line for paper in papers for one in paper for line in one.lines] == lines
    assert papers_of([]) == [[]]
