"""The child that makes PDFs: run by its path, alone, with nothing of the app loaded. Speaks frames on its pipes.

A frame is eight bytes of length, then that many bytes. It is asked with one frame of JSON (html, css, lang, title,
variant, identifier) and answers with two: JSON (ok or error) and the PDF. Each document is made in a process of its
own, forked from this warm one, with limits on time, memory and files; without forking the parent's clock is the limit.
"""

from __future__ import annotations

import base64
import contextlib
import gc
import io
import json
import logging
import os
import re
import select
import signal
import struct
import sys
import time
import unicodedata
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

CPU_SECONDS = 20
WALL_SECONDS = 60
MEMORY_BYTES = 2 * 1024**3
IMAGE_BYTES = 1_000_000
"""Largest picture that may travel inside the HTML."""
_LENGTH = struct.Struct(">Q")
_IMAGE = re.compile(r"data:(image/(?:png|jpeg));base64,([A-Za-z0-9+/=\s]*)")
_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".svg": "image/svg+xml"}
_FONTS = '"Noto Sans", "Noto Naskh Arabic", "Noto Sans CJK SC", "Noto Sans Devanagari", "DejaVu Sans", sans-serif'
_BASE_CSS = f"@page {{ font-family: {_FONTS} }} html {{ font-family: {_FONTS} }}"
_ALSO_UA = (
    b'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
    b'xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/></rdf:RDF>'
)
"""Lets an archive file (PDF/A-2a) claim that it can be read aloud as well."""
Answer = tuple[dict[str, Any], bytes]


def read_frame(pipe: IO[bytes]) -> bytes:
    """The next frame. Raises EOFError when the other side is gone."""
    head = pipe.read(_LENGTH.size)
    body = pipe.read(_LENGTH.unpack(head)[0]) if len(head) == _LENGTH.size else b""
    if not head or len(body) < _LENGTH.unpack(head)[0]:
        raise EOFError
    return body


def write_frame(pipe: IO[bytes], body: bytes) -> None:
    """Send one frame at once."""
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def picture_in(url: str) -> tuple[str, bytes]:
    """Type and bytes of a small picture inside a data: address. Raises ValueError for anything else."""
    match = _IMAGE.fullmatch(url)
    if not match or len(match[2]) > IMAGE_BYTES * 4 // 3:
        raise ValueError("refused address")
    return match[1], base64.b64decode(match[2])


def _deny(event: str, args: tuple[Any, ...]) -> None:
    """Audit hook of the process that makes one document: no net, no other program, no file written."""
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.posix_spawn", "os.system", "ctypes.dlopen")):
        raise PermissionError(event)
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+"):
        raise PermissionError(event)


def _limit(cpu_seconds: int) -> None:
    """Bind this process before it touches the document."""
    import resource  # noqa: PLC0415 - POSIX only

    for name, most in {"CPU": cpu_seconds, "AS": MEMORY_BYTES, "FSIZE": 0, "CORE": 0}.items():
        resource.setrlimit(getattr(resource, f"RLIMIT_{name}"), (most, most))
    sys.addaudithook(_deny)


def _fetcher(weasyprint: Any, assets: Mapping[str, tuple[str, bytes]], refused: list[str]) -> Any:
    response = weasyprint.urls.URLFetcherResponse

    class Fetcher(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        """Gives our assets and small pictures in the page; every other address is refused and counted."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 - the library's signature
            """Answer without touching disk or net."""
            name = url.removeprefix("asset:")
            if name != url and name in assets:
                kind, body = assets[name]
                return response(url, body, {"Content-Type": kind})
            try:
                kind, body = picture_in(url)
            except ValueError:
                refused.append(url[:12])
                raise
            return response(url, body, {"Content-Type": kind})

    return Fetcher(allowed_protocols=(), allow_redirects=False)


def direction_of(text: str) -> str:
    """The direction a browser gives an isolated text: that of its first strong letter, else left to right."""
    strong = (unicodedata.bidirectional(sign) for sign in text)
    return "rtl" if next((kind for kind in strong if kind in {"L", "R", "AL"}), "L") in {"R", "AL"} else "ltr"


def _isolate(root: Any) -> None:
    """Write out the direction of each bdi: the library guesses none and turns "24 Nov 2026" round in Arabic."""
    for element in root.iter("bdi"):
        if element.get("dir", "auto") == "auto":
            element.set("dir", direction_of("".join(element.itertext())))


def _clean(root: Any, lang: str, title: str) -> None:
    """No links to files, no authors, no dates of making; always a language and a title."""
    for parent in list(root.iter()):
        for child in list(parent):
            if child.tag == "link" or (child.tag == "meta" and child.get("name") != "description"):
                parent.remove(child)
    root.set("lang", root.get("lang") or lang)
    head = root.find("head")
    if head is not None and head.find("title") is None:
        made = head.makeelement("title", {})
        made.text = title
        head.append(made)


def render(asked: Mapping[str, Any], assets: Mapping[str, tuple[str, bytes]]) -> Answer:
    """Make one PDF, the same bytes for the same question."""
    import weasyprint  # noqa: PLC0415 - loaded once, by the warm process

    refused: list[str] = []
    fetcher = _fetcher(weasyprint, {**assets, "ua.xmp": ("application/xml", _ALSO_UA)}, refused)
    html = weasyprint.HTML(string=asked["html"], base_url=None, url_fetcher=fetcher)
    _clean(html.etree_element, asked["lang"], asked["title"])
    _isolate(html.etree_element)
    sheets = [weasyprint.CSS(string=css, base_url=None, url_fetcher=fetcher) for css in (_BASE_CSS, asked["css"])]

    def sign(_document: object, pdf: Any) -> None:
        if "Producer" in pdf.info:
            pdf.info["Producer"] = "(Throughcare)"

    pdf = html.write_pdf(
        stylesheets=sheets,
        finisher=sign,
        pdf_variant=asked["variant"],
        pdf_identifier=asked["identifier"].encode(),
        xmp_metadata=["asset:ua.xmp"] if asked["variant"] == "pdf/a-2a" else None,
    )
    return {"ok": True, "refused": refused}, pdf


def _attempt(asked: Mapping[str, Any], assets: Mapping[str, tuple[str, bytes]]) -> Answer:
    try:
        return render(asked, assets)
    except MemoryError:
        return {"error": "limit"}, b""
    except BaseException as error:  # noqa: BLE001 - its fatal errors are not Exceptions
        return {"error": "broken", "text": f"{type(error).__name__}: {error}"[:300]}, b""


def _make_and_leave(asked: Mapping[str, Any], assets: Mapping[str, tuple[str, bytes]], pipe: int) -> None:
    """In the forked process: make the document, hand it over, and end without any clean-up of what is the parent's."""
    status = 1
    try:
        out = os.fdopen(pipe, "wb")
        _limit(asked.get("cpu_seconds", CPU_SECONDS))
        gc.disable()  # the process ends with the document: to look for garbage in it cost a fifth of the work
        answer, pdf = _attempt(asked, assets)
        write_frame(out, json.dumps(answer).encode())
        write_frame(out, pdf)
        status = 0
    finally:
        os._exit(status)


def _collect(pipe: int, seconds: float) -> bytes:
    """All that comes out of ``pipe`` until it closes. Raises TimeoutError when that takes longer than ``seconds``."""
    parts: list[bytes] = []
    end = time.monotonic() + seconds
    while True:
        if not select.select([pipe], [], [], max(0.0, end - time.monotonic()))[0]:
            raise TimeoutError
        if not (part := os.read(pipe, 1 << 20)):
            return b"".join(parts)
        parts.append(part)


def _in_own_process(asked: Mapping[str, Any], assets: Mapping[str, tuple[str, bytes]]) -> Answer:
    """Fork, limit, render, wait: whatever happens in there, this process stays whole."""
    out, back = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(out)
        _make_and_leave(asked, assets, back)
    os.close(back)
    try:
        both = io.BytesIO(_collect(out, WALL_SECONDS))
        return json.loads(read_frame(both)), read_frame(both)
    except (TimeoutError, EOFError):
        return {"error": "limit"}, b""
    finally:
        os.close(out)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _load_assets(folder: Path) -> dict[str, tuple[str, bytes]]:
    return {path.name: (_TYPES[path.suffix], path.read_bytes()) for path in folder.glob("*.*") if path.suffix in _TYPES}


def _warm_up() -> str:
    """Import the library and make one small page; the reason why not, or an empty string."""
    logging.disable(logging.CRITICAL)  # its lines could quote what stands in the document
    try:
        with contextlib.redirect_stdout(io.StringIO()):  # the library prints a banner when Pango is missing
            render(dict.fromkeys(("html", "css", "lang", "title", "identifier"), "-") | {"variant": "pdf/ua-1"}, {})
    except (OSError, ImportError) as error:
        return str(error)[:200] or "missing"
    return ""


def main(assets_folder: str) -> None:
    """Serve until the parent closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["SOURCE_DATE_EPOCH"] = "0"
    questions, answers = sys.stdin.buffer, os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    missing, assets = _warm_up(), _load_assets(Path(assets_folder))
    write_frame(answers, json.dumps({"missing": missing}).encode())
    make = _in_own_process if hasattr(os, "fork") else _attempt
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            answer, pdf = make(json.loads(read_frame(questions)), assets)
            write_frame(answers, json.dumps(answer).encode())
            write_frame(answers, pdf)


if __name__ == "__main__":
    main(sys.argv[1])
