"""Exceptions of the demo, by the real commands, each at its own time."""

from __future__ import annotations

from functools import partial

from casework.access.models import GlassGround, GlassVerdict
from casework.demo.service import World
from casework.glass.service import NewBreak, break_glass, review
from kernel import clock
from kernel.db import in_transaction

PRISON = "HRB"
STORIES = (
    (12, "case2", GlassGround.AT_THE_DOOR, "He was brought to our gate by mistake and nobody answers in the office.",
     GlassVerdict.RIGHT, "The transport papers name our prison. He went back the same day."),
    (9, "case3", GlassGround.OTHER, "I wanted to see whether the file of my old case is complete.",
     GlassVerdict.WRONG, "That could wait for the office. Spoken with the officer."),
    (6, "probation", GlassGround.FAMILY, "His mother is dying; the hospital asks us to reach him.", None, ""),
    (2, "case2", GlassGround.LIFE, "The night nurse asks which tablets came with him on the transport.", None, ""),
    (1, "case3", GlassGround.COURT, "The court calls about a hearing of tomorrow and needs the reference.", None, ""),
)  # fmt: skip
"""(days ago, who, why, words, verdict, words of the review): the third has waited too long."""


def seed(world: World) -> None:
    """Staff of other places who read a file for an hour."""
    held = [one for one in world.people if one["prison"] == PRISON and not one.get("hidden")]
    for (days, who, ground, words, verdict, found), person in zip(STORIES, held, strict=False):
        with clock.held_at(world.days_ago(days)):
            new = NewBreak(id=world.id(), number=person["number"], ground=ground, words=words)
            in_transaction(partial(break_glass, world.staff[who], new))
        if verdict:
            in_transaction(partial(review, world.staff["governor"], new.id, verdict, found))
