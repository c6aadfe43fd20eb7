"""A WSGI caller with nothing in it: what it costs is the same on both sides."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from typing import Any

import flask
from flask.sessions import SecureCookieSessionInterface

from kernel import db
from kernel.accounts import queries, service

CSRF = "0" * 40
"""What the session of every signed-in caller of the bench holds against forged forms."""


def signed_in_cookie(app: flask.Flask, username: str) -> str:
    """A cookie that carries a live session of this account."""
    account = queries.account_by_name(username)
    assert account is not None
    with db.transaction():
        token = service.begin_session(account)
    serializer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert serializer is not None
    value = serializer.dumps({"_user_id": token, "_fresh": True, "locale": "en", "csrf_token": CSRF})
    return f"{app.config['SESSION_COOKIE_NAME']}={value}"


def call(app: Callable[..., Any], path: str, *, cookie: str = "", form: bytes | None = None) -> tuple[int, bytes]:
    """(status, body) of a GET, or of a POST of an encoded form."""
    status: list[str] = []
    environ = {
        "REQUEST_METHOD": "POST" if form is not None else "GET", "SCRIPT_NAME": "", "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": "text/html", "HTTP_COOKIE": cookie, "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(form or b""), "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False, "wsgi.run_once": False,
        **({"CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(form))} if form is not None else {}),
    }  # fmt: skip
    answer = app(environ, lambda line, _headers, _error=None: status.append(line))
    try:
        body = b"".join(answer)
    finally:
        if hasattr(answer, "close"):
            answer.close()
    return int(status[0][:3]), body
