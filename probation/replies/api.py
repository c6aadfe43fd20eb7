"""``POST /reminders/replies``: one answer from the SMS gateway, signed.

``X-Throughcare-Time`` is the second it was sent (Unix time) and ``X-Throughcare-Signature`` the hex HMAC-SHA256, under
the secret of THROUGHCARE_SMS_SECRET, of that text, a full stop and the body. 204 taken or taken before, 401 not signed
by the gateway or older than five minutes, 404 while no secret is set up, 422 not readable. A number we did not write to
is 204 too: the answer tells nobody whom we know.
"""

from __future__ import annotations

import hashlib
import hmac
import os

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import public
from kernel.errors import NotFound
from kernel.http import load_json, writes
from kernel.i18n import _
from probation.replies.schemas import ReplySchema
from probation.replies.service import take_in

bp = Blueprint("reply_hook", __name__)
SECRET = "THROUGHCARE_SMS_SECRET"  # noqa: S105 - the name of a setting
FRESH = 300
_SCHEMA = ReplySchema()


def signature(secret: str, moment: str, body: bytes) -> str:
    """What the gateway signs with."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def _is_signed(secret: str) -> bool:
    moment, given = (request.headers.get(f"X-Throughcare-{name}", "") for name in ("Time", "Signature"))
    if not moment.isascii() or not moment.isdecimal() or abs(clock.now().timestamp() - int(moment)) > FRESH:
        return False
    return hmac.compare_digest(signature(secret, moment, request.get_data()), given.encode().decode("ascii", "replace"))


@bp.post("/reminders/replies")
@public
@writes
def receive() -> ResponseReturnValue:
    """Take one answer in."""
    secret = os.environ.get(SECRET, "")
    if not secret:
        raise NotFound(_("Answers are not taken in here."))
    if not _is_signed(secret):
        return {"error": "signature"}, 401
    take_in(load_json(_SCHEMA))
    return "", 204
