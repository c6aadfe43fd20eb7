"""The commands at the edges: ends of months, weekends, days of start and reset, doubles, order, broken files."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from probation.clocks.cli import group
from probation.clocks.rules import Clock, Met, Window, add_business_days, failure_days, next_due
from tests.probation.clocks.test_the_commands import answers, contact, due_case, failure_case, run, standard

D = dt.date
DAY = {"unit": "day"}
END = {"window": "calendar_month_end"}


def due(rule, contacts=(), *, start="2018-03-05", today="2030-01-01"):
    (made,) = answers("due", due_case(rule, list(contacts), today, start))
    return made["next_due"]


@pytest.mark.parametrize(
    ("rule", "contacts", "start", "wanted"),
    [
        (standard(1, months=1), ["2018-01-31"], "2018-01-01", "2018-02-28"),
        (standard(1, months=1), ["2020-01-31"], "2020-01-01", "2020-02-29"),
        (standard(1, months=1), ["2018-02-28"], "2018-01-01", "2018-03-28"),
        (standard(1, months=12), ["2020-02-29"], "2020-01-01", "2021-02-28"),
        (standard(1, months=48), ["2020-02-29"], "2020-01-01", "2024-02-29"),
        (standard(1, months=1), ["2018-12-31"], "2018-01-01", "2019-01-31"),
        (standard(1, 1), ["2018-12-31"], "2018-01-01", "2019-01-01"),
        (standard(1, 365), ["2019-03-01"], "2019-01-01", "2020-02-29"),
        (standard(1, months=2, **END), ["2018-12-31"], "2018-01-01", "2019-02-28"),
        (standard(1, months=2, **END), ["2019-12-01"], "2018-01-01", "2020-02-29"),
        (standard(1, months=1, **END), ["2018-04-01"], "2018-01-01", "2018-05-31"),
        (standard(1, months=1, **END), ["2018-04-30"], "2018-01-01", "2018-05-31"),
        (standard(2, months=1, **END), ["2018-04-30"], "2018-01-31", "2018-02-28"),
        (standard(2, months=3, **END), ["2018-04-02", "2018-06-29"], "2018-01-31", "2018-07-31"),
    ],
)
def test_ends_of_months_and_years(rule, contacts, start, wanted):
    assert due(rule, contacts, start=start) == wanted


@pytest.mark.parametrize(
    ("start", "first", "wanted"),
    [
        ("2018-03-09", {"n": 1, "unit": "business_day"}, "2018-03-12"),  # a Friday
        ("2018-03-10", {"n": 1, "unit": "business_day"}, "2018-03-12"),  # a Saturday
        ("2018-03-11", {"n": 1, "unit": "business_day"}, "2018-03-12"),  # a Sunday
        ("2018-03-09", {"n": 5, "unit": "business_day"}, "2018-03-16"),
        ("2018-12-28", {"n": 3, "unit": "business_day"}, "2019-01-02"),  # the command knows no holidays
        ("2018-03-10", {"n": 0, "unit": "business_day"}, "2018-03-10"),
        ("2018-03-10", {"n": 0, **DAY}, "2018-03-10"),
        ("2018-02-26", {"n": 3, **DAY}, "2018-03-01"),
        ("2020-02-26", {"n": 3, **DAY}, "2020-02-29"),
    ],
)
def test_the_first_contact(start, first, wanted):
    assert due(standard(1, 15, first=first), start=start) == wanted


def test_working_days_across_the_holidays_of_an_office():
    closed = {D(2026, 12, 24), D(2026, 12, 25), D(2026, 12, 28), D(2027, 1, 1)}
    open_on = lambda day: day.weekday() < 5 and day not in closed  # noqa: E731 - a calendar in one line
    clock = Clock(quantity=1, period=15, months=False, window=Window.ROLLING, first=3, first_business=True)
    assert next_due(clock, D(2026, 12, 23), [], open_on) == D(2026, 12, 31)
    assert next_due(clock, D(2026, 12, 23), []) == D(2026, 12, 28), "without that calendar"
    assert add_business_days(D(2026, 12, 31), 1, open_on) == D(2027, 1, 4)


@pytest.mark.parametrize("contacts", [[], ["2018-03-05"], ["2018-03-06", "2018-03-06"], ["2031-01-01"]])
@pytest.mark.parametrize("rule", [standard(0, 30), standard(0, months=2, **END), standard(0, 0, first={"n": 0, **DAY})])
def test_a_standard_that_asks_for_nothing_owes_nothing(rule, contacts):
    assert due(rule, contacts) is None


@pytest.mark.parametrize(
    ("contacts", "today", "wanted"),
    [
        (["2018-03-05"], "2018-03-05", "2018-03-20"),  # on the day of the start, which is today
        (["2018-03-04"], "2018-03-05", "2018-03-08"),  # the day before it
        (["2018-03-06"], "2018-03-05", "2018-03-08"),  # tomorrow
        (["2018-03-04", "2018-03-05", "2018-03-06"], "2018-03-05", "2018-03-20"),
        (["2018-03-05"], "2018-03-01", "2018-03-08"),  # asked before supervision begins
    ],
)
def test_the_days_of_the_start_and_of_the_question_belong_to_it(contacts, today, wanted):
    assert due(standard(1, 15), contacts, today=today) == wanted


@pytest.mark.parametrize(
    ("quantity", "contacts", "wanted"),
    [
        (2, ["2018-03-06", "2018-03-06"], "2018-04-05"),
        (3, ["2018-03-06", "2018-03-06"], "2018-04-04"),
        (2, ["2018-03-06", "2018-03-20", "2018-03-20"], "2018-04-19"),
        (3, ["2018-03-20", "2018-03-06", "2018-03-20"], "2018-04-05"),
        (4, ["2018-03-08", "2018-03-06", "2018-03-09", "2018-03-07", "2018-03-10"], "2018-04-06"),
    ],
)
def test_two_on_one_day_are_two_contacts(quantity, contacts, wanted):
    assert due(standard(quantity, 30), contacts) == wanted


DAYS = st.dates(D(2018, 1, 1), D(2019, 12, 31))
CLOCKS = st.one_of(
    st.builds(standard, st.integers(1, 8), st.integers(1, 400)),
    st.builds(lambda n, months: standard(n, months=months), st.integers(1, 8), st.integers(1, 12)),
    st.builds(lambda n, months: standard(n, months=months, **END), st.integers(1, 8), st.integers(1, 12)),
)


@given(CLOCKS, st.lists(DAYS, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(rule, days, rng):
    mixed = [str(day) for day in days]
    rng.shuffle(mixed)
    assert due(rule, mixed) == due(rule, sorted(mixed))


@given(CLOCKS, st.lists(DAYS, max_size=8), DAYS)
def test_another_contact_never_brings_the_day_nearer_once_one_was_held(rule, days, more):
    """Before the first contact its own deadline holds; after it each further one gives time or changes nothing."""
    held = [str(day) for day in days if day >= D(2018, 3, 5)]
    if held and more >= D(2018, 3, 5):
        assert due(rule, [*held, str(more)]) >= due(rule, held)


@given(st.lists(st.tuples(DAYS, st.booleans(), st.sampled_from([True, False, None]), st.booleans()), max_size=12), DAYS)
def test_failures_are_never_more_than_the_days(rows, start):
    met = [Met(on=on, complied=did, acceptable=good, by_person=mine) for on, did, good, mine in rows]
    found = failure_days(met, start)
    assert 0 <= found <= len({one.on for one in met if one.on >= start})
    assert failure_days([*met, *met], start) == found
    assert failure_days(met, start, [D(2020, 1, 1)]) == 0


MAR1, MAR8, APR12 = contact("2018-03-01"), contact("2018-03-08"), contact("2018-04-12")
PUBLISHED = [
    ("F1", failure_case(MAR1, MAR8), 2),
    ("F2", failure_case(MAR1, MAR1), 1),
    ("F3", failure_case(contact("2018-03-01", counts=False), MAR8), 1),
    ("F4", failure_case(MAR1, MAR8, start="2018-03-05"), 1),
    ("F5", failure_case(MAR1, MAR8, APR12, resets=["2018-04-10"]), 1),
    ("F8", failure_case(contact("2018-04-10"), MAR8, resets=["2018-04-10"]), 1),
    ("the start after the reset", failure_case(MAR1, MAR8, start="2018-03-05", resets=["2018-02-01"]), 1),
    ("start, reset and failure on one day", failure_case(MAR8, start="2018-03-08", resets=["2018-03-08"]), 1),
    ("the day before the reset", failure_case(contact("2018-04-09"), resets=["2018-04-10"]), 0),
    ("resets in any order", failure_case(MAR1, MAR8, APR12, resets=["2018-04-10", "2018-01-01", "2018-03-05"]), 1),
    ("one day, kept once and missed once", failure_case(MAR1, contact("2018-03-01", complied=True)), 1),
    ("one day, ours once and theirs once", failure_case(MAR1, contact("2018-03-01", fault="agency")), 1),
    ("one day, excused once and pending once", failure_case(
        contact("2018-03-01", acceptable=True), contact("2018-03-01", acceptable=None)), 0),
    ("complied though marked unacceptable", failure_case(contact("2018-03-01", complied=True)), 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "wanted"), PUBLISHED, ids=[line[0] for line in PUBLISHED])
def test_published_failures_and_those_beside_them(name, case, wanted):
    assert answers("failures", case) == [{"id": 7, "failures": wanted}]


GOOD = due_case(standard(1, 15), [])
LATE = [
    due_case(standard(1, 15), [], start="9999-12-30", today="9999-12-31"),
    due_case(standard(1, 15), ["9999-12-30"], start="9999-12-01", today="9999-12-31"),
    due_case(standard(1, months=1, **END), ["9999-12-30"], start="9999-12-01", today="9999-12-31"),
    due_case(standard(1, 10_000), ["9990-01-01"], start="9989-12-01", today="9999-12-31"),
]


@pytest.mark.parametrize("case", LATE)
def test_beyond_the_calendar_is_refused_by_name(case):
    made = run("due", [GOOD, case])
    assert (made.exit_code, made.stdout) == (2, "")
    assert "case 2 (one): standard: the next contact would be owed after the year 9999" in made.stderr


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        (b"", "line 1, column 1"),
        (b"[\n  {\n", "line 3, column 1"),
        (b'[\n{"id": 1,}\n]', "line 2, column"),
        (b'{"id": "\xff"}', "line 1, column"),
        (b'"due"', "expected a case"),
        (b"null", "expected a case"),
        (b"[[]]", "case 1: the case: expected an object"),
        (b"[" * 100_000, "line 1, column 1"),
        (json.dumps([GOOD, GOOD | {"id": 1.5}, GOOD | {"id": None}]).encode(), "case 2 (1.5): id: expected a text"),
        (json.dumps(GOOD | {"completed_contacts": "2018-03-06"}).encode(), "completed_contacts: expected a list"),
        (json.dumps(GOOD | {"completed_contacts": ["2018-03-06", 3]}).encode(), "completed_contacts[1]: 3"),
        (json.dumps(GOOD | {"evaluation_date": "2018-13-01"}).encode(), "evaluation_date: “2018-13-01”"),
        (json.dumps(GOOD | {"evaluation_date": "2018-3-1"}).encode(), "evaluation_date: “2018-3-1”"),
        (json.dumps(GOOD | {"evaluation_date": "2018-03-01T00:00"}).encode(), "evaluation_date"),
        (json.dumps(GOOD | {"evaluation_date": "٢٠١٨-٠٣-٠١"}).encode(), "evaluation_date"),
    ],
)
def test_a_broken_file_is_refused_by_line_or_field(raw, place):
    made = CliRunner().invoke(group, ["due", "-"], input=raw)
    assert (made.exit_code, made.stdout) == (2, "")
    assert place in made.stderr


def test_a_file_with_a_mark_at_its_beginning_is_read():
    made = CliRunner().invoke(group, ["due", "-"], input=b"\xef\xbb\xbf" + json.dumps(GOOD).encode())
    assert json.loads(made.stdout)[0]["next_due"] == "2018-03-08"


@pytest.mark.parametrize("verb", ["due", "failures"])
def test_no_case_has_no_answer(verb):
    assert answers(verb, []) == []


@pytest.mark.parametrize("verb", ["due", "failures"])
def test_a_file_that_is_not_there(verb, tmp_path):
    made = CliRunner().invoke(group, [verb, str(tmp_path / "none.json")])
    assert made.exit_code == 2
    assert "does not exist" in made.stderr
