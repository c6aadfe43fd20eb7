"""The words of the demo's security levels: answers that score to each level, reasons, why a decision left the score."""

from __future__ import annotations

from casework.people.models import SecurityLevel

REASONS = (
    "Settled on the wing, keeps to the rules, no reports worth a change.",
    "The offence weighs most. Conduct has been steady since reception.",
    "Works every day, family visits, no incidents in the period.",
    "Two reports in the period; staff describe him or her as calm since then.",
)
ACCOUNTS = (
    "I would like to work outside.",
    "I agree with it.",
    "I did not wish to say anything.",
    "I have changed since last year.",
)
LIKELY = {
    SecurityLevel.MINIMUM: ("none", "no", "low", "low", "none", "none_18", "none", "none", "none"),
    SecurityLevel.MEDIUM: ("none", "no", "high", "moderate", "none", "one", "b", "none", "one"),
    SecurityLevel.CLOSE: ("weapon", "yes", "high", "low", "none", "more", "b", "none", "one"),
    SecurityLevel.MAXIMUM: ("injury", "yes", "highest", "high", "none", "more", "a", "none", "more"),
}
"""Answers that score to each level, in the order of the sample form's questions."""
OVERRIDES = (
    ("progress", "A year of steady work and no reports: the step down is earned."),
    ("conduct", "Helped to calm the wing twice. The form has no line for it."),
    ("intelligence", "Two sources confirm that a gang is waiting for this person on the other wing."),
    ("protection", "Gave evidence. Safe only in the smaller unit, whatever the score."),
    ("health", "The health service asks for a place without stairs; only the lower unit has one."),
    ("open_cases", "Another court hears a case in March. The level is looked at again then."),
    ("other", "The workshop that this person knows is in the lower unit."),
)
"""Codes in turn, so that even a small demo has them all."""
STOPPED = "Transferred to the hospital: to be assessed when back."
ASK_MORE = "Please add what shows the report of last month."


def level_before(now: SecurityLevel, nth: int) -> SecurityLevel:
    """The level that the nth decision replaced: a step above it, and of every other one a step below."""
    levels = list(SecurityLevel)
    return levels[max(0, min(len(levels) - 1, now.rank + (1 if nth % 2 == 0 else -1)))]


def level_beside(now: SecurityLevel) -> SecurityLevel:
    """What the score suggested where the decision left it: a step above, below the highest one."""
    levels = list(SecurityLevel)
    return levels[now.rank + 1] if now.rank + 1 < len(levels) else levels[now.rank - 1]
