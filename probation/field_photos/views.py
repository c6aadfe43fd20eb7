"""A photograph of a visit, for those who may see its person."""

from __future__ import annotations

import uuid

from flask import Blueprint, Response

from kernel.authz import Role, actor, allows
from probation.field_photos.queries import pixels_of

bp = Blueprint("contact_photos", __name__)
READERS = (Role.PROBATION_OFFICER, Role.PROBATION_SUPERVISOR, Role.CASE_MANAGER, Role.GOVERNOR, Role.INSPECTOR)


@bp.get("/contact-photos/<uuid:photo_id>")
@allows(*READERS)
def show(photo_id: uuid.UUID) -> Response:
    """The JPEG."""
    _card, content = pixels_of(actor(), photo_id)
    return Response(content, mimetype="image/jpeg")
