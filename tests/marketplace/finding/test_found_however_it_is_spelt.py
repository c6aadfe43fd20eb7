"""A visitor finds a product by words in any language, order, script and spelling."""

from __future__ import annotations

import pytest

from kernel.db import transaction
from marketplace.finding.queries import found_by
from marketplace.finding.rules import asked_words, near, ranked, words_of
from marketplace.texts.service import ProductWords, say_product

SHOP = words_of("Oak hall bench Étagère خبز بالعجين المخمر 橡木长凳 Деревянный поезд Sourdough loaf Tablier en lin")
MEET = [
    ("bnech", "bench"), ("benches", "bench"), ("ETAGERE", "etagere"), ("khubz", "خبز"), ("الخبز", "خبز"),
    ("长凳", "长凳"), ("поезда", "поезд"), ("poezd", "поезд"), ("tabliers", "tablier"), ("sourdogh", "sourdough"),
]  # fmt: skip


@pytest.mark.parametrize(("asked", "word"), MEET)
def test_an_asked_word_meets_its_word(asked, word):
    (one,) = asked_words(asked)
    assert word in near(one, SHOP)


@pytest.mark.parametrize("asked", ["lamp", "xyz", "chart", "苹果", "ben"])
def test_what_is_not_there_is_not_found(asked):
    (word,) = asked_words(asked)[:1]
    assert not near(word, ["quilt", "linen", "tray", "长凳"])


def test_a_title_counts_for_more_and_all_words_come_first():
    answers = [{"oak": 8}, {"bench": 8}]
    rows = [("a", "oak", 1), ("a", "bench", 1), ("b", "oak", 3), ("c", "oak", 3), ("c", "bench", 3)]
    assert ranked(answers, rows) == ["c", "a"]
    assert ranked([{"oak": 8}], [("a", "oak", 1), ("b", "oak", 3)]) == ["b", "a"]


def test_words_of_another_language_lead_to_the_product(client, world):
    assert "Nothing answers" in client.get("/shop?q=كرسي").text
    with transaction():
        say_product(world.manager, world.product.id, ProductWords(
            language="ar", title="كرسي من البلوط", description="كرسي لكل العمر."
        ))  # fmt: skip
    assert found_by("الكرسي") == [world.product.id]
    assert found_by("chair oak") == found_by("oak  CHIAR") == [world.product.id]
