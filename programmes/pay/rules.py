"""What a session earns. Integers only; halves of a minor unit go up, in the person's favour."""

from __future__ import annotations

from programmes.pay.models import RateBasis

MINUTES_AN_HOUR = 60


def earned(basis: RateBasis, rate_minor: int, *, minutes: int, pieces: int) -> int:
    """Minor units for a session: by the hour (to the nearest unit, halves up), by the session, or by good pieces."""
    if basis is RateBasis.HOUR:
        return (2 * rate_minor * minutes + MINUTES_AN_HOUR) // (2 * MINUTES_AN_HOUR)
    if basis is RateBasis.SESSION:
        return rate_minor if minutes > 0 else 0
    return rate_minor * pieces
