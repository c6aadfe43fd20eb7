"""The life of a request that changes something, answers in JSON, or goes on to another page."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any, ParamSpec
from urllib.parse import urlsplit

from flask import Response, current_app, make_response, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema

from kernel.db import in_transaction
from kernel.errors import DomainError
from kernel.i18n import _

P = ParamSpec("P")
REFUSED = 400


class _Refused(Exception):
    """Carries a refusal out of the transaction, so that nothing of the deed is kept."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def writes(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """The view is one command and one commit. An answer of 400 or more rolls everything back, like an exception.

    On a clash with another writer the view runs again, so it must do nothing but read the request and call a service.
    """

    @functools.wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        def deed() -> Response:
            response = make_response(view(*args, **kwargs))
            if response.status_code >= REFUSED:
                raise _Refused(response)
            return response

        try:
            return in_transaction(deed)
        except _Refused as refused:
            return refused.response

    run.__writes__ = True  # type: ignore[attr-defined]
    return run


def keeps(view: Callable[P, ResponseReturnValue]) -> Callable[P, ResponseReturnValue]:
    """Like ``writes``, but a refusal is committed as well: for a queue whose refusals are themselves on record.

    An exception still rolls everything back.
    """

    @functools.wraps(view)
    def run(*args: P.args, **kwargs: P.kwargs) -> ResponseReturnValue:
        return in_transaction(lambda: make_response(view(*args, **kwargs)), attempts=12)

    run.__writes__ = True  # type: ignore[attr-defined]
    return run


def safe_next(fallback: str = "home.page") -> str:
    """Where to go next: the ``next`` parameter when it is a path of this site, else the fallback endpoint."""
    wanted = request.values.get("next", "")
    parts = urlsplit(wanted.replace("\\", "/"))
    outward = wanted.startswith(("//", "/\\")) or parts.netloc or not wanted.isprintable()
    local = wanted.startswith("/") and not outward
    return wanted if local else url_for(fallback)


def load_json(schema: Schema) -> Any:
    """The request's JSON body through a marshmallow schema. Raises DomainError naming each field that is wrong."""
    body = request.get_json(silent=True)
    if not isinstance(body, Mapping):
        raise DomainError(_("Send a JSON object with Content-Type application/json."))
    return schema.load(dict(body))


def addressed() -> AbstractContextManager[object]:
    """A request of nobody's, for commands outside one that name pages in what they answer (the release checks)."""
    return current_app.test_request_context()
