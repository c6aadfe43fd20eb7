"""Which steps an outcome leads through and what may follow it. Pure: the same answer for every role and every door.

After the wizard of England and Wales (manage people on probation: outcome-redirect-map, page-access-rules) and its
server guard: what may follow depends on the outcome; an absence whose reason is not known yet leads to no letter.
"""

from __future__ import annotations

import dataclasses
import datetime as dt

from kernel.enums import LabelledEnum
from kernel.i18n import _, _l
from probation.contacts.models import Outcome
from probation.contacts.rules import FACTS, FAILURES
from probation.enforcement.models import StepKind
from probation.ladders.rules import REVIEW, Ladder, Rung, over_limit, why_not


class Action(LabelledEnum):
    """What follows an outcome."""

    WAIT = "wait", _l("Ask for the reason and wait for it")
    REACH_OUT = "reach_out", _l("We reached out: a call or a visit")
    SUPPORT_REVIEW = "support_review", _l("Look at the help the person gets")
    FIRST_WARNING = "first_warning", _l("First warning letter")
    FINAL_WARNING = "final_warning", _l("Final warning letter")
    NOTHING = "nothing", _l("Nothing further, and why")


class Step(LabelledEnum):
    """The pages, in their order."""

    OUTCOME = "outcome", _l("What came of it")
    ACTION = "action", _l("What follows")
    FOLLOW = "follow", _l("Letter or support")
    NOTE = "note", _l("Note")
    NEXT = "next", _l("Next appointment")
    CHECK = "check", _l("Check and save")


RULE = "Tokyo Rules 14.2 to 14.4"
LETTERS = {Action.FIRST_WARNING: StepKind.FIRST_WARNING, Action.FINAL_WARNING: StepKind.FINAL_WARNING}
_COULD_COME = (Action.SUPPORT_REVIEW, Action.FIRST_WARNING, Action.FINAL_WARNING, Action.NOTHING)
RELEVANT: dict[Outcome, tuple[Action, ...]] = {
    Outcome.NOT_THERE: (Action.WAIT, Action.REACH_OUT),
    Outcome.NO_GOOD_REASON: (Action.REACH_OUT, *_COULD_COME),
    Outcome.FAILED_TO_COMPLY: _COULD_COME,
    Outcome.SENT_HOME_BEHAVIOUR: _COULD_COME,
}
"""Only what belongs to the outcome. Every other one leads straight to the note: nothing follows from it."""


def actions_for(outcome: Outcome) -> tuple[Action, ...]:
    """What may follow an outcome at all."""
    return RELEVANT.get(outcome, ())


def steps_for(outcome: Outcome | None) -> tuple[Step, ...]:
    """The pages that an outcome leads through."""
    asked = (Step.ACTION, Step.FOLLOW) if outcome is not None and actions_for(outcome) else ()
    return (Step.OUTCOME, *asked, Step.NOTE, Step.NEXT, Step.CHECK)


def rung_with(rung: Rung, outcome: Outcome, day: dt.date, *, first_missed: bool) -> Rung:
    """Where the person would stand once this outcome is on file."""
    failures = sorted({*rung.failures, day}) if outcome in FAILURES else list(rung.failures)
    owed = rung.outreach_owed or first_missed
    after = dataclasses.replace(rung, failures=failures, outreach_owed=owed)
    opens = rung.runs and over_limit(after) and REVIEW not in rung.taken and failures != list(rung.failures)
    return dataclasses.replace(after, review_open=rung.review_open or opens)


def why_no_action(action: Action | None, outcome: Outcome, ladder: Ladder, rung: Rung) -> str:
    """Why this may not follow the outcome, in words; empty where it may. ``rung``: as it stands with the outcome."""
    relevant = actions_for(outcome)
    if not relevant:
        return "" if action is None else _("Nothing follows from this outcome. Go back to change the outcome.")
    if action is None:
        return _("Choose what follows.")
    if action not in relevant:
        return _("This does not follow from the outcome. Choose one of those offered.")
    if action is Action.REACH_OUT:
        return "" if rung.outreach_owed else _("Reaching out is asked for after the first missed appointment.")
    if action is Action.SUPPORT_REVIEW:
        open_or_owed = rung.review_open or rung.outreach_owed
        return "" if open_or_owed and rung.runs else why_not(ladder, REVIEW, rung)
    return why_not(ladder, LETTERS[action], rung) if action in LETTERS else ""


def follows(outcome: Outcome, action: Action | None) -> tuple[str, ...]:
    """The fields that the page "letter or support" asks for."""
    if action is Action.NOTHING:
        return ("follow_words",)
    fields = ("follow_words",) if action is Action.REACH_OUT else ()
    if outcome is Outcome.NOT_THERE:
        return (*fields, "evidence_due_on")
    return (*fields, "needs") if action is Action.SUPPORT_REVIEW else fields


def facts_in_words(outcome: Outcome) -> list[tuple[str, str]]:
    """The separate facts of an outcome, each with its answer."""
    facts = FACTS[outcome]
    complied = _("Not judged") if facts.complied is None else _("Yes") if facts.complied else _("No")
    return [
        (_("Attended"), _("Yes") if facts.attended else _("No")),
        (_("Kept to what was asked"), complied),
        (_("Reason"), str(facts.acceptable.label) if facts.acceptable else _("None needed")),
        (_("On whose side it lay"), str(facts.fault.label)),
        (_("Counts toward the ladder"), _("Yes") if facts.is_failure else _("No")),
    ]
