"""The list of files that may be one person."""

from __future__ import annotations

import uuid

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from casework.duplicates import queries
from casework.duplicates.rules import sentences
from kernel.authz import Role, actor, allows

bp = Blueprint("duplicates", __name__)


@bp.get("/people/duplicates")
@allows(Role.RECORDS_OFFICER, Role.INSPECTOR)
def listing() -> ResponseReturnValue:
    """Pairs of files that may be one person, those that wait for a second person first."""
    after = request.args.get("after", default=None, type=uuid.UUID)
    return render_template(
        "casework/duplicates/listing.html",
        found=queries.proposals_page(actor(), after),
        paged=bool(after),
        sentences=sentences,
    )
