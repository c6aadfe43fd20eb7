"""How long the glass stays broken, who may break it, who reviews. Pure."""

from __future__ import annotations

import datetime as dt

from kernel.authz import Role

LASTS = dt.timedelta(minutes=60)
REVIEW_WITHIN = dt.timedelta(hours=72)
"""What nobody reviewed by then stands on the inspector's list as late."""
SHORTEST = 15
BREAKERS = (
    Role.RECORDS_OFFICER, Role.CASE_MANAGER, Role.CLASSIFICATION_OFFICER, Role.PROBATION_OFFICER,
    Role.PROBATION_SUPERVISOR, Role.GOVERNOR,
)  # fmt: skip
REVIEWERS = (Role.GOVERNOR,)
