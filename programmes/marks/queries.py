"""Reading registers that are being taken."""

from __future__ import annotations

import uuid

import sqlalchemy as sa

from kernel.db import session
from programmes.marks.models import RegisterMark


def marks_of(session_id: uuid.UUID) -> dict[uuid.UUID, RegisterMark]:
    """What is marked for a session so far, by allocation. The caller has fetched the session."""
    found = session.scalars(sa.select(RegisterMark).where(RegisterMark.session_id == session_id))
    return {one.allocation_id: one for one in found}
