"""A paper may not read the disk, wander the net, or take the app down."""

from __future__ import annotations

import http.server
import io
import json
import threading
from collections.abc import Iterator

import pypdf
import pytest

from kernel import documents
from kernel.documents import engine, printing
from kernel.documents.press import Press

SEEN: list[str] = []


class Canary(http.server.BaseHTTPRequestHandler):
    """Notes every request; answers /go with a redirect to /inside."""

    def do_GET(self) -> None:
        SEEN.append(self.path)
        self.send_response(302 if self.path == "/go" else 200)
        self.send_header("Location", "/inside")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def canary() -> Iterator[str]:
    SEEN.clear()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Canary)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def hostile(url: str) -> str:
    return f"""<html><head><base href="{url}/"><title>x</title><link rel="stylesheet" href="{url}/a.css">
    <link rel="attachment" href="file:///etc/hostname"><link rel="attachment" href="{url}/b">
    <style>@import url({url}/c.css); @font-face {{ font-family: f; src: url({url}/d.woff) }}
    body {{ background: url({url}/e.png); font-family: f }} li {{ list-style-image: url(file:///etc/hostname) }}
    p::before {{ content: url({url}/g.png) }}</style></head><body><p>text</p><ul><li>x</ul>
    <img src="{url}/go"><img src="file:///etc/passwd"><img src="//127.0.0.1/x"><img src="relative.png"><img src="ftp://127.0.0.1/x">
    <img src="data:image/svg+xml;base64,PHN2Zy8+"><img src="data:text/html,x"><img src="asset:../../etc/passwd">
    <embed src="{url}/h"><object data="file:///etc/passwd"></object><iframe src="{url}/i"></iframe>
    <a rel="attachment" href="file:///etc/hostname">take</a>
    <svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><image xlink:href="{url}/k.png"/>
    <use xlink:href="file:///etc/passwd#x"/></svg></body></html>"""


def test_nothing_is_fetched_or_attached(canary: str) -> None:
    pdf = documents.pdf_of(hostile(canary), title="x")
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    assert SEEN == []
    assert not reader.attachments
    assert b"/EmbeddedFile" not in pdf
    assert "root:" not in reader.pages[0].extract_text()


def test_a_small_picture_inside_the_page_is_shown() -> None:
    dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
    pdf = documents.pdf_of(f'<img alt="code" src="data:image/png;base64,{dot}">', title="x")
    assert b"/Image" in pdf


@pytest.mark.parametrize(
    "url",
    ["http://a/", "file:///etc/passwd", "data:image/svg+xml;base64,AAAA", "data:text/plain,x", "data:image/png,x",
     "data:image/png;base64," + "A" * 1_400_000],
)  # fmt: skip
def test_other_addresses_are_no_pictures(url: str) -> None:
    with pytest.raises(ValueError, match="refused"):
        engine.picture_in(url)


BOMBS = {
    "colspan": "<table><tr>" + "<td colspan=1000000>x</td>" * 30 + "</table>",
    "rows": "<table>" + ("<tr>" + "<td>cell of text</td>" * 12 + "</tr>") * 2000 + "</table>",
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_paper_that_never_ends_is_stopped_and_the_next_one_is_made(
    bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    small = Press(cpu_seconds=2)
    monkeypatch.setattr(printing, "press", small)
    try:
        with pytest.raises(documents.PdfTooLarge, match="fewer lines"):
            documents.pdf_of(BOMBS[bomb], title="x")
        pid = small.pid
        assert documents.pdf_of("<p>next", title="x").startswith(b"%PDF")
        assert small.pid == pid
    finally:
        small.close()


def test_a_fault_of_the_template_is_told_as_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = json.loads(json.dumps({"error": "broken", "text": "ValueError: x"}))
    monkeypatch.setattr(printing.press, "ask", lambda _question: (broken, b""))
    with pytest.raises(documents.PdfFailed, match="ValueError"):
        documents.pdf_of("<p>", title="x")


def test_without_pango_the_reader_is_told_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing.press, "ask", lambda _question: ({"error": "missing"}, b""))
    with pytest.raises(documents.PdfUnavailable, match=r"Print this page instead.*apt-get install -y libpango"):
        documents.pdf_of("<p>", title="x")
