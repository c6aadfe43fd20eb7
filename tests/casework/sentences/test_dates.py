"""Dates are found by the rule and agree with public cases."""

import datetime as dt
import json
import pathlib
from fractions import Fraction

import pytest

from casework.sentences.rules import CannotCompute, Imposed, Moved, Term, find_dates

CASES = json.loads((pathlib.Path(__file__).parent / "release_dates.json").read_text())["vectors"]
KINDS = {
    "remand": "remand",
    "tagged_bail": "bail",
    "unlawfully_at_large": "at_large",
    "additional_days_awarded": "added",
    "restoration_of_additional_days_awarded": "restored",
}
DAY = dt.date.fromisoformat


def term(length):
    length = length or {}
    return Term(
        months=12 * length.get("years", 0) + length.get("months", 0),
        days=7 * length.get("weeks", 0) + length.get("days", 0),
    )


def imposed(one):
    return Imposed(
        key=str(one["n"]),
        count=one["n"],
        on=DAY(one["sentenced_on"]),
        term=term(one.get("length") or one.get("custodial_length")),
        extension=term(one.get("extension_length")),
        share=Fraction(one["release_fraction"]),
        after=str(one["consecutive_to"][0]) if one.get("consecutive_to") else "",
    )


def moved(one):
    return Moved(
        kind=KINDS[one["kind"]],
        days=one["days"],
        applies_from=DAY(one["applies_to_sentences_from"]),
        first=DAY(one["from"]) if one.get("from") else None,
        last=DAY(one["to"]) if one.get("to") else None,
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_agrees_with_the_public_case(case):
    found = find_dates([imposed(one) for one in case["sentences"]], [moved(one) for one in case["adjustments"]])
    wanted = case["expected"]
    assert (str(found.release), str(found.expiry)) == (wanted["release_date"], wanted["expiry_date"])
    assert str(found.unadjusted_expiry) == wanted["unadjusted_expiry_ESED"]


def test_what_the_rule_does_not_cover_is_refused():
    life = Imposed(key="1", count=1, on=dt.date(2020, 1, 1), term=Term(), share=None)
    with pytest.raises(CannotCompute, match="no fixed end"):
        find_dates([life], [])
    later = Imposed(key="2", count=2, on=dt.date(2025, 1, 1), term=Term(months=6), share=Fraction(1, 2))
    short = Imposed(key="1", count=1, on=dt.date(2020, 1, 1), term=Term(months=6), share=Fraction(1, 2))
    with pytest.raises(CannotCompute, match="before a later sentence"):
        find_dates([short, later], [])
