"""A file that comes with a condition, for those who may read the order."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response

from kernel.authz import actor, allows
from kernel.documents import pdf_response
from probation.annexes.queries import annex_changes, annex_for, annexes_of
from probation.annexes.rules import ENDINGS
from probation.orders.views import READERS

bp = Blueprint("annexes", __name__)
for _name in (annex_changes, annexes_of):
    bp.add_app_template_global(_name)


@bp.get("/supervision/conditions/<uuid:condition_id>/files/<string:file>")
@allows(*READERS)
def show(condition_id: uuid.UUID, file: str) -> Response:
    """The picture or the PDF as it is kept."""
    paper = annex_for(actor(), condition_id, file)
    return pdf_response(paper.content, f"{file}.{ENDINGS[paper.media_type]}", media_type=paper.media_type)
