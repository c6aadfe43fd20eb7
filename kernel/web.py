"""What every answer passes through: admission, headers, error pages, health. Wired once by ``init``."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from kernel import audit, authz, db
from kernel.authz import public
from kernel.drafts.views import keep_unsent
from kernel.errors import DomainError
from kernel.i18n import _, _l

if TYPE_CHECKING:
    from flask import Flask

log = logging.getLogger(__name__)
bp = Blueprint("web", __name__)

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=()",
}
_UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})


def init(app: Flask) -> None:
    """Admission before each request, headers and read-audit after it, one page for each kind of error."""
    app.ensure_sync = _plain  # type: ignore[method-assign,assignment]
    app.before_request(_admit)
    app.after_request(_harden)
    app.after_request(_write_reads)
    app.teardown_appcontext(lambda _error: db.session.remove())
    app.register_error_handler(DomainError, _refused)
    app.register_error_handler(ValidationError, _wrong_json)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _broken)
    app.register_blueprint(bp)
    public(app.view_functions["static"])


def _plain(view: Callable[..., Any]) -> Callable[..., Any]:
    """No view here is a coroutine, so Flask need not look into each function of each request to find out."""
    return view


def _admit() -> ResponseReturnValue | None:
    """Deny by default: a view without an audience answers nobody; staff views send visitors to sign in."""
    authz.set_actor(None)
    if request.endpoint is None:  # no such page: say so in the reader's own frame
        authz.set_actor(current_app.extensions["throughcare_who"]())
        return None
    if request.endpoint == "static":
        return None
    if request.method in _UNSAFE and request.headers.get("Sec-Fetch-Site", "none") == "cross-site":
        return error_page(403, _("This form came from another site. Open the page here and try again."))
    audience = getattr(current_app.view_functions[request.endpoint], "__allows__", None)
    if audience is None:
        return error_page(403, _("Nobody may open this page."))
    authz.set_actor(current_app.extensions["throughcare_who"]())
    return None if audience is authz.PUBLIC else _admit_staff(audience)


def _admit_staff(audience: frozenset[authz.Role]) -> ResponseReturnValue | None:
    found = authz.actor_or_none()
    if found is None and wants_json():
        return error_page(401, _("Sign in first. What you sent was not kept here; keep it and send it again."))
    if found is None:
        back = request.full_path if request.method == "GET" or keep_unsent() else None
        return redirect(url_for("accounts.sign_in", next=back))
    if not found.has(*audience):
        return error_page(403, _("Your role does not include this page."))
    return None


def _harden(response: Response) -> Response:
    wanted = dict(HEADERS)
    if current_app.config["SESSION_COOKIE_SECURE"]:
        wanted["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    if request.endpoint != "static":
        wanted["Cache-Control"] = "no-store"
    present = {name.title() for name in response.headers.keys()}  # noqa: SIM118 - iterating gives pairs
    response.headers.extend({name: value for name, value in wanted.items() if name not in present})
    return response


def _write_reads(response: Response) -> Response:
    audit.flush_reads()
    return response


def wants_json() -> bool:
    """Whether the asker is a program: it sent JSON or accepts nothing but JSON."""
    return request.is_json or request.accept_mimetypes.best == "application/json"


def error_page(status: int, message: object, rule: str = "") -> ResponseReturnValue:
    """One page for every refusal: what happened, which rule, what to do."""
    if wants_json():
        return jsonify({"error": str(message), "rule": rule}), status
    return render_template("error.html", status=status, message=message, rule=rule), status


def _refused(error: DomainError) -> ResponseReturnValue:
    if error.field and wants_json():
        sentence = str(error.message)
        return jsonify({"error": sentence, "rule": error.rule, "fields": {error.field: sentence}}), 422
    return error_page(error.status, error.message, error.rule)


def _wrong_json(error: ValidationError) -> ResponseReturnValue:
    return jsonify({"error": _("Some fields need attention."), "fields": error.messages}), 422


_SENTENCES = {
    400: _l("The browser sent something this page cannot read. Go back and try again."),
    404: _l("There is no such page, or you may not know of it."),
    405: _l("This address does not answer to that kind of request."),
    413: _l("That is too large to send. The limit is 25 MB."),
}


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is not None and error.code < REDIRECTS_END:
        return error.get_response()
    return error_page(error.code or 500, _SENTENCES.get(error.code or 500, error.description))


REDIRECTS_END = 400


def _broken(error: Exception) -> ResponseReturnValue:
    log.error("request failed: %s", request.endpoint, exc_info=error)
    db.session.rollback()
    sentence = _(
        "Something went wrong on our side. Nothing was saved. Try again; if it stays, tell your administrator."
    )
    try:
        return error_page(500, sentence)
    except Exception:  # the page's own frame may be what is broken: its last resort needs nothing
        log.exception("the error page failed too")
        return Response(sentence, 500, mimetype="text/plain")


@bp.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """The process is up. Touches no database."""
    return jsonify({"status": "ok"})


@bp.get("/readyz")
@public
def readyz() -> ResponseReturnValue:
    """Whether every part that tells of itself is well: the database and its schema, the jobs, the press."""
    checks = {name: check() for name, check in current_app.extensions["throughcare_ready"].items()}
    ready = all(ok for ok, _text in checks.values())
    told = {name: text for name, (_ok, text) in checks.items()}
    return jsonify({"ready": ready, "checks": told}), 200 if ready else 503


def database_answers() -> tuple[bool, str]:
    """Readiness check: SELECT 1."""
    db.session.execute(sa.text("SELECT 1"))
    return True, "ok"
