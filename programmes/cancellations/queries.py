"""Reading what was promised for cancelled sessions."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

import sqlalchemy as sa

from kernel.db import session
from programmes.cancellations.models import CancelledPay


def promises_of(session_id: uuid.UUID) -> Sequence[CancelledPay]:
    """What is promised for a cancelled session and not taken back."""
    wanted = (CancelledPay.session_id == session_id, CancelledPay.taken_back_at.is_(None))
    return session.scalars(sa.select(CancelledPay).where(*wanted).order_by(CancelledPay.id)).all()
