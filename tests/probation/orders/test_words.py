"""The policies of probation are data: each of their texts can be read in Arabic."""

from __future__ import annotations

from kernel import i18n
from probation.catalogue.queries import policies, policy, served
from probation.packs.queries import packs


def test_every_condition_and_citation_is_there_in_arabic():
    lines = [line for book in policies() for line in (*book.standard, *book.additional)]
    known = policy().words["ar"]
    assert {text for line in lines for text in (line.text, line.plain)} - set(known) == set()
    asked = [one for line in lines for one in line.inputs]
    with i18n.speaking("ar"):
        labels = [str(line.category) for line in lines if str(line.category)] + [str(one.label) for one in asked]
        labels += [str(words) for one in asked for _value, words in one.options]
        assert [text for text in labels if text.isascii()] == []
        assert not str(policy().citation)[:1].isascii()


def test_the_plain_words_of_every_condition_are_there_in_six_languages():
    plain = {line.plain for book in policies() for line in (*book.standard, *book.additional)}
    for language in set(i18n.LOCALES) - {"en"}:
        assert plain - set(policy().words[language]) == set(), language


def texts(pack):
    yield from (pack.name, pack.about)
    for version in pack.versions:
        yield from (version.citation, version.note, version.earned_citation, version.level_rule.citation)
        yield from version.level_names.values()
        for one in (*version.rules, *version.phases, *version.triggers):
            yield from (one.name, getattr(one, "citation", ""))


def test_every_text_of_every_pack_of_standards_is_there_in_arabic():
    with i18n.speaking("ar"):
        for pack in packs().values():
            assert [str(text) for text in texts(pack) if str(text) and str(text).isascii()] == []


def test_what_an_officer_wrote_stays():
    with i18n.speaking("ar"):
        assert str(served("Commit no offence.")) == "لا ترتكب أي جريمة."
        assert str(served("Feed the cat.")) == "Feed the cat."
