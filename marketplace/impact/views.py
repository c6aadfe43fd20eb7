"""The public's page."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel.authz import public
from marketplace.impact.queries import published

bp = Blueprint("impact", __name__)


@bp.get("/shop/impact")
@public
def page() -> ResponseReturnValue:
    """What was sold, what makers got, what victims got, who was trained."""
    rows = published()
    return render_template("marketplace/impact/page.html", rows=rows, newest=rows[0] if rows else None)
