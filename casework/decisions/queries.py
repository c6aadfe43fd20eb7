"""Whether a score may still be decided on."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from casework.assessing.queries import standing_of
from casework.classification.models import Assessment, Classification, InstrumentVersion
from casework.classification.queries import version_by_id
from casework.decisions.rules import mandates, refusal_of_age
from kernel import clock
from kernel.db import session, table_of

_version = table_of(InstrumentVersion)


def refusal_of(sheet: Assessment, zone: str) -> str:
    """Why nobody may decide on this score any more, with what is possible instead; empty where they may."""
    version, today = version_by_id(sheet.version_id), clock.today(zone)
    newer = sa.select(_version.c.id).where(
        _version.c.instrument_id == version.instrument_id, _version.c.number > version.number,
        _version.c.activated_at.is_not(None), _version.c.in_force_from <= today,
        sa.or_(_version.c.in_force_to.is_(None), _version.c.in_force_to >= today),
    )  # fmt: skip
    replaced = session.scalar(newer.limit(1)) is not None
    made = clock.local(sheet.scored_at or sheet.begun_at, zone).date()
    return refusal_of_age(version.in_force_to, made, today, replaced=replaced)


def demand_of(record: Classification) -> Any:
    """What the form itself demanded of this decision, in its words; None when it demanded nothing."""
    if not record.mandatory_code:
        return None
    sheet = session.get_one(Assessment, record.assessment_id)
    stated = version_by_id(sheet.version_id).definition
    demands = mandates(stated, standing_of(sheet).sure, maybe=True)
    return next((one.text for one in demands if one.code == record.mandatory_code), record.mandatory_code)
