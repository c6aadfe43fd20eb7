"""The name of a law is said in the reader's language; what is not one stays as it was written."""

from __future__ import annotations

import pytest

from kernel import i18n
from kernel.errors import DomainError
from kernel.i18n import cite, said

WORDS = {"ar": {"None": "لا شيء"}}


@pytest.fixture
def arabic(monkeypatch):
    """A reader of Arabic whose catalogue is made of brackets."""
    monkeypatch.setattr(i18n, "_catalogue", lambda _language: Brackets())
    with i18n.speaking("ar"):
        yield


class Brackets:
    def ugettext(self, text: str) -> str:
        return f"[{text}]"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Mandela Rule 11 (b)", "[Mandela Rule 11 (b)]"),
        ("Mandela Rules 111 and 122", "[Mandela Rules [111 and 122]]"),
        ("Tokyo Rule 12.3", "[Tokyo Rule 12.3]"),
        ("Mandela Rule 12 (2); Mandela Rule 11 (a)", "[Mandela Rule 12 (2)]; [Mandela Rule 11 (a)]"),
        ("Our own order of 2024, part 3", "Our own order of 2024, part 3"),
        ("", ""),
    ],
)
def test_a_law_is_named_in_the_readers_language(arabic, written, shown):
    assert cite(written) == shown


def test_a_refusal_names_its_law_in_the_readers_language(arabic):
    assert str(DomainError("No.", rule="Mandela Rule 7")) == "No. ([Mandela Rule 7])"


def test_a_data_file_speaks_when_it_is_shown():
    word = said("None", WORDS)
    assert str(word) == "None"
    with i18n.speaking("ar"):
        assert str(word) == "لا شيء"
        assert str(said("What an office wrote itself", WORDS)) == "What an office wrote itself"
