"""The gallery page: every component, in both directions, with content like the real thing."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel.authz import public

bp = Blueprint("gallery", __name__)


@bp.get("/gallery")
@public
def page() -> ResponseReturnValue:
    """Every macro of ``templates/components``; open to everyone, for it shows no data."""
    return render_template("gallery/page.html")
