"""``POST /field/devices``, and the gate that every call of the field app passes.

No CSRF token travels in a queue, because it would be stale when the signal is back. In its place a request must be
JSON (or a photograph's bytes) and carry ``X-Throughcare-Field: 1``: a page of another site can send neither without a
preflight, which this app never answers with leave; its Origin must be ours, and the session cookie is SameSite=Lax.
"""

from __future__ import annotations

import functools
import uuid
from collections.abc import Callable
from typing import ParamSpec
from urllib.parse import urlsplit

from flask import Blueprint, current_app, jsonify, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from kernel import clock
from kernel.authz import Role, actor, allows
from kernel.errors import Forbidden
from kernel.http import load_json, writes
from kernel.i18n import _
from probation.field_devices.queries import standing_of
from probation.field_devices.rules import IDLE, Standing, Token, read_token, signed
from probation.field_devices.schemas import DeviceSchema
from probation.field_devices.service import register, wait_before

bp = Blueprint("field_devices", __name__)
HEADER, DEVICE = "X-Throughcare-Field", "X-Field-Device"
OFFICERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
_SCHEMA = DeviceSchema()
P = ParamSpec("P")


def once_more(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Two senders in the same instant meet at a unique key: the second looks again and is told what the first did."""

    @functools.wraps(view)
    def run(*args: P.args, **given: P.kwargs) -> ResponseReturnValue:
        try:
            return view(*args, **given)
        except IntegrityError:
            return view(*args, **given)

    return run


def paced(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """A device that calls far more often than any day of visits needs waits, before anything is looked up."""

    @functools.wraps(view)
    def run(*args: P.args, **given: P.kwargs) -> ResponseReturnValue:
        token = shown_token()
        wait = wait_before((actor().account_id, token.device_id if token else None))
        if not wait:
            return view(*args, **given)
        words = _("This phone asks too often. It waits a moment and goes on by itself; nothing is lost.")
        return jsonify({"status": "too_often", "error": words, **stamp()}), 429, {"Retry-After": str(wait)}

    return run


def stamp() -> dict[str, str]:
    """What every answer carries: our time, for the device to measure its own against."""
    return {"server_time": clock.now().isoformat()}


def check_sender(*types: str) -> None:
    """Refuse what no page of ours has sent. Raises Forbidden."""
    origin = urlsplit(request.headers.get("Origin", "")).netloc
    alien = bool(origin) and origin != request.host
    if request.headers.get(HEADER) != "1" or alien or request.mimetype not in (types or ("application/json",)):
        raise Forbidden(_("Only the field app may write here."))


def shown_token() -> Token | None:
    """The token in the request's header, if we signed it."""
    return read_token(str(current_app.secret_key), request.headers.get(DEVICE, ""))


def device_standing(expected: uuid.UUID | None = None) -> tuple[Standing, Token | None]:
    """(what the shown token is worth, the token); a token of another device than ``expected`` is a forgery."""
    token = shown_token()
    if token and expected and token.device_id != expected:
        return Standing.FORGED, None
    return standing_of(actor(), token), token


def turned_away(standing: Standing) -> ResponseReturnValue:
    """The answer to a device that may not write: 401 where signing in again helps, else 403."""
    code = 401 if standing is Standing.EXPIRED else 403
    sentence = {
        Standing.EXPIRED: _("This device was not used for too long. Sign in on it again; it keeps what it has."),
        Standing.REVOKED: _("This device was revoked. It keeps what it has, sealed, for your help desk."),
        Standing.ANOTHER: _("This device is registered to another account. Sign in as that person."),
    }.get(standing, _("This device is not registered. Register it; it keeps what it has."))
    return jsonify({"status": standing.value, "error": sentence, **stamp()}), code


@bp.post("/field/devices")
@allows(*OFFICERS)
@paced
@once_more
@writes
def add() -> ResponseReturnValue:
    """Register a device, or renew its token."""
    check_sender()
    asked = load_json(_SCHEMA)
    token = register(actor(), asked["device_id"], asked["label"])
    carried = signed(str(current_app.secret_key), token)
    body = {"device_id": str(token.device_id), "token": carried, "expires_at": (clock.now() + IDLE).isoformat()}
    return jsonify({**body, **stamp()}), 201
