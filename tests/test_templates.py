"""Every page: language and direction, nothing inline, no text without translation, no side named left or right."""

from __future__ import annotations

import html.parser
import pathlib
import re
from collections.abc import Iterator
from functools import cache

import jinja2
import pytest
from jinja2 import nodes

from kernel.i18n import LOCALES
from kernel.settings import ROOT

TEMPLATES = ROOT / "templates"
VISIBLE = ("title", "alt", "aria-label", "aria-description", "placeholder", "summary")
NEVER_TRANSLATED = {"Throughcare", "QR", "PDF", "CSV", "XLSX", *LOCALES.values()}
ATTRIBUTE = re.compile(r"[\w-]+=\"[^\"]*\"")
MARKS = {"_", "_l", "cite", "gettext", "ngettext", "pgettext", "lazy_gettext", "say"}
"""``cite`` and ``say`` translate by tables of their own: sources of rules, and the words of one paper."""
HOLE = "\ufffc"
WORDS = re.compile(r"[^\W\d_]{2,}")
SENTENCE = re.compile(r"^[A-Z][a-z]+( [\w’'-]+)*[.?!…:]?$")
PHYSICAL = re.compile(
    r"(?<![\w-])(?:(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)*"
    r"|border-(?:top|bottom)-(?:left|right)-radius|left|right)\s*:"
    r"|(?:text-align|float|clear)\s*:\s*(?:left|right)\b"
)


def pages() -> Iterator[pathlib.Path]:
    yield from sorted(TEMPLATES.rglob("*.html"))


def named(path: pathlib.Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def environment() -> jinja2.Environment:
    return jinja2.Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)


def markup_of(tree: nodes.Node) -> str:
    """The template's own text: what is computed is a hole, what is translated or only a class name is left out."""
    if isinstance(tree, nodes.TemplateData):
        return tree.data
    if isinstance(tree, nodes.Expr) or (isinstance(tree, nodes.Block) and tree.name.endswith("_class")):
        return HOLE if isinstance(tree, nodes.Expr) else ""
    parts = tree.iter_child_nodes() if isinstance(tree, nodes.Output) else statements(tree)
    return "".join(markup_of(part) for part in parts)


def statements(tree: nodes.Node) -> Iterator[nodes.Node]:
    """What stands inside a statement, without the expressions that steer it."""
    return (child for child in tree.iter_child_nodes() if not isinstance(child, nodes.Expr))


class Reader(html.parser.HTMLParser):
    """Collects what a reader would see or a strict policy would refuse."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.complaints: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.silent += tag in {"script", "style"}
        if tag == "style" or (tag == "script" and "src" not in given):
            self.complaints.append(f"inline <{tag}>")
        self.complaints += [f"attribute {name}" for name in given if name == "style" or name.startswith("on")]
        self.complaints += [f"{name}={given[name]!r} is not marked" for name in VISIBLE if speaks(given.get(name, ""))]
        if str(given.get("href", "")).startswith("javascript:"):
            self.complaints.append("javascript: address")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self.silent and speaks(ATTRIBUTE.sub("", data)):  # a macro may write attributes alone
            self.complaints.append(f"{' '.join(data.split())!r} is not marked")


def speaks(text: str) -> bool:
    """Whether the text holds a word that a reader of another language would miss."""
    return any(word not in NEVER_TRANSLATED for word in WORDS.findall(text.replace(HOLE, " ")))


def unmarked_constants(tree: nodes.Node, *, marked: bool = False) -> Iterator[str]:
    """Sentences written inside expressions, such as a macro's argument, outside ``_()``."""
    if isinstance(tree, nodes.Call) and isinstance(tree.node, nodes.Name) and tree.node.name in MARKS:
        marked = True
    if isinstance(tree, nodes.Compare | nodes.Test | nodes.Getitem | nodes.Import | nodes.FromImport | nodes.Extends):
        return
    if isinstance(tree, nodes.Const) and isinstance(tree.value, str) and not marked:
        if SENTENCE.match(tree.value) and speaks(tree.value):
            yield f"{tree.value!r} is not marked"
        return
    for child in tree.iter_child_nodes():
        yield from unmarked_constants(child, marked=marked)


def complaints(source: str) -> list[str]:
    """All that is wrong with one template."""
    tree, reader = environment().parse(source), Reader()
    reader.feed(markup_of(tree))
    reader.close()
    found = reader.complaints + list(unmarked_constants(tree))
    found += ["|safe" for part in tree.find_all(nodes.Filter) if part.name in {"safe", "forceescape"}]
    found += ["autoescape is switched off" for _ in tree.find_all(nodes.ScopedEvalContextModifier)]
    whole_page = "<html" in source
    if whole_page and not re.search(r"<html[^>]*\blang=[^>]*\bdir=", source):
        found.append("<html> without lang and dir")
    return found


def is_fragment(path: pathlib.Path) -> bool:
    return "components" in path.parts or path.name.startswith("_") or path.name.endswith("panel.html")


def stands_alone(source: str) -> bool:
    return "<html" in source or "{% extends" in source or "{%- extends" in source


@pytest.mark.parametrize("path", list(pages()), ids=named)
def test_every_page_keeps_the_house_rules(path):
    source = path.read_text()
    assert complaints(source) == []
    assert is_fragment(path) or stands_alone(source), "extend base.html, or be a whole page with lang and dir"


@pytest.mark.parametrize(
    ("source", "complaint"),
    [
        ("<p>Hello there</p>", "'Hello there' is not marked"),
        ("<p>{{ _('Hello') }} there</p>", f"'{HOLE} there' is not marked"),
        ('<img alt="A chair">', "alt='A chair' is not marked"),
        ("{{ button('Save visit') }}", "'Save visit' is not marked"),
        ("<p style='color:red'></p>", "attribute style"),
        ("<button onclick='x()'></button>", "attribute onclick"),
        ("<script>x()</script>", "inline <script>"),
        ("<style>p{}</style>", "inline <style>"),
        ("{{ note|safe }}", "|safe"),
        ("{% autoescape false %}{% endautoescape %}", "autoescape is switched off"),
        ("<html lang='en'></html>", "<html> without lang and dir"),
    ],
)
def test_each_rule_bites(source, complaint):
    assert complaints(source) == [complaint]


@pytest.mark.parametrize(
    "source",
    [
        "<p>{{ _('Hello') }}: {{ name }} – 12 %</p>",
        "<p>{% trans %}Hello there{% endtrans %}</p>",
        '<a href="{{ url_for("home.page") }}" aria-label="{{ _("Home") }}">Throughcare</a>',
        '<html lang="{{ l }}" dir="{{ d }}"></html>',
        "{% extends 'base.html' %}{% block main_class %}narrow{% endblock %}{% block main %}{% endblock %}",
        "{% if kind == 'Prison' %}{% endif %}<script src='x.js' defer></script>",
    ],
)
def test_what_is_right_passes(source):
    assert complaints(source) == []


# ---- style sheets ---------------------------------------------------------------------------------------------------


def physical(css: str) -> list[str]:
    """Declarations that name a side of the page, which would not mirror."""
    return [found.group(0) for found in PHYSICAL.finditer(re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))]


@pytest.mark.parametrize("path", sorted((ROOT / "static").rglob("*.css")), ids=named)
def test_style_sheets_name_no_side(path):
    assert physical(path.read_text()) == [], "use margin-inline-start, inset-inline-end, text-align: start …"


def test_a_named_side_is_found():
    assert physical("p { margin-left: 1em; text-align: right; left: 0 }") == [
        "margin-left:",
        "text-align: right",
        "left:",
    ]
    assert physical("p { border-top-left-radius: 1px }") == ["border-top-left-radius:"]
    assert physical("p { margin-inline-start: 1em; text-align: end } /* left: */") == []
