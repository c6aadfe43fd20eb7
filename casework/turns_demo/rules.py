"""The words of what happened to some of the demo's people."""

from __future__ import annotations

SAFETY = "Threatened on every other wing; a cell apart from the untried people until the transfer."
TWO_PEOPLE = "Both came to the office on one day: two cousins of one name."
RESTRICTED = "Gave evidence against others in this prison. The governor named who may know of it."
EXCLUDED = "Brother of the member of staff's wife."
ADMITTED = ("records", "case", "governor", "inspector")
PAIRS = (
    (60, "A fight in the yard.", "They made peace before the mediator."),
    (20, "Witness in the same case.", ""),
)
"""Since how many days two people are kept apart, why, and why no longer."""
