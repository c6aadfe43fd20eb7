"""The shell of the field app. It is the same for everybody, so that a phone may keep it for hours without network."""

from __future__ import annotations

import functools
import hashlib
import json
import re
from pathlib import Path

from flask import Blueprint, Response, abort, jsonify, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from kernel.authz import public
from kernel.i18n import LOCALES, _, language, speaking
from kernel.settings import ROOT

bp = Blueprint("field_shell", __name__, url_prefix="/field")
FILES = ROOT / "static" / "field"
WORKER = "sw.js"
PLAIN = ("store.js", "sender.js")
"""Scripts that the page and the worker share; old browsers give workers no modules."""
KEPT = ("field.css", "icon-192.png")
"""What the worker keeps besides the scripts."""
TYPES = {".js": "text/javascript", ".css": "text/css", ".png": "image/png"}
_COMMENT = re.compile(rb"^[ \t]*//.*$", re.MULTILINE)
NONCE = 64
"""Characters of a nonce that are given back."""


@functools.cache
def files_build() -> str:
    """A mark of the content of all files of the app: their address changes with it."""
    digest = hashlib.sha256()
    for path in sorted(FILES.rglob("*")):
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def served(path: Path) -> bytes:
    """A file as it travels: a script without its lines of comment, each of which leaves an empty line."""
    content = path.read_bytes()
    return _COMMENT.sub(b"", content) if path.suffix == ".js" else content


def scripts() -> list[str]:
    """The names of all scripts but the worker's own."""
    return sorted(path.name for path in FILES.glob("*.js") if path.name != WORKER)


def kept_files() -> list[str]:
    """The addresses that the worker keeps: scripts, style, icon."""
    return [url_for("field_shell.file", build=files_build(), name=name) for name in (*scripts(), *KEPT)]


def _language() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LOCALES else language()


def _shell(wanted: str) -> str:
    with speaking(wanted):
        modules = [name for name in scripts() if name not in PLAIN]
        return render_template("probation/field/shell.html", build=files_build(), wanted=wanted, modules=modules)


@bp.get("/")
@public
def page() -> ResponseReturnValue:
    """The one page of the field app. Everything about people comes later, as JSON, and is kept encrypted."""
    return _shell(_language())


@bp.get("/a/<build>/<name>")
@public
def file(build: str, name: str) -> ResponseReturnValue:
    """One file of the app, under the mark of the build it belongs to, so that two builds never mix on a phone."""
    path = FILES / name
    if build != files_build() or path.parent != FILES or not path.is_file():
        abort(404)
    session.accessed = False  # the same for everybody: the answer does not vary by cookie
    kept = {"Cache-Control": "public, max-age=31536000, immutable"}
    return Response(served(path), mimetype=TYPES.get(path.suffix, "text/plain"), headers=kept)


@bp.get("/sw.js")
@public
def worker() -> Response:
    """The service worker with its build, the shell of the language it was asked in, and the files it keeps."""
    wanted = _language()
    shell_at = url_for("field_shell.page", lang=wanted)
    mark = hashlib.sha256((files_build() + _shell(wanted)).encode()).hexdigest()[:12]
    kept = {"build": f"{wanted}-{mark}", "shell": shell_at, "files": kept_files()}
    source = f"const KEPT = {json.dumps(kept)};\n{served(FILES / WORKER).decode()}"
    headers = {"Service-Worker-Allowed": "/field/", "Cache-Control": "no-cache"}
    return Response(source, mimetype="text/javascript", headers=headers)


@bp.get("/manifest.webmanifest")
@public
def manifest() -> Response:
    """What a phone needs to put the app on its first screen."""
    wanted = _language()
    with speaking(wanted):
        name, short = _("Throughcare field visits"), _("Field visits")
    icons = [
        {"src": url_for("field_shell.file", build=files_build(), name=f"icon-{size}.png"), "type": "image/png",
         "sizes": f"{size}x{size}", "purpose": "any"}
        for size in (192, 512)
    ]  # fmt: skip
    said = {
        "id": "/field/", "name": name, "short_name": short, "lang": wanted, "dir": "auto", "display": "standalone",
        "start_url": "/field/", "scope": "/field/", "background_color": "#f8f5ef", "theme_color": "#123f46",
        "icons": icons,
    }  # fmt: skip
    return Response(json.dumps(said), mimetype="application/manifest+json")


@bp.get("/ping")
@public
def ping() -> ResponseReturnValue:
    """Gives back the nonce it was asked with: only a way to this very server can, a lobby's welcome page cannot."""
    return jsonify({"n": request.args.get("n", "")[:NONCE]})
