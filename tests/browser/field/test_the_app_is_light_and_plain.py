"""The app loads over a bad line and on an old phone: under 60 KB, nothing a phone of seven years ago does not know."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from kernel.settings import ROOT
from probation.field_shell.views import served
from tests.browser.field.conftest import eventually

FIELD = ROOT / "static" / "field"
TOO_NEW = {
    "optional chaining": r"\?\.(?!\d)",
    "nullish coalescing": r"\?\?",
    "logical assignment": r"(?:\|\||&&)=",
    "private or class fields": r"(?:this\.#|^\s+#\w)",
    "numeric separators": r"\b\d+_\d",
    "top-level await": r"^await\b",
    "a method younger than Chromium 70": r"\.(?:replaceAll|matchAll|at|flat|flatMap|arrayBuffer|allSettled|any"
    r"|replaceChildren|toSorted|toReversed|findLast|groupBy)\(|Object\.(?:fromEntries|hasOwn)|structuredClone"
    r"|randomUUID|globalThis|RelativeTimeFormat|\bblob\.(?:text|stream)\(|import\.meta",
    "BigInt or lookbehind": r"\b\d+n\b|\(\?<[=!]",
    "a part of the browser younger than Chromium 70": r"\b(?:CompressionStream|DecompressionStream|WeakRef|ListFormat"
    r"|DisplayNames|scheduler|showPicker|showModal|requestSubmit|X25519|Ed25519)\b|AbortSignal\.(?:timeout|any)"
    r"|queueMicrotask|indexedDB\.databases|\.inert\b|\b(?:export|import) \* as \w+ from|static \{|[\"']durability",
}
"""What Chromium 70 (October 2018) does not know."""
CSS_TOO_NEW = (
    r":is\(|:where\(|:has\(|focus-visible|focus-within\(|\b(?:clamp|min|max)\("
    r"|(?<!-)inset(?:-inline|-block)?(?:-start|-end)?\s*:|aspect-ratio|@layer|@container|@supports selector|color-mix"
    r"|\d[dsl]v[hw]\b|(?<!grid-)\bgap\s*:|(?:margin|padding)-(?:inline|block)\s*:|border-(?:start|end)-"
    r"|scrollbar-gutter|accent-color|content-visibility|text-wrap|:not\([^)]*,"
)


def too_new(source: str) -> list[str]:
    """What a phone of seven years ago would stumble over. Comments and texts in quotes do not count."""
    bare = re.sub(r"//[^\n]*|\"[^\"\n]*\"", "", source)
    return [name for name, pattern in TOO_NEW.items() if re.search(pattern, bare, re.MULTILINE)]


@pytest.mark.parametrize("path", sorted(FIELD.glob("*.js")), ids=lambda path: path.name)
def test_scripts_use_what_old_phones_know(path):
    assert too_new(path.read_text()) == []


def test_style_uses_what_old_phones_know():
    assert re.findall(CSS_TOO_NEW, (FIELD / "field.css").read_text()) == []


@pytest.mark.parametrize(
    "seeded",
    [
        "a?.b",
        "a ?? b",
        "a ||= b",
        "await x();",
        "s.replaceAll(1)",
        "class A {\n  #b = 1;\n}",
        "1_000",
        "new CompressionStream()",
        "AbortSignal.timeout(1)",
        "crypto.randomUUID()",
        "box.showModal()",
    ],
)
def test_what_is_too_new_is_found(seeded):
    assert too_new(seeded)


@pytest.mark.parametrize(
    "seeded", ["height: 100dvh", "inset-inline-start: 0", "gap: 1rem", "margin-inline: auto", "width: min(1px)"]
)
def test_style_that_is_too_new_is_found(seeded):
    assert re.search(CSS_TOO_NEW, seeded)
    assert not re.search(CSS_TOO_NEW, "grid-gap: 1rem; margin-inline-start: 0; grid-template-columns: minmax(0, 1fr)")


def counted(app: object, sent: dict[str, int]) -> object:
    """The app, the bytes of its answers counted by address, packed as they travel."""

    def run(environ: dict, start: object) -> Iterable[bytes]:
        for part in app(environ, start):
            sent[environ["PATH_INFO"]] = sent.get(environ["PATH_INFO"], 0) + len(part)
            yield part

    return run


@pytest.mark.browser
def test_the_first_load_is_under_60_kb_and_it_can_be_installed(make_phone, site, monkeypatch):
    sent: dict[str, int] = {}
    site.cut()
    monkeypatch.setattr(site.app, "wsgi_app", counted(site.app.wsgi_app, sent))
    site.restore()
    phone = make_phone()
    page = phone.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_selector(".screen.start")
    eventually(lambda: page.evaluate("caches.keys().then(names => names.length)"))
    assert phone.context.new_cdp_session(page).send("Page.getInstallabilityErrors") == {"installabilityErrors": []}
    assert len(sent) > 20
    assert sum(sent.values()) < 60_000, f"with all that the worker keeps: {sent}"


@pytest.mark.parametrize("path", sorted(FIELD.glob("*.js")), ids=lambda path: path.name)
def test_comments_stay_on_the_server_and_lines_keep_their_numbers(path):
    written, sent = path.read_text().splitlines(), served(path).decode().splitlines()
    assert any(line.lstrip().startswith("//") for line in written)
    assert [line for line in sent if line.lstrip().startswith("//")] == []
    assert [a for a, b in zip(written, sent, strict=True) if a != b and not a.lstrip().startswith("//")] == []
