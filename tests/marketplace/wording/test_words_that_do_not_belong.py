"""The language guard: which words are refused, why, in each language, and which good words are left alone."""

from __future__ import annotations

import pytest

from kernel.errors import DomainError
from marketplace.wording.rules import Fault, findings, refuse_unworthy

BAD = [
    ("en", "Angels carved by murderers", "murderers", Fault.OFFENCE),
    ("en", "An INMATE’S work", "INMATE", Fault.LABEL),
    ("en", "Give them a second  chance", "second  chance", Fault.PITY),
    ("en", "Made by Maria Lopez in our workshop", "Maria Lopez", Fault.NAME),
    ("en", "Tom (34) turns the legs", "Tom", Fault.NAME),
    ("ar", "صنعه السجناء بأيديهم", "السجناء", Fault.LABEL),
    ("ar", "امنحهم فرصة ثانية", "فرصة ثانية", Fault.PITY),
    ("fr", "Cousu par des détenues", "détenues", Fault.LABEL),
    ("fr", "Les anges d’un assassin", "assassin", Fault.OFFENCE),
    ("es", "Hecho por reclusos", "reclusos", Fault.LABEL),
    ("ru", "Сделано руками заключённых", "заключённых", Fault.LABEL),
    ("zh", "由犯人制作的木凳", "犯人", Fault.LABEL),
    ("zh", "由王小明师傅制作", "王小明", Fault.NAME),
    ("en", "A stool by سجناء", "سجناء", Fault.LABEL),
]
GOOD = [
    ("en", "Three-legged stool. Stands level on any floor, 40 cm. Made by our workshops by hand."),
    ("en", "Made by Juniper House. Convictions about good bread, robust and crimped."),
    ("fr", "Un viole d’amour en érable, des clous forgés, fait par Les Ateliers du port."),
    ("es", "Un robot de madera con ruedas y un robusto banco."),
    ("ar", "مقعد منخفض من خشب البلوط، مدهون بالزيت يدويًا."),
    ("ru", "Рабочий стол из дуба, ворот из латуни."),
    ("zh", "橡木门厅长凳，手工上油。"),
]


@pytest.mark.parametrize(("language", "text", "word", "fault"), BAD)
def test_a_word_is_named_with_its_fault(language, text, word, fault):
    assert (word, fault) in [(one.word, one.fault) for one in findings(text, language)]


@pytest.mark.parametrize(("language", "text"), GOOD)
def test_good_words_stay(language, text):
    assert findings(text, language) == []


def test_the_refusal_says_the_field_the_word_and_what_to_write():
    with pytest.raises(DomainError) as refusal:
        refuse_unworthy({"title": "Oak bench", "description": "Built by convicts."})
    assert refusal.value.field == "description"
    assert "“convicts”" in str(refusal.value)
    assert "“the makers”" in str(refusal.value)
