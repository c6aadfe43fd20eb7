"""Every worked case that the laws' sources publish comes out to the cent, through the command."""

from __future__ import annotations

import itertools

import pytest

from marketplace.splits.cli import rate_answer, split_answer

WEEK, MONTH = "2026-W47", "2026-11"


def shared(ruleset, gross, currency, period=MONTH, earlier=(), **facts):
    case = {"id": 1, "ruleset": ruleset, "gross": gross, "currency": currency, "period": period, "facts": facts}
    return split_answer(case | ({"earlier": list(earlier)} if earlier else {}))


def parts(*given, **facts):
    answer = shared(*given, **facts)
    assert answer["refused"] is None
    return {part: amount for part, amount in answer["parts"].items() if float(amount)}


@pytest.mark.parametrize(
    ("gross", "victims", "release", "free"),
    [(150, 0, 0, 150), (200, 0, 0, 200), (300, 20, 10, 270), (400, 40, 20, 340), (500, 65, 30, 405), (600, 90, 40, 470),
     (700, 120, 50, 530), (1000, 210, 80, 710)],
)  # fmt: skip
def test_france(gross, victims, release, free):
    answer = shared("france", f"{gross}.00", "EUR")
    assert answer["parts"] == {"victims": f"{victims}.00", "release": f"{release}.00", "free": f"{free}.00"}
    assert answer["net"] == f"{release + free}.00"


def test_france_twice_350_is_once_700():
    assert parts("france", "350.00", "EUR") == {"victims": "30.00", "release": "15.00", "free": "305.00"}
    second = parts("france", "350.00", "EUR", earlier=["350.00"])
    assert second == {"victims": "90.00", "release": "35.00", "free": "225.00"}


def test_france_stops_for_victims_at_1000_until_somebody_is_owed():
    assert parts("france", "700.00", "EUR", victims_balance="950.00")["victims"] == "50.00"
    assert parts("france", "700.00", "EUR", victims_balance="1000.00") == {"release": "50.00", "free": "650.00"}
    assert parts("france", "700.00", "EUR", victims_balance="1000.00", creditor=True)["victims"] == "120.00"


def test_france_doubles_what_is_free_at_the_years_end():
    found = parts("france", "500.00", "EUR", "2026-12", year_end=True)
    assert found == {"victims": "25.00", "release": "10.00", "free": "465.00"}


def test_the_texas_split():
    answer = shared("us-piecp-texas", "400.00", "USD", WEEK, tax="42.00")
    assert answer["net"] == "118.00"
    assert {part: amount for part, amount in answer["parts"].items() if float(amount)} == {
        "tax": "42.00", "room": "100.00", "victims": "60.00", "family": "80.00", "savings": "23.60",
        "spendable": "94.40",
    }  # fmt: skip


def test_texas_without_dependants_halves_their_part():
    found = parts("us-piecp-texas", "400.00", "USD", WEEK, tax="42.00", dependants=False)
    assert (found["room"], found["savings"], found["spendable"]) == ("140.00", "63.60", "94.40")


def test_texas_with_a_restitution_order():
    answer = shared("us-piecp-texas", "400.00", "USD", WEEK, tax="42.00", restitution_order=True)
    assert (answer["parts"]["victims"], answer["parts"]["restitution"]) == ("20.00", "15.80")
    assert answer["net"] == "142.20"  # what leaves the person is no longer theirs, taken from the net or not


def test_piecp_cuts_room_and_board_to_keep_a_fifth():
    asked = {"tax": "42.00", "room": "200.00", "family": "80.00", "victims": "80.00"}
    answer = shared("us-piecp", "400.00", "USD", WEEK, **asked)
    assert answer["parts"] == {
        "tax": "42.00", "room": "118.00", "victims": "80.00", "family": "80.00", "person": "80.00",
    }  # fmt: skip
    assert "200.00 − 82.00 = 118.00" in {line["working"] for line in answer["lines"]}


@pytest.mark.parametrize(
    ("asked", "code"),
    [({"victims": "16.00"}, "outside_limits"), ({"victims": "84.00"}, "outside_limits"),
     ({"victims": "40.00", "fine": "1.00"}, "unlisted_deduction"), ({}, "missing_fact"),
     ({"victims": "40.00", "tax": "330.00"}, "floors_exceed_cap")],
)  # fmt: skip
def test_piecp_refuses(asked, code):
    answer = shared("us-piecp", "400.00", "USD", WEEK, **asked)
    assert answer["refused"]["code"] == code
    assert (answer["parts"], answer["net"], answer["lines"]) == ({}, None, [])


def test_italy_keeps_three_fifths():
    found = parts("italy", "750.00", "EUR", damages="250.00", costs="100.00", upkeep="50.00")
    assert found == {"damages": "250.00", "costs": "50.00", "person": "450.00"}
    more = parts("italy", "750.00", "EUR", damages="400.00", maintenance="100.00")
    assert more == {"damages": "300.00", "maintenance": "100.00", "person": "350.00"}


@pytest.mark.parametrize(
    ("ruleset", "gross", "currency", "period", "found"),
    [("indonesia", "1000000", "IDR", MONTH, {"premium": "500000", "state": "150000", "capital": "350000"}),
     ("panama", "120.00", "PAB", MONTH, {"workshops": "60.00", "makers": "60.00"}),
     ("brazil-rs", "1000.00", "BRL", MONTH, {"family_and_personal": "800.00", "peculium": "200.00"}),
     ("india-delhi", "171.00", "INR", "2014-05", {"victims": "42.75", "person": "128.25"}),
     ("india-delhi", "138.00", "INR", "2014-05", {"victims": "34.50", "person": "103.50"}),
     ("india-delhi", "107.00", "INR", "2014-05", {"victims": "26.75", "person": "80.25"}),
     ("india-delhi", "321.00", "INR", "2014-05", {"victims": "80.25", "person": "240.75"}),
     ("germany-bremen", "282.66", "EUR", MONTH, {"house_money": "121.14", "bridging_money": "161.52"}),
     ("uk-levy", "320.00", "GBP", WEEK, {"levy": "120.00", "person": "200.00"}),
     ("argentina", "1000.00", "ARS", MONTH,
      {"damages": "100.00", "maintenance": "350.00", "upkeep": "250.00", "own_fund": "300.00"})],
)  # fmt: skip
def test_shares_of_the_other_laws(ruleset, gross, currency, period, found):
    told = parts(ruleset, gross, currency, period)
    assert {part: float(amount) for part, amount in told.items()} == {part: float(v) for part, v in found.items()}


def test_a_rule_that_a_court_stopped_takes_nothing_from_that_day_and_keeps_its_history():
    answer = shared("india-delhi", "107.00", "INR", "2026-11")
    assert answer["parts"] == {"victims": "0.00", "person": "107.00"}
    assert answer["lines"][0]["idle"] == "stopped"
    assert "High Court" in answer["lines"][0]["stopped"]


def test_the_levy_counts_what_tax_and_courts_leave_above_20():
    found = parts("uk-levy", "320.00", "GBP", WEEK, tax="20.00", court_order="30.00")
    assert found == {"tax": "20.00", "court_order": "30.00", "levy": "100.00", "person": "170.00"}
    assert parts("uk-levy", "320.00", "GBP", WEEK, levy_waived=True) == {"person": "320.00"}


def test_who_is_not_owed_lets_the_others_grow_in_argentina():
    found = parts("argentina", "1000.00", "ARS", social_security="100.00", damages_owed=False)
    assert found == {"social_security": "100.00", "maintenance": "405.00", "upkeep": "225.00", "own_fund": "270.00"}
    assert parts("argentina", "1000.00", "ARS", upkeep_struck_down=True)["own_fund"] == "550.00"


GRADES = ("I75", "I", "II", "III", "IV", "V")
PUBLISHED = {"9": "7.57 10.09 11.84 13.46 15.07 16.82", "5": "4.21 5.61 6.58 7.48 8.37 9.35"}


@pytest.mark.parametrize(("percent", "row"), PUBLISHED.items())
def test_german_day_rates(percent, row):
    facts = [{"base": "37380", "percent": percent, "grade": grade} for grade in GRADES]
    told = [rate_answer({"id": 1, "ruleset": "germany-day-rate", "facts": one})["amount"] for one in facts]
    assert told == row.split()


def test_21_german_days():
    facts = {"base": "37380", "grade": "III", "days": "21"}
    assert rate_answer({"id": 1, "ruleset": "germany-day-rate", "facts": facts})["amount"] == "282.66"


def test_japanese_hours_double_at_most():
    amounts = [
        rate_answer({"id": 1, "ruleset": "japan-wage", "facts": {"grade": "5", "hours": "100", "points": str(points)}})
        for points in (0, 3, 10, 12)
    ]
    assert [one["amount"] for one in amounts] == ["2370", "3081", "4740", "4740"]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"gross": "1.005"}, "too_many_decimals"), ({"gross": 1.5}, "bad_amount"), ({"gross": "-1.00"}, "bad_amount"),
     ({"currency": "USD"}, "other_currency"), ({"currency": "EURO"}, "bad_currency"),
     ({"period": "11/2026"}, "bad_period"),
     ({"period": "2026-13"}, "bad_period"), ({"period": "2026-W47"}, "bad_period"), ({"period": "1999-01"}, "no_rules"),
     ({"ruleset": "atlantis"}, "unknown_ruleset"), ({"ruleset": "germany-day-rate"}, "no_split"),
     ({"facts": {"creditor": "yes"}}, "bad_fact"), ({"facts": {"wing": "A"}}, "unknown_fact"),
     ({"note": ""}, "unknown_field"),
     ({"earlier": "350.00"}, "bad_earlier"), ({"earlier": [350.5]}, "bad_amount")],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_by_name(change, code):
    case = {"id": "x", "ruleset": "france", "currency": "EUR", "gross": "300.00", "period": MONTH, "facts": {}}
    answer = split_answer(case | change)
    assert (answer["id"], answer["refused"]["code"]) == ("x", code)
    assert answer["refused"]["message"]


def test_amounts_of_an_earning_add_up_in_its_lines():
    answer = shared("us-piecp-texas", "333.33", "USD", WEEK, tax="41.17")
    assert sum(round(float(amount) * 100) for amount in answer["parts"].values()) == 33333
    assert sum(round(float(line["amount"]) * 100) for line in answer["lines"]) == 33333
    assert all(line["legal"] and line["text"] for line in answer["lines"])
    assert len(set(itertools.chain(answer["parts"]))) == 7
