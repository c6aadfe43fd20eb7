"""``POST /field/ops``: one operation of the field queue.

201 applied, 200 seen before, 401 sign in and keep it, 404 not yours, 409 someone was first, 422 fix the named fields.

No CSRF token travels in a queue, because it would be stale when the signal is back. In its place the request must be
JSON and carry ``X-Throughcare-Field: 1``: a page of another site can send neither without a preflight, which this app
never answers with leave, and the session cookie is SameSite=Lax besides.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from flask import Blueprint, jsonify, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from kernel.authz import Role, actor, allows
from kernel.errors import Forbidden
from kernel.http import load_json, writes
from kernel.i18n import _
from probation.contacts.schemas import VisitSchema
from probation.contacts.service import record_visit

bp = Blueprint("field", __name__)
_SCHEMA = VisitSchema()
HEADER = "X-Throughcare-Field"


def once_more(view: Callable[[], ResponseReturnValue]) -> Callable[[], ResponseReturnValue]:
    """Two devices in the same instant meet at a unique key: the second looks again and is told what the first did."""

    @functools.wraps(view)
    def run() -> ResponseReturnValue:
        try:
            return view()
        except IntegrityError:
            return view()

    return run


@bp.post("/field/ops")
@allows(Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR)
@once_more
@writes
def receive() -> ResponseReturnValue:
    """Apply one visit of the queue."""
    if request.headers.get(HEADER) != "1" or not request.is_json:
        raise Forbidden(_("Only the field app may write here."))
    done = record_visit(actor(), load_json(_SCHEMA))
    href = url_for("contacts.show", contact_id=done.id)
    answer = {"id": str(done.id), "status": "duplicate" if done.duplicate else "applied", "href": href}
    return jsonify(answer), 200 if done.duplicate else 201
