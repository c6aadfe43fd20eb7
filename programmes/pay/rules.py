"""What a session earns. Integers only; halves of a minor unit go up, in the person's favour."""

from __future__ import annotations

from collections.abc import Iterable

from programmes.pay.models import RateBasis

MINUTES_AN_HOUR = 60


def earned(basis: RateBasis, rate_minor: int, *, minutes: int, pieces: int) -> int:
    """Minor units for a session: by the hour (to the nearest unit, halves up), by the session, or by good pieces."""
    if basis is RateBasis.HOUR:
        return (2 * rate_minor * minutes + MINUTES_AN_HOUR) // (2 * MINUTES_AN_HOUR)
    if basis is RateBasis.SESSION:
        return rate_minor if minutes > 0 else 0
    return rate_minor * pieces


def batches_earned(stretches: Iterable[tuple[int, int, int]]) -> tuple[int, int]:
    """(minor units, pieces carried on) for good pieces that are paid by the full batch.

    ``stretches`` are (rate, pieces in a batch, good pieces made), in the order of the rates. What fills no batch is
    carried, from period to period and into the next rate: 23 pieces at 150 for 10 earn 300 and 3 are carried.
    """
    minor = carried = 0
    for rate, batch, pieces in stretches:
        full, carried = divmod(carried + pieces, batch)
        minor += full * rate
    return minor, carried
