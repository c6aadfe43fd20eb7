"""The policies of probation are data: each of their texts can be read in Arabic."""

from __future__ import annotations

from kernel import i18n
from probation.orders.queries import policy, served
from probation.standards.queries import pack


def test_every_condition_and_citation_is_there_in_arabic():
    lines = [*policy().standard, *policy().additional]
    known = policy().words["ar"]
    assert {text for line in lines for text in (line.text, line.plain)} - set(known) == set()
    with i18n.speaking("ar"):
        for cited in (policy().citation, pack().citation, pack().earned_citation):
            assert not str(cited)[:1].isascii()


def test_what_an_officer_wrote_stays():
    with i18n.speaking("ar"):
        assert str(served("Commit no offence.")) == "لا ترتكب أي جريمة."
        assert str(served("Feed the cat.")) == "Feed the cat."
