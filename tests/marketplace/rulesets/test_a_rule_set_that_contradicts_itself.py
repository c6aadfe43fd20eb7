"""A rule set is refused with the place named when it contradicts itself."""

from __future__ import annotations

import pytest

from marketplace.rulesets.schemas import PACKS, RuleSetRefused, read_rule_set

FRANCE = (PACKS / "france.toml").read_text(encoding="utf-8")
PIECP = (PACKS / "us-piecp.toml").read_text(encoding="utf-8")


def flaws(text):
    with pytest.raises(RuleSetRefused) as refusal:
        read_rule_set(text, "x.toml")
    return str(refusal.value)


def test_floors_above_the_cap():
    assert "version from 1979-12-27, victims: The floors" in flaws(PIECP.replace('floor = "5%"', 'floor = "85%"'))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [('stop_unless = "creditor"', 'stop_unless = "debtor"', "rule victims: It asks for the fact debtor"),
     ('["400.00", "25%"]', '["100.00", "25%"]', "Tiers rise"),
     ('code = "release"', 'code = "victims"', "Two rules have the same code"),
     ("rest = true", 'share = "10%"', "Exactly one rule takes the rest"),
     ('share = "10%"', 'share = "ten"', "Write a share as 20%"),
     ('above = "200.00"', 'above = "many"', "Write an amount as 200.00"),
     ('share = "10%"', 'share = "10%"\nfixed = "3.00"', "exactly one of share"),
     ('role = "release"', 'role = "pocket"', "version[1].rule[3].role"),
     ('legal = "Code pénitentiaire D332-13"', "", "version[1].rule[3].legal"),
     ('share = "10%"', 'share = "10%"\nstopped_from = 2020-01-01', "names the day and who stopped it"),
     ('share = "10%"', 'share = "10%"\nredirect = { nobody = "1/2" }', "there is no such other rule"),
     ("sources = [", "sources = []\nnothing = [", "nothing")],
)  # fmt: skip
def test_each_flaw_is_named_with_its_place(old, new, words):
    assert old in FRANCE
    assert words in flaws(FRANCE.replace(old, new, 1))


def test_what_is_no_toml_says_the_line():
    assert "line 1" in flaws("name = \ntitle = 3")
