"""The shell, its worker and its manifest: the same for everybody, so that a phone may keep them."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kernel import settings
from kernel.authz import public
from kernel.i18n import _

bp = Blueprint("field_shell", __name__)
NONCE = 64


@bp.get("/field/")
@public
def page() -> ResponseReturnValue:
    """The shell."""
    return render_template("probation/field_shell/page.html")


@bp.get("/field/ping")
@public
def ping() -> ResponseReturnValue:
    """The nonce that was asked: only the real server gives it back."""
    return jsonify({"n": request.args.get("n", "")[:NONCE]})


@bp.get("/field/sw.js")
@public
def worker() -> Response:
    """The service worker."""
    script = (settings.ROOT / "static" / "field" / "sw.js").read_bytes()
    found = Response(script, mimetype="text/javascript")
    found.headers["Service-Worker-Allowed"] = "/field/"
    found.headers["Cache-Control"] = "no-cache"
    return found


@bp.get("/field/manifest.webmanifest")
@public
def manifest() -> Response:
    """What makes the shell installable."""
    body = jsonify(
        {"name": _("Throughcare visits"), "short_name": _("Visits"), "start_url": url_for("field_shell.page"),
         "scope": url_for("field_shell.page"), "display": "standalone", "icons": []}
    )  # fmt: skip
    body.mimetype = "application/manifest+json"
    return body
