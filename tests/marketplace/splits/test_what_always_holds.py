"""Properties of every law: nothing lost, nothing taken back, two earnings are one, more earned is never less kept."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from marketplace.rulesets.rules import FactKind
from marketplace.rulesets.schemas import shipped
from marketplace.splits.rules import Facts, idle_rules, law_of

LAWS = {name: one for name, one in shipped().items() if one.versions}
MOST = 400_000


@st.composite
def laws(draw):
    """A law for facts drawn at random: (rule set, version, law)."""
    one = LAWS[draw(st.sampled_from(sorted(LAWS)))]
    version = one.versions[-1]
    flags = {key: draw(st.booleans()) for key, fact in one.facts.items() if fact.kind is FactKind.FLAG}
    amounts = {
        key: Fraction(draw(st.integers(0, 90_000))) for key, fact in one.facts.items() if fact.kind is FactKind.AMOUNT
    }
    facts = Facts(flags=flags, amounts=amounts, minor=lambda text: Fraction(text) * 100)
    stopped = draw(
        st.lists(st.sampled_from([rule.code for rule in version.rules if not rule.rest] or ["-"]), max_size=2)
    )
    return one, version, law_of(version, idle_rules(version, facts, stopped), facts)


def shares(law, gross, rounding="half_up"):
    """The parts, or None where what may not be cut is more than may be taken."""
    return None if law.floors.at(gross) > law.limit.at(gross) else law.shares(gross, rounding)


@given(laws(), st.integers(0, MOST), st.sampled_from(["half_up", "down", "up"]))
def test_parts_sum_to_the_gross_and_none_is_negative(drawn, gross, rounding):
    _one, _version, law = drawn
    found = shares(law, gross, rounding)
    if found is not None:
        assert sum(found) == gross
        assert min(found) >= 0
        exact = [curve.at(gross) for curve in law.gets]
        assert all(abs(got - wanted) <= 2 for got, wanted in zip(found, exact, strict=True))


@given(laws(), st.integers(0, MOST), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_however_small_the_steps_nothing_is_ever_taken_back(drawn, start, steps):
    _one, _version, law = drawn
    gross, before = start, shares(law, start)
    for step in steps:
        gross += step
        after = shares(law, gross)
        if before is not None and after is not None:
            assert all(new >= old for new, old in zip(after, before, strict=True))
        before = after


@given(laws(), st.integers(1, MOST))
def test_limits_hold(drawn, gross):
    _one, version, law = drawn
    found = shares(law, gross)
    if found is None:
        return
    taken = sum(got for rule, got in zip(law.rules, found, strict=True) if rule.takes and not rule.beyond)
    slack = len(law.rules)
    if version.most_taken is not None:
        assert taken <= version.most_taken * gross + slack
    if version.kept is not None:
        assert taken <= (1 - version.kept) * gross + slack


@given(laws(), st.integers(0, MOST))
def test_a_rule_that_is_switched_off_moves_money_only_where_it_says(drawn, gross):
    one, version, _law = drawn
    facts = Facts(
        flags={key: True for key, fact in one.facts.items() if fact.kind is FactKind.FLAG},
        amounts={key: Fraction(0) for key, fact in one.facts.items() if fact.kind is FactKind.AMOUNT},
        minor=lambda text: Fraction(text) * 100,
    )
    idle = idle_rules(version, facts, [])
    for rule in version.rules:
        if rule.rest or rule.code in idle or not rule.redirect:
            continue
        on, off = law_of(version, idle, facts), law_of(version, idle | {rule.code: "stopped"}, facts)
        moved = {
            other.code
            for other, got, then in zip(version.rules, on.gets, off.gets, strict=True)
            if got.at(gross) != then.at(gross)
        }
        rest = {other.code for other in version.rules if other.rest}
        assert moved <= {rule.code, *rule.redirect, *rest}


@given(laws(), st.integers(1, MOST))
def test_more_gross_is_never_less_for_the_person(drawn, gross):
    _one, _version, law = drawn
    own = [curve for rule, curve in zip(law.rules, law.gets, strict=True) if rule.is_own]
    assert sum(curve.at(gross) for curve in own) >= sum(curve.at(gross - 1) for curve in own)
