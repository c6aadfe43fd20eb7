"""The whole table of worked cases of the reference (programmes and marketplace, 4.5), typed at the command line."""

from __future__ import annotations

import json

from click.testing import CliRunner

from marketplace.splits.cli import group

GERMAN = {
    "9": ["7.57", "10.09", "11.84", "13.46", "15.07", "16.82"],
    "5": ["4.21", "5.61", "6.58", "7.48", "8.37", "9.35"],
}
GRADES = ("I75", "I", "II", "III", "IV", "V")
WEEK, MONTH, DELHI = "2026-W47", "2026-11", "2014-05"
RATES = [
    *(("germany-day-rate", {"base": "37380", "percent": percent, "grade": grade}, {"amount": amount})
      for percent, row in GERMAN.items() for grade, amount in zip(GRADES, row, strict=True)),
    ("germany-day-rate", {"base": "37380", "grade": "III", "days": "21"}, {"amount": "282.66"}),
    ("hourly", {"rate": "8.50", "hours": "147"}, {"amount": "1249.50"}),
    ("hourly", {"rate": "8.50", "hours": "140"}, {"amount": "1190.00"}),
    ("hourly", {"rate": "8.50", "hours": "161"}, {"amount": "1368.50"}),
    ("piece-rate", {"rate": "150.00", "per": "10", "pieces": "23"}, {"amount": "300.00", "carried": "3"}),
    ("piece-rate", {"rate": "1.50", "per": "10", "pieces": "7", "carried": "3"}, {"amount": "1.50", "carried": "0"}),
]  # fmt: skip
FRANCE = {150: (0, 0, 150), 200: (0, 0, 200), 300: (20, 10, 270), 400: (40, 20, 340), 500: (65, 30, 405),
          600: (90, 40, 470), 700: (120, 50, 530), 1000: (210, 80, 710)}  # fmt: skip
TEXAS = {"tax": "42.00", "room": "100.00", "victims": "60.00", "family": "80.00"}
ROOM = {"tax": "42.00", "room": "200.00", "victims": "80.00", "family": "80.00"}


def of(names, *amounts):
    return dict(zip(names.split(), amounts, strict=True))


SHARED = [
    ("germany-bremen", "282.66", "EUR", MONTH, {}, of("house_money bridging_money", "121.14", "161.52")),
    *(("france", f"{gross}.00", "EUR", MONTH, {}, of("victims release free", *(f"{one}.00" for one in found)))
      for gross, found in FRANCE.items()),
    ("us-piecp", "400.00", "USD", WEEK, TEXAS, TEXAS | {"person": "118.00"}),
    ("us-piecp", "400.00", "USD", WEEK, ROOM, ROOM | {"room": "118.00", "person": "80.00"}),
    ("italy", "750.00", "EUR", MONTH, {"damages": "400.00"}, of("damages person", "300.00", "450.00")),
    ("indonesia", "1000000.00", "IDR", MONTH, {}, of("premium state capital", "500000.00", "150000.00", "350000.00")),
    ("panama", "120.00", "PAB", MONTH, {}, of("workshops makers", "60.00", "60.00")),
    ("brazil-rs", "1000.00", "BRL", MONTH, {}, of("family_and_personal peculium", "800.00", "200.00")),
    *(("india-delhi", gross, "INR", DELHI, {}, of("victims person", victims, person)) for gross, victims, person in (
        ("171.00", "42.75", "128.25"), ("138.00", "34.50", "103.50"), ("107.00", "26.75", "80.25"),
        ("321.00", "80.25", "240.75"))),
    ("by-weight", "10.00", "EUR", MONTH, of("first second third", "7", "5", "3"),
     of("first second third", "4.67", "3.33", "2.00")),
    ("by-weight", "1.00", "EUR", MONTH, of("first second third", "1", "1", "1"),
     of("first second third", "0.34", "0.33", "0.33")),
    ("purchase", "35.00", "GBP", MONTH, of("spendable savings", "5.05", "100.00"),
     of("spendable savings", "5.05", "29.95")),
]  # fmt: skip
REFUSED = [
    ({"victims": "16.00"}, "outside_limits"), ({"victims": "84.00"}, "outside_limits"),
    ({"victims": "40.00", "fine": "1.00"}, "unlisted_deduction"),
]  # fmt: skip


def typed(command, cases, tmp_path):
    file = tmp_path / "cases.json"
    file.write_text(json.dumps(cases), encoding="utf-8")
    done = CliRunner().invoke(group, [command, str(file)])
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def paid(answer):
    assert answer["refused"] is None, answer
    return {part: amount for part, amount in answer["parts"].items() if float(amount)}


def test_every_wage(tmp_path):
    currency = {"hourly": "EUR", "piece-rate": "GBP", "germany-day-rate": "EUR"}
    cases = [
        {"id": n, "ruleset": name, "facts": facts, "currency": currency[name]}
        for n, (name, facts, _found) in enumerate(RATES)
    ]
    told = typed("rate", cases, tmp_path)
    assert [one["id"] for one in told] == list(range(len(RATES)))
    for answer, (name, facts, found) in zip(told, RATES, strict=True):
        assert answer | found == answer, (name, facts, answer)


def test_every_share(tmp_path):
    cases = [
        {"id": n, "ruleset": name, "gross": gross, "currency": currency, "period": period, "facts": facts}
        for n, (name, gross, currency, period, facts, _found) in enumerate(SHARED)
    ]
    for answer, (name, gross, *_rest, found) in zip(typed("split", cases, tmp_path), SHARED, strict=True):
        wanted = {part: amount for part, amount in found.items() if float(amount)}
        got = paid(answer)
        assert {k: float(v) for k, v in got.items()} == {k: float(v) for k, v in wanted.items()}, (name, gross)


def test_the_path_of_france_and_what_piecp_refuses(tmp_path):
    half = {"ruleset": "france", "gross": "350.00", "currency": "EUR", "period": MONTH}
    first, second = typed("split", [half | {"id": 1}, half | {"id": 2, "earlier": ["350.00"]}], tmp_path)
    assert (paid(first)["victims"], paid(first)["release"]) == ("30.00", "15.00")
    assert (paid(second)["victims"], paid(second)["release"]) == ("90.00", "35.00")
    week = {"ruleset": "us-piecp", "gross": "400.00", "currency": "USD", "period": WEEK}
    told = typed("split", [week | {"id": n, "facts": facts} for n, (facts, _code) in enumerate(REFUSED)], tmp_path)
    assert [one["refused"]["code"] for one in told] == [code for _facts, code in REFUSED]
    texas = typed("split", [week | {"id": 1, "ruleset": "us-piecp-texas", "facts": {"tax": "42.00"}}], tmp_path)[0]
    assert (texas["net"], texas["parts"]["savings"], texas["parts"]["spendable"]) == ("118.00", "23.60", "94.40")


def test_batches_want_whole_pieces(tmp_path):
    facts = [{"pieces": "2.5"}, {"pieces": "3", "per": "0"}, {"pieces": "3", "carried": "0.5"}]
    cases = [
        {"id": n, "ruleset": "piece-rate", "currency": "GBP", "facts": {"rate": "1.50", "per": "10"} | one}
        for n, one in enumerate(facts)
    ]
    told = typed("rate", cases, tmp_path)
    assert [one["refused"]["code"] for one in told] == ["bad_fact"] * 3
    assert [one["amount"] for one in told] == [None] * 3


def test_a_formula_of_no_country_needs_no_currency(tmp_path):
    case = {"id": "p", "ruleset": "piece-rate", "facts": {"rate": "150.00", "per": "10", "pieces": "23"}}
    (told,) = typed("rate", [case], tmp_path)
    assert (told["amount"], told["carried"], told["currency"]) == ("300.00", "3", "XXX")
