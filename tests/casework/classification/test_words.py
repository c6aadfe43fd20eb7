"""A form's words are data: they are translated in its own file, and mending them makes no new version."""

from __future__ import annotations

import tomllib

import pytest

from casework.classification import rules
from casework.instruments import service
from casework.instruments.service import SHIPPED
from kernel import i18n
from kernel.db import transaction
from kernel.errors import DomainError

DATA = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))


def texts() -> list[str]:
    items = DATA["items"]
    return [
        DATA["name"], *(one["text"] for one in (*items, *DATA["outputs"])),
        *(o["text"] for one in items for o in one["options"]),
        *(case["text"] for one in DATA["outputs"] for case in one.get("cases", [])),
    ]  # fmt: skip


def test_the_shipped_form_is_whole_in_arabic():
    assert set(texts()) - set(DATA["words"]["ar"]) == set()
    assert set(DATA["words"]["ar"]) - set(texts()) == set(), "words for texts that are gone"


def test_a_score_tells_its_questions_in_the_readers_language():
    line = rules.score(rules.form_of(DATA), {"q1": "none"}).contributions[0]
    assert (str(line.text), str(line.answer)) == ("Violence in prison", "None")
    with i18n.speaking("ar"):
        assert (str(line.text), str(line.answer)) == ("العنف داخل السجن", "لا شيء")


def written(tmp_path, text: str):
    file = tmp_path / "form.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_mended_translation_is_taken_over_and_a_mended_text_is_refused(tmp_path):
    whole = SHIPPED.read_text(encoding="utf-8")
    with transaction():
        first = service.load_instrument(None)
    with transaction():
        again = service.load_instrument(None, written(tmp_path, whole.replace("العنف داخل السجن", "العنف في السجن")))
        assert again.id == first.id
        assert again.definition["words"]["ar"]["Violence in prison"] == "العنف في السجن"
    with pytest.raises(DomainError), transaction():
        service.load_instrument(
            None, written(tmp_path, whole.replace('text = "Violence in prison"', 'text = "Fights"'))
        )
