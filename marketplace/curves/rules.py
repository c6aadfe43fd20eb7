"""A law of deductions as lines over what was earned in the period: exact, and the same however one gets there.

A ``Curve`` says for every gross from nothing upwards how much of it goes somewhere. Shares, tiers, caps and floors of
such curves are such curves again, so the whole law is known for every gross at once, and never depends on the order
in which the money came.
"""

from __future__ import annotations

import functools
from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

ZERO, ONE, HALF = Fraction(0), Fraction(1), Fraction(1, 2)


@dataclass(frozen=True)
class Curve:
    """Joined straight lines: ``knots`` are (gross, amount), the first at gross 0; ``slope`` holds after the last."""

    knots: tuple[tuple[Fraction, Fraction], ...]
    slope: Fraction

    @functools.cached_property
    def places(self) -> list[Fraction]:
        """The gross of each knot."""
        return [x for x, _y in self.knots]

    def at(self, gross: Fraction | int) -> Fraction:
        """The amount at a gross."""
        n = bisect_right(self.places, gross) - 1
        x, y = self.knots[n]
        return y + (gross - x) * self.slope_after(n)

    def slope_after(self, n: int) -> Fraction:
        """How much of each further unit goes here after knot ``n``."""
        if n == len(self.knots) - 1:
            return self.slope
        (x0, y0), (x1, y1) = self.knots[n : n + 2]
        return (y1 - y0) / (x1 - x0)

    def where(self, amount: Fraction | int) -> Fraction:
        """The least gross at which a rising curve reaches ``amount``. Raises ValueError when it never does."""
        for n, (x, y) in enumerate(self.knots):
            if y >= amount:
                return x
            slope = self.slope_after(n)
            met = x + (amount - y) / slope if slope > 0 else None
            if met is not None and (n == len(self.knots) - 1 or met <= self.knots[n + 1][0]):
                return met
        raise ValueError("the curve never gets there")

    @property
    def is_rising(self) -> bool:
        """Whether more gross never means less of it."""
        return all(self.slope_after(n) >= 0 for n in range(len(self.knots)))

    def __add__(self, other: Curve) -> Curve:
        """Both together."""
        return _joined(self, other, Fraction.__add__)

    def __sub__(self, other: Curve) -> Curve:
        """What the other leaves of this."""
        return _joined(self, other, Fraction.__sub__)

    def times(self, share: Fraction) -> Curve:
        """A share of it."""
        return Curve(tuple((x, y * share) for x, y in self.knots), self.slope * share)


GROSS = Curve(((ZERO, ZERO),), ONE)
NOTHING = Curve(((ZERO, ZERO),), ZERO)


def level(amount: Fraction | int) -> Curve:
    """The same amount at every gross."""
    return Curve(((ZERO, Fraction(amount)),), ZERO)


def total(curves: Iterable[Curve]) -> Curve:
    """All together."""
    return sum(curves, NOTHING)


def least(first: Curve, second: Curve) -> Curve:
    """At each gross the smaller of two."""
    return _joined(first, second, min, _crossings(first, second))


def most(first: Curve, second: Curve) -> Curve:
    """At each gross the greater of two."""
    return _joined(first, second, max, _crossings(first, second))


def above(curve: Curve, floor: Fraction | int) -> Curve:
    """What of a curve lies above a floor."""
    return most(curve - level(floor), NOTHING)


def tiered(curve: Curve, tiers: Sequence[tuple[Fraction, Fraction]]) -> Curve:
    """Shares that change with the amount: (from, share of what lies above it up to the next), rising."""
    found = NOTHING
    for n, (floor, share) in enumerate(tiers):
        slice_ = above(curve, floor)
        if n + 1 < len(tiers):
            slice_ = least(slice_, level(tiers[n + 1][0] - floor))
        found += slice_.times(share)
    return found


@dataclass(frozen=True)
class Halves:
    """Parts of a whole, halved down to single ones: ``both`` is their sum, ``first`` that of the first half."""

    both: Curve
    first: Curve
    ahead: Halves | None
    behind: Halves | None

    def units(self, whole: int, rounded: Callable[[Fraction], int]) -> list[int]:
        """``whole`` units shared as the curves say, in whole units that sum to it.

        A half gets the rounded sum of its curves, the other half the rest, and so on down. One unit more therefore
        gives exactly one part one unit more and takes from none: that is what makes many payments and one payment the
        same, which sharing by largest remainder anew each time does not do. Each part is within half a unit per
        halving of the exact amount.
        """
        if self.ahead is None or self.behind is None:
            return [whole]
        ahead = max(0, min(whole, rounded(self.first.at(self.both.where(whole)))))
        return [*self.ahead.units(ahead, rounded), *self.behind.units(whole - ahead, rounded)]


def halved(curves: Sequence[Curve]) -> Halves:
    """The curves of the parts, halved; each must rise, and all together be the gross."""
    both = total(curves)
    if len(curves) == 1:
        return Halves(both, both, None, None)
    middle = (len(curves) + 1) // 2
    return Halves(both, total(curves[:middle]), halved(curves[:middle]), halved(curves[middle:]))


def _joined(
    one: Curve, two: Curve, join: Callable[[Fraction, Fraction], Fraction], more: Iterable[Fraction] = ()
) -> Curve:
    knots = [(x, join(one.at(x), two.at(x))) for x in sorted({*one.places, *two.places, *more})]
    x, y = knots[-1]
    slope = join(one.at(x + 1), two.at(x + 1)) - y
    return Curve(tuple(_plain(knots, slope)), slope)


def _plain(knots: list[tuple[Fraction, Fraction]], slope: Fraction) -> list[tuple[Fraction, Fraction]]:
    """The knots without those in the middle of a straight line."""
    kept = knots[:1]
    for n in range(1, len(knots)):
        (x0, y0), (x1, y1) = kept[-1], knots[n]
        after = slope if n == len(knots) - 1 else (knots[n + 1][1] - y1) / (knots[n + 1][0] - x1)
        if (y1 - y0) / (x1 - x0) != after:
            kept.append((x1, y1))
    return kept


def _crossings(one: Curve, two: Curve) -> list[Fraction]:
    """Where two curves meet between their knots or after the last."""
    gap = one - two
    found = []
    for n, (x, y) in enumerate(gap.knots):
        slope = gap.slope_after(n)
        met = x - y / slope if slope else None
        if met is not None and met > x and (n == len(gap.knots) - 1 or met < gap.knots[n + 1][0]):
            found.append(met)
    return found
