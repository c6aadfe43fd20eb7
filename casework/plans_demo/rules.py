"""Pure drawing of plans: goals in people's own words, steps, and where each stands after some months."""

from __future__ import annotations

from casework.plans.models import Agreement, Area, GoalState, StepActor, StepState

Lines = tuple[tuple[StepActor, str, str], ...]
"""Who does it, what, and why it may not be possible yet."""
_NO_SEAT = "No seat is free before spring."
GOALS: dict[Area, tuple[str, Lines]] = {
    Area.EMPLOYMENT: ("I will learn a trade so that I can earn an honest living.", (
        (StepActor.CASE_MANAGER, "Ask for a place in the workshop", "The workshop takes nobody new this month."),
        (StepActor.PERSON, "Finish the course", _NO_SEAT),
        (StepActor.PARTNER, "Meet an employer before release", "The employer comes when the date is confirmed."))),
    Area.ACCOMMODATION: ("I will have a room of my own to go to.", (
        (StepActor.CASE_MANAGER, "Write to the housing office", "The office wants the identity card first."),
        (StepActor.FAMILY, "Ask my brother for the first weeks", "He is abroad until next month."))),
    Area.DRUGS: ("I will stay clean, also on bad days.", (
        (StepActor.HEALTH, "See the nurse about support", "The nurse is on leave; another one is coming."),
        (StepActor.PERSON, "Go to the Tuesday group", "The group is full."))),
    Area.ALCOHOL: ("I will not drink again, and I know whom to call before I do.", (
        (StepActor.HEALTH, "Talk with the health service about treatment", "The waiting list is six weeks long."),
        (StepActor.PARTNER, "Meet the sponsor of the evening group", "No visit is allowed on the ward yet."))),
    Area.HEALTH: ("I will sleep and eat well, and keep my appointments.", (
        (StepActor.HEALTH, "Make a list of appointments with the health service", "The clinic moves this month."),
        (StepActor.PERSON, "Walk in the yard every day", "The yard is closed for repairs."))),
    Area.RELATIONSHIPS: ("I will be somebody my children can count on.", (
        (StepActor.PERSON, "Call home every Sunday", "The number has to be approved first."),
        (StepActor.FAMILY, "Plan a visit with the children", "The school holidays come first."))),
    Area.FINANCE: ("I will pay back what I owe, a little each month.", (
        (StepActor.PERSON, "Write down all debts", "The letters are still at home."),
        (StepActor.PARTNER, "See the debt adviser", "The adviser comes every second month."))),
    Area.THINKING: ("I will stop and think before I act.", (
        (StepActor.PROGRAMME_STAFF, "Offer a place in the thinking course", _NO_SEAT),
        (StepActor.PERSON, "Keep a diary of hard moments", "Reading help begins first."),
        (StepActor.SOMEONE_ELSE, "Talk with the chaplain once a week", "The chaplain is ill."))),
}  # fmt: skip
COURSES = (
    GoalState.ACTIVE, GoalState.ACTIVE, GoalState.ACHIEVED, GoalState.ACTIVE, GoalState.FUTURE, GoalState.ACTIVE,
    GoalState.REMOVED, GoalState.ACTIVE, GoalState.ACHIEVED,
)  # fmt: skip
"""What became of goals, one after another: so that even a small demo has them all."""
STRENGTHS = {
    Area.ACCOMMODATION: "A sister keeps a room free.",
    Area.EMPLOYMENT: "Worked ten years as a baker.",
    Area.FINANCE: "Saves a little every month.",
    Area.DRUGS: "Has been clean for two years.",
    Area.ALCOHOL: "Does not drink.",
    Area.HEALTH: "Trains three times a week.",
    Area.RELATIONSHIPS: "Calls home every Sunday.",
    Area.THINKING: "Helps others to keep calm.",
}
SIGNED_AS = "In the person's own hand, on the pad"
WITNESS = "Imam Yusuf Demir, chaplain"
TAKEN_OUT = "Now that the family helps, this is no longer needed."
SORTED_OUT = "Sorted out another way."
ANSWERS = {
    4: (Agreement.DISAGREED, "I wanted the other workshop."),
    7: (Agreement.COULD_NOT_ANSWER, "Too unwell to talk that day. We will read it again."),
}
"""What the person said of every ninth version or so; of the others, that they agree."""
STEP_STATES = (
    StepState.NOT_STARTED,
    StepState.IN_PROGRESS,
    StepState.COMPLETED,
    StepState.CANNOT_YET,
    StepState.NOT_NEEDED,
)
_WEIGHTS = (24, 40, 24, 8, 4)


def weights_of(goal: GoalState, last: bool) -> tuple[int, ...]:
    """How likely each state of ``STEP_STATES`` is for a step of a goal in this state; ``last`` is its last step."""
    if goal is GoalState.ACTIVE:
        return _WEIGHTS
    sure = {
        GoalState.ACHIEVED: StepState.NOT_NEEDED if last else StepState.COMPLETED,
        GoalState.FUTURE: StepState.NOT_STARTED,
        GoalState.REMOVED: StepState.NOT_NEEDED if last else StepState.NOT_STARTED,
    }[goal]
    return tuple(int(state is sure) for state in STEP_STATES)


def answer_of(nth: int) -> tuple[Agreement, str]:
    """What the person said of the nth version that was read together, and their words."""
    return ANSWERS.get(nth % 9, (Agreement.AGREED, ""))
