"""What differs between two states of a plan, in words. Pure but for the reader's language."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from casework.plans.models import Area, GoalState, NeedLevel, StepActor, StepState
from kernel.enums import LabelledEnum
from kernel.i18n import _, _l, show_date

Snapshot = Mapping[str, Any]
"""A version as it was kept: ``needs`` and ``goals`` with their steps, as plain values."""


class Subject(LabelledEnum):
    """What changed."""

    NEED = "need", _l("Need")
    GOAL = "goal", _l("Goal")
    STEP = "step", _l("Step")


@dataclass(frozen=True, kw_only=True)
class Differs:
    """One thing that is said otherwise now. ``was`` is empty for what is new."""

    label: str
    was: str
    now: str


@dataclass(frozen=True, kw_only=True)
class Change:
    """A need, goal or step that is new or differs. ``key`` names it in both states; ``why`` is empty when not said."""

    key: str
    subject: Subject
    title: str
    new: bool
    differs: Sequence[Differs]
    why: str = ""


def labelled(kind: type[LabelledEnum], value: object) -> str:
    """The word for a code; the code itself when the house knows it no more: a version is read as it was."""
    return next((str(one.label) for one in kind if one.value == str(value)), str(value)) if value is not None else "—"


def _day(value: Any) -> str:
    return show_date(dt.date.fromisoformat(value)) if value else "—"


def _text(value: Any) -> str:
    return str(value) if value else "—"


def _yes(value: Any) -> str:
    return _("Yes") if value else _("No")


_TITLES = frozenset({"words", "text"})
"""What a new goal or step is called by: its title says it already."""
Facts = Mapping[str, tuple[str, Callable[[Any], str]]]
"""Field of a snapshot to its label and how its value is shown."""


def _need_facts() -> Facts:
    return {
        "level": (_("Need"), lambda value: labelled(NeedLevel, value)),
        "words": (_("What stands behind it"), _text),
        "strengths": (_("What is strong here"), _text),
    }


def _goal_facts() -> Facts:
    return {
        "words": (_("The words"), _text),
        "area": (_("Area of life"), lambda value: labelled(Area, value)),
        "state": (_("Where it stands"), lambda value: labelled(GoalState, value)),
        "target_on": (_("By when"), _day),
        "own_wish": (_("Own wish"), _yes),
    }


def _step_facts() -> Facts:
    return {
        "text": (_("What"), _text),
        "actor": (_("Who"), lambda value: labelled(StepActor, value)),
        "state": (_("Where it stands"), lambda value: labelled(StepState, value)),
        "due_on": (_("By when"), _day),
        "link_words": (_("Tied to"), _text),
    }


def _differing(facts: Facts, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> list[Differs]:
    if old is None:
        said = ((label, show(new[key])) for key, (label, show) in facts.items() if new.get(key) and key not in _TITLES)
        return [Differs(label=label, was="", now=now) for label, now in said]
    return [
        Differs(label=label, was=show(old.get(key)), now=show(new.get(key)))
        for key, (label, show) in facts.items()
        if (old.get(key) or None) != (new.get(key) or None)
    ]


_SAYS_WHY = {Subject.GOAL: "reason", Subject.STEP: "words"}


def _own_why(subject: Subject, old: Mapping[str, Any] | None, new: Mapping[str, Any]) -> str:
    """What a goal or step itself says about its new state."""
    moved = old is None or old.get("state") != new.get("state")
    return str(new.get(_SAYS_WHY[subject]) or "") if moved and subject in _SAYS_WHY else ""


def _pairs(old: Snapshot, new: Snapshot) -> Iterator[tuple[Subject, str, Mapping[str, Any] | None, Mapping[str, Any]]]:
    """Each record of the new state beside what it was."""
    needs = {one["area"]: one for one in old.get("needs", ())}
    for need in new.get("needs", ()):
        yield Subject.NEED, f"need-{need['area']}", needs.get(need["area"]), need
    goals = {one["id"]: one for one in old.get("goals", ())}
    steps = {step["id"]: step for one in old.get("goals", ()) for step in one["steps"]}
    for goal in new.get("goals", ()):
        yield Subject.GOAL, goal["id"], goals.get(goal["id"]), goal
        for step in goal["steps"]:
            yield Subject.STEP, step["id"], steps.get(step["id"]), step


def _title(subject: Subject, now: Mapping[str, Any]) -> str:
    if subject is Subject.NEED:
        return labelled(Area, now["area"])
    return str(now["words" if subject is Subject.GOAL else "text"])


def changes_between(old: Snapshot, new: Snapshot, whys: Mapping[str, str] | None = None) -> list[Change]:
    """What is new or differs, needs first, then each goal with its steps. ``whys``: reasons given elsewhere, by key."""
    facts = {Subject.NEED: _need_facts(), Subject.GOAL: _goal_facts(), Subject.STEP: _step_facts()}
    said, found = whys or {}, []
    for subject, key, was, now in _pairs(old, new):
        if differs := _differing(facts[subject], was, now):
            why = said.get(key) or _own_why(subject, was, now)
            found.append(
                Change(
                    key=key, subject=subject, title=_title(subject, now), new=was is None, differs=differs, why=why
                )
            )  # fmt: skip
    return found
