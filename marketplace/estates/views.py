"""Estates that are open, by account number."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from kernel.authz import allows
from marketplace.earnings.views import DESK
from marketplace.estates import queries
from marketplace.ledger.models import AccountRole

bp = Blueprint("estates", __name__, url_prefix="/finance/estates")


@bp.get("")
@allows(*DESK)
def page() -> ResponseReturnValue:
    """What people who died left, and where heirs are written down."""
    found = queries.estates_page(request.args.get("after", type=uuid.UUID))
    left = queries.left_of([row.person_id for row in found.rows])
    return render_template("marketplace/estates/page.html", page=found, left=left, roles=AccountRole)
