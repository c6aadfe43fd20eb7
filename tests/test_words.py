"""Every word a person may read goes through the catalogue, and the catalogue is complete where it exists."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from babel.messages import pofile
from babel.messages.catalog import Catalog

from kernel.enums import LabelledEnum
from kernel.i18n import LazyString
from kernel.settings import ROOT
from tests.test_shape import name_of, production

SPEAKERS = {"flash", "DomainError", "NotFound", "Forbidden", "Conflict"}
ARABIC = ROOT / "translations" / "ar" / "LC_MESSAGES" / "messages.po"
THOUSANDS = 8000
PLACEHOLDER = re.compile(r"%\((\w+)\)")


def called(node: ast.Call) -> str:
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def unmarked(source: str) -> Iterator[str]:
    """Sentences given to a reader as bare strings: refusals, flashes, labels of fields."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        first, name = node.args[0], called(node)
        field = name.endswith("Field") and isinstance(node.func, ast.Name)
        if (name in SPEAKERS or field) and isinstance(first, ast.Constant | ast.JoinedStr):
            yield f"line {node.lineno}: {name}({ast.unparse(first)})"


def test_every_sentence_is_marked():
    assert {name_of(p): found for p in production() if (found := list(unmarked(p.read_text())))} == {}


def test_a_bare_sentence_is_found():
    source = "flash('Saved.')\nDomainError(f'No {x}')\nStringField('Name')\nflash(_('Saved.'))\nfield = Field(_l('x'))"
    assert list(unmarked(source)) == [
        "line 1: flash('Saved.')",
        "line 2: DomainError(f'No {x}')",
        "line 3: StringField('Name')",
    ]


def bare_labels(kinds: list[type[LabelledEnum]]) -> list[str]:
    return [f"{kind.__name__}.{m.name}" for kind in kinds for m in kind if not isinstance(m.label, LazyString)]


def test_every_label_is_marked():
    ours = [kind for kind in LabelledEnum.__subclasses__() if not kind.__module__.startswith("tests")]
    assert ours
    assert bare_labels([kind for kind in ours if kind.__name__ != "Seeded"]) == []


def test_a_bare_label_is_found():
    class Seeded(LabelledEnum):
        A = "a", "A bare label"

    assert bare_labels([Seeded]) == ["Seeded.A"]


def gaps(catalogue: Catalog) -> list[str]:
    """Messages without words, doubtful ones, and those whose placeholders differ from the original's."""
    found = []
    for message in catalogue:
        if not message.id:
            continue
        originals = message.id if isinstance(message.id, tuple | list) else (message.id,)
        words = message.string if isinstance(message.string, tuple | list) else (message.string,)
        known = {name for text in originals for name in PLACEHOLDER.findall(text)}
        strange = {name for text in words for name in PLACEHOLDER.findall(text)} - known
        if message.fuzzy or not all(words) or strange:
            found.append(str(originals[0]))
    return found


@pytest.mark.skipif(not ARABIC.exists(), reason="there is no Arabic catalogue yet")
def test_the_arabic_catalogue_is_complete():
    with ARABIC.open("rb") as file:
        assert gaps(pofile.read_po(file)) == []


@pytest.mark.parametrize("language", ["ar", "es", "fr", "ru", "zh"])
def test_what_is_translated_says_what_the_original_says(language):
    """A word that is missing there is shown in English; one with another placeholder would break the page."""
    with (ROOT / "translations" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        there = [message for message in pofile.read_po(file) if message.id and any(message.string)]
    assert len(there) > THOUSANDS
    complete = Catalog(locale=language)
    for message in there:
        complete.add(message.id, message.string, flags=message.flags)
    assert gaps(complete) == []


def test_a_gap_is_found():
    catalogue = Catalog(locale="ar")
    catalogue.add("Saved.", "حُفظ.")
    catalogue.add("Sign out", "")
    catalogue.add("Hello %(name)s", "مرحبا %(nom)s")
    assert gaps(catalogue) == ["Sign out", "Hello %(name)s"]
