"""``standards due`` and ``standards failures``: the published dates exactly, every unreadable case refused by place."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from kernel.settings import ROOT
from probation.clocks.cli import group

MONDAY = "2018-03-05"
BUSINESS = {"n": 3, "unit": "business_day"}


def standard(quantity, days=None, *, months=None, window="rolling_from_nth_last", first=BUSINESS):
    period = {"period_months": months} if months else {"period_days": days}
    return {"quantity": quantity, **period, "initial_deadline": first, "window": window}


def due_case(rule, contacts, today="2018-03-20", start=MONDAY, name="one"):
    return {"id": name, "standard": rule, "start_of_supervision": start, "completed_contacts": contacts,
            "evaluation_date": today}  # fmt: skip


def run(verb, cases):
    return CliRunner().invoke(group, [verb, "-"], input=cases if isinstance(cases, str) else json.dumps(cases))


def answers(verb, cases):
    made = run(verb, cases)
    assert made.exit_code == 0, made.stderr
    return json.loads(made.stdout)


MONTH_END = {"window": "calendar_month_end"}
WORKED = [
    ("Idaho high", standard(1, 15), ["2018-03-10", "2018-03-15"], "2018-03-20", "2018-03-30"),
    ("Idaho high, any order", standard(1, 15), ["2018-03-15", "2018-03-10"], "2018-03-20", "2018-03-30"),
    ("Idaho medium", standard(1, 45), ["2018-03-05"], "2018-03-20", "2018-04-19"),
    ("Idaho former level 4", standard(2, 30), ["2018-03-06"], "2018-03-20", "2018-04-04"),
    ("only a future contact", standard(1, 15), ["2018-04-01"], "2018-03-06", "2018-03-08"),
    ("North Dakota medium", standard(1, months=2, **MONTH_END), ["2018-04-30"], "2018-05-02", "2018-06-30"),
    ("North Dakota maximum", standard(1, months=1, **MONTH_END), ["2018-04-30"], "2018-05-02", "2018-05-31"),
    ("into February", standard(1, months=1, **MONTH_END), ["2020-01-31"], "2020-02-02", "2020-02-29"),
    ("across the year", standard(1, months=3, **MONTH_END), ["2018-11-02"], "2018-12-02", "2019-02-28"),
    ("nothing held", standard(1, 15), [], "2018-03-20", "2018-03-08"),
    ("home in 30 days", standard(1, 90, first={"n": 30, "unit": "day"}), [], "2018-03-20", "2018-04-04"),
    ("on the day of the start", standard(1, 15), [MONDAY], "2018-03-06", "2018-03-20"),
    ("before the start only", standard(1, 15), ["2018-03-01"], "2018-03-06", "2018-03-08"),
    ("on the day itself", standard(1, 15), ["2018-03-20"], "2018-03-20", "2018-04-04"),
    ("two of two", standard(2, 30), ["2018-03-06", "2018-03-20"], "2018-03-20", "2018-04-05"),
    ("two on one day", standard(2, 30), ["2018-03-20", "2018-03-20"], "2018-03-20", "2018-04-19"),
    ("rolling months keep the day", standard(1, months=1), ["2018-03-31"], "2018-04-01", "2018-04-30"),
    ("no contact asked for", standard(0, 30), ["2018-03-06"], "2018-03-20", None),
    ("nor a period", {"quantity": 0, "window": "rolling_from_nth_last"}, [], "2018-03-20", None),
]


@pytest.mark.parametrize(("name", "rule", "contacts", "today", "wanted"), WORKED, ids=[line[0] for line in WORKED])
def test_the_worked_dates_come_out(name, rule, contacts, today, wanted):
    start = MONDAY if min([*contacts, MONDAY]) >= "2018" else "2017-01-02"
    (made,) = answers("due", due_case(rule, contacts, today, start, name))
    assert made["id"] == name
    assert made["next_due"] == wanted
    assert made["why"].endswith(".")


def test_the_why_names_what_counted_and_what_did_not():
    rule = standard(1, 15)
    (made,) = answers("due", [due_case(rule, ["2018-03-01", "2018-03-10", "2018-04-02"])])
    for words in ("1 in 15 days", "Counted: 2018-03-10", "before the start: 2018-03-01", "still to come"):
        assert words in made["why"]


def test_the_first_deadline_over_a_weekend_counts_working_days():
    (made,) = answers("due", due_case(standard(1, 15), [], start="2018-03-08"))
    assert made["next_due"] == "2018-03-13"


def contact(date, *, complied=False, acceptable=False, counts=True, fault="person"):
    return {"date": date, "complied": complied, "acceptable": acceptable, "counts": counts, "fault": fault}


def failure_case(*contacts, start="2018-02-01", resets=()):
    return {"id": 7, "start": start, "resets": list(resets), "contacts": list(contacts)}


COUNTED = [
    ("two days", failure_case(contact("2018-03-01"), contact("2018-03-08")), 2),
    ("one day twice", failure_case(contact("2018-03-01"), contact("2018-03-01")), 1),
    ("one not of the standard", failure_case(contact("2018-03-01", counts=False), contact("2018-03-08")), 1),
    ("one before the start", failure_case(contact("2018-03-01"), contact("2018-03-08"), start="2018-03-05"), 1),
    ("after a reset", failure_case(contact("2018-03-08"), contact("2018-04-12"), resets=["2018-04-10"]), 1),
    ("the last reset", failure_case(contact("2018-04-12"), resets=["2018-05-01", "2018-04-10"]), 0),
    ("a reset before the start", failure_case(contact("2018-03-01"), start="2018-02-01", resets=["2017-01-01"]), 1),
    ("on the day of the reset", failure_case(contact("2018-04-10"), resets=["2018-04-10"]), 1),
    ("on the day of the start", failure_case(contact("2018-02-01")), 1),
    ("evidence pending", failure_case(contact("2018-03-01", acceptable=None)), 0),
    ("a good reason", failure_case(contact("2018-03-01", acceptable=True)), 0),
    ("complied", failure_case(contact("2018-03-01", complied=True, acceptable=True)), 0),
    ("our side", failure_case(contact("2018-03-01", fault="agency")), 0),
    ("somebody else", failure_case(contact("2018-03-01", fault="third_party")), 0),
    ("nothing", failure_case(), 0),
]  # fmt: skip


@pytest.mark.parametrize(("name", "case", "wanted"), COUNTED, ids=[line[0] for line in COUNTED])
def test_failures_are_distinct_days_of_the_person(name, case, wanted):
    assert answers("failures", case) == [{"id": 7, "failures": wanted}]


GOOD = due_case(standard(1, 15), [])
BAD = [
    ("due", GOOD | {"standard": standard(1, 15, window="weekly")}, "standard.window: “weekly”"),
    ("due", GOOD | {"standard": standard(-1, 15)}, "standard.quantity: -1"),
    ("due", GOOD | {"standard": standard(True, 15)}, "standard.quantity: True"),
    ("due", GOOD | {"standard": standard(1, 0)}, "standard.period_days: 0"),
    ("due", GOOD | {"standard": standard(1, 15) | {"period_months": 1}}, "one of the two"),
    ("due", GOOD | {"standard": standard(1, 15, window="calendar_month_end")}, "standard.period_days"),
    ("due", GOOD | {"standard": standard(1, 15, first={"n": 3, "unit": "week"})}, "standard.initial_deadline.unit"),
    ("due", GOOD | {"standard": standard(1, 15, first={"n": -3, "unit": "day"})}, "standard.initial_deadline.n: -3"),
    ("due", GOOD | {"completed_contacts": ["2018-03-06", "2018-02-30"]}, "completed_contacts[1]: “2018-02-30”"),
    ("due", GOOD | {"completed_contacts": ["6.3.2018"]}, "completed_contacts[0]"),
    ("due", GOOD | {"evaluation_date": None}, "evaluation_date: None"),
    ("due", GOOD | {"start_of_supervision": 20180305}, "start_of_supervision: 20180305"),
    ("due", GOOD | {"standard": {"quantity": 1, "period_days": 3, "window": "calendar_month_end"}}, "period_days"),
    ("due", GOOD | {"standard": {"quantity": 1, "period_days": 3, "window": "rolling_from_nth_last"}}, "is missing"),
    ("due", GOOD | {"office": "north"}, "office is not known here"),
    ("due", {key: GOOD[key] for key in GOOD if key != "standard"}, "standard is missing"),
    ("due", [GOOD, "high"], "case 2: the case: expected an object"),
    ("failures", failure_case(contact("2018-03-01", fault="nobody")), "contacts[0].fault: “nobody”"),
    ("failures", failure_case(contact("2018-03-01", acceptable="no")), "contacts[0].acceptable"),
    ("failures", failure_case(contact("2018-03-01", complied=None)), "contacts[0].complied"),
    ("failures", failure_case(resets=["soon"]), "resets[0]: “soon”"),
    ("failures", {"id": 1}, "start is missing"),
    ("due", "{", "line 1, column 2"),
    ("due", '{"id": 1, "id": 2}', "written twice"),
    ("failures", "3", "expected a case"),
]


@pytest.mark.parametrize(("verb", "cases", "place"), BAD)
def test_what_cannot_be_read_is_refused_by_place_and_nothing_is_answered(verb, cases, place):
    made = run(verb, cases)
    assert made.exit_code == 2
    assert place in made.stderr
    assert made.stdout == ""


def test_no_database_is_needed_and_none_is_made(tmp_path):
    file, var = tmp_path / "cases.json", tmp_path / "var"
    file.write_text(json.dumps([GOOD]))
    env = {**os.environ, "THROUGHCARE_VAR": str(var), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"}
    code = "from probation.clocks.cli import group; group()"
    command = [sys.executable, "-c", code, "due", str(file)]
    made = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert json.loads(made.stdout)[0]["next_due"] == "2018-03-08"
    assert not var.exists()
