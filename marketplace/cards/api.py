"""``POST /shop/card-events``: a message of Stripe, signed.

200 taken, or taken before, or nothing to do; 403 not signed by them over these very bytes or older than five minutes;
404 while cards are not set up.
"""

from __future__ import annotations

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from kernel import clock
from kernel.authz import public
from kernel.errors import NotFound
from kernel.http import writes
from kernel.i18n import _
from marketplace.cards.service import HEADER, Cards, take_event

bp = Blueprint("card_hook", __name__)


@bp.post("/shop/card-events")
@public
@writes
def receive() -> ResponseReturnValue:
    """Take one message in. The bytes are read before anything else looks at them."""
    raw = request.get_data()
    adapter = Cards()
    if not adapter.is_open():
        raise NotFound(_("Cards are not taken here."))
    take_event(adapter, raw, {HEADER: request.headers.get(HEADER, "")}, clock.now())
    return {}, 200
