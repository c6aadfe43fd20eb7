"""What a parcel costs. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.i18n import _, comma, current_locale

MOST_STEPS = 12
HEAVIEST = 1_000_000


def cost_of(steps: Sequence[Sequence[int]], grams: int) -> int | None:
    """Minor units for a parcel of this weight, or None where it is heavier than the table knows."""
    return next((minor for most, minor in steps if grams <= most), None)


def steps_from(typed: str) -> list[list[int]]:
    """Steps as staff type them, one a line: "2000 4.90" is a weight in grams and a cost. Raises ValueError.

    Costs are given in minor units after a full stop or comma with two digits, or in whole units.
    """
    steps: list[list[int]] = []
    for line in filter(None, (one.strip() for one in typed.splitlines())):
        weight, _blank, cost = line.partition(" ")
        whole, _dot, rest = cost.strip().replace(",", ".").partition(".")
        if not (weight.isdecimal() and whole.isdecimal() and (not rest or (rest.isdecimal() and len(rest) == 2))):  # noqa: PLR2004
            raise ValueError(_("“%(line)s” is no weight in grams and a cost, such as 2000 4.90.", line=line[:40]))
        steps.append([int(weight), int(whole) * 100 + int(rest or 0)])
    weights = [grams for grams, _cost in steps]
    if not steps or len(steps) > MOST_STEPS or weights != sorted(set(weights)) or weights[-1] > HEAVIEST:
        raise ValueError(_("Begin with the lightest weight and name each once; twelve lines are the most."))
    return steps


def country_name(code: str) -> str:
    """A country in the reader's language."""
    return str(current_locale().territories.get(code, code))


def country_refusal(country: str, blocked: Sequence[tuple[str, str]]) -> str:
    """Why the goods may not be sent to a country, or nothing. ``blocked``: (title, why) of the goods that may not."""
    if not blocked:
        return ""
    titles = comma().join(title for title, _why in blocked)
    return _("This may not be sent to %(country)s: %(titles)s. Collect it, or take it out of the basket.",
             country=country, titles=titles)  # fmt: skip
