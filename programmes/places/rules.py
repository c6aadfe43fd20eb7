"""What a release date allows. Pure."""

from __future__ import annotations

import datetime as dt

LEAST_HANDOVER = 5
"""Letters that say who goes on with a course outside."""


def finishes_in_time(ends_on: dt.date, release_on: dt.date | None) -> bool:
    """Whether a group ends before the release. Without a release date nothing speaks against it."""
    return release_on is None or ends_on <= release_on
