"""The proof of the waiting lists."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from kernel.authz import allows
from programmes.catalogue.policies import READERS
from programmes.waiting.queries import checks
from programmes.waiting.rules import TROUBLES

bp = Blueprint("waiting", __name__)


@bp.get("/programmes/waiting-lists/proof")
@allows(*READERS)
def page() -> ResponseReturnValue:
    """What each of the last nights looked at and put in order."""
    return render_template("programmes/waiting/page.html", nights=checks(), troubles=TROUBLES)
