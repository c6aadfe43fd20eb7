"""What followed missed contacts on some of the demo's orders, by the commands that the screens use.

A story is a list of steps, each on its day. The last days lie before today, so that something waits for an answer.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from kernel.forms import moment_of
from kernel.units.queries import unit_of
from probation.contacts.models import ContactKind, Outcome
from probation.contacts.service import NewVisit, record_visit
from probation.deeds_demo.service import DEEDS, MOST, OFFICE
from probation.enforcement.documents import warning_letter, withdrawal_letter
from probation.enforcement.models import Decision, StepKind
from probation.enforcement.queries import open_review, standing_of, steps_of
from probation.enforcement.service import close_review, open_by_hand, reach_out, send_warning, withdraw
from probation.happenings.models import Happening
from probation.happenings.service import NewEvent, note_event
from probation.orders.models import Level, OrderKind, OrderState, SupervisionOrder
from probation.reports.documents import decision_letter, report_paper
from probation.reports.models import AccountHow, Alternative, ReportKind, Vulnerability
from probation.reports.service import (
    Draft,
    begin_report,
    do_not_file,
    drop_report,
    log_attempt,
    sign_report,
    submit_report,
    write_report,
)
from probation.standards.service import SetLevel, fall_back, set_level

LEAST = 55
"""Days that an order runs before such a story begins."""
FIRST_MISS, APART = 52, 3
"""So many days ago the first contact of a story was missed, and so many days lie between two of its steps."""
REASONS = "Three letters, two calls and a visit at home changed nothing; the group has a place until Friday only."
Step = Callable[["Story"], None]


class Story:
    """One order and where its story stands in time."""

    def __init__(self, world: World, officer: Actor, order_id: Any) -> None:
        self.world, self.officer, self.order_id = world, officer, order_id
        self.supervisor, self.days = replace(world.staff["supervisor"], everywhere=True), FIRST_MISS
        self.report_id = world.id()

    @property
    def order(self) -> SupervisionOrder:
        """The order as it is now."""
        return session.get_one(SupervisionOrder, self.order_id)

    def tell(self, steps: Sequence[Step]) -> None:
        """Take each step on its own day, in a transaction of its own."""
        for step in steps:
            with clock.held_at(self.world.days_ago(self.days)):
                in_transaction(partial(step, self))
            self.days -= APART


def miss(story: Story, outcome: Outcome = Outcome.NO_GOOD_REASON) -> None:
    """Log a contact that did not come about."""
    at = clock.now() - dt.timedelta(hours=1)
    record_visit(story.officer, NewVisit(
        id=story.world.id(at), order_id=story.order_id, kind=ContactKind.OFFICE, occurred_at=at, outcome=outcome,
        note="Waited half an hour, telephone switched off.",
    ))  # fmt: skip


def miss_the_first(story: Story) -> None:
    """Enter that already the first appointment after release was missed."""
    zone = unit_of(story.order.office_id).zone
    at = moment_of(story.order.starts_on, dt.time(16), zone)
    record_visit(story.officer, NewVisit(
        id=story.world.id(at), order_id=story.order_id, kind=ContactKind.OFFICE, occurred_at=at,
        outcome=Outcome.NO_GOOD_REASON, note="Entered from the paper of the front desk.",
    ))  # fmt: skip


def too_many(story: Story) -> None:
    """Miss one day more than the order allows."""
    at = clock.now()
    for day in range((story.order.failure_limit or 0) + 1):
        with clock.held_at(at + dt.timedelta(days=day)):
            miss(story)
        session.flush()
    story.days -= (story.order.failure_limit or 0) + 1


def call(story: Story) -> None:
    """Reach out where that is owed."""
    if standing_of(story.order, "UTC").rung.outreach_owed:
        reach_out(story.officer, story.order_id, "Called twice and went by: the new shift begins at six.")


def review(decision: Decision, words: str) -> Step:
    """Hold the support review and close it."""

    def step(story: Story) -> None:
        if open_review(story.order_id) is None:
            open_by_hand(story.officer, story.order_id)
        close_review(story.officer, story.order_id, decision, words)

    return step


def warn(kind: StepKind) -> Step:
    """Send a warning letter."""
    return lambda story: _done(send_warning(story.officer, story.order_id, kind, warning_letter))


def take_back(story: Story) -> None:
    """Take the newest letter back."""
    newest = next(one for one in steps_of(story.order_id) if one.kind != StepKind.OUTREACH)
    withdraw(story.officer, newest.id, "The clinic confirmed the appointment of that morning.", withdrawal_letter)


def report(how: AccountHow, words: str = "") -> Step:
    """Write a whole report and hear the person."""

    def step(story: Story) -> None:
        kind = ReportKind.RECALL if story.order.kind is OrderKind.LICENCE else ReportKind.BREACH
        story.report_id = begin_report(story.officer, story.order_id, kind).id
        if how is AccountHow.NOT_REACHED:
            for tried in ("Called the mobile and the sister's number.", "Went to the flat, left a card."):
                log_attempt(story.officer, story.report_id, tried)
        write_report(story.officer, Draft(
            report_id=story.report_id, account_how=how, account=words, reasons=REASONS,
            alternatives=(Alternative.MORE_CONTACT, Alternative.SUPPORT, Alternative.WARNING),
            vulnerabilities=(Vulnerability.MEDICATION, Vulnerability.DEPENDANTS),
        ))  # fmt: skip

    return step


def submit(story: Story) -> None:
    """Send the report to the supervisor."""
    submit_report(story.officer, story.report_id)


def sign(story: Story) -> None:
    """Sign the report as the second human."""
    sign_report(story.supervisor, story.report_id, partial(report_paper, link="/contacts/{}".format))


def spare(story: Story) -> None:
    """Decide not to file it."""
    do_not_file(
        story.supervisor, story.report_id, "Six visits kept before that month, and the job held since spring.",
        "Come on Thursdays at nine, and call before the shift when it changes.", decision_letter,
    )  # fmt: skip


def drop(story: Story) -> None:
    """Drop the draft."""
    drop_report(story.officer, story.report_id)


def lives(*kinds: Happening) -> Step:
    """Note events of a life."""

    def step(story: Story) -> None:
        for kind in kinds:
            note_event(story.officer, NewEvent(person_id=story.order.person_id, kind=kind, on=clock.today()))

    return step


def closer(story: Story) -> None:
    """Another level than the rule gives, for two days."""
    level = Level.MEDIUM if story.order.level is Level.HIGH else Level.HIGH
    set_level(story.officer, SetLevel(
        order_id=story.order_id, level=level, reason="New flat and new shift in the same week.",
        until_on=clock.today() + dt.timedelta(days=2),
    ))  # fmt: skip


def as_by_rule(story: Story) -> None:
    """The exception is over."""
    fall_back(story.order_id)


def _done(_made: Any) -> None:
    """A command's answer is of no use to a story."""


HEARD = "My shifts changed, and nobody answered when I called. I want to go on with the group."
ON = review(Decision.STEP_ON, "More help was offered twice and not taken up.")
WARNED = (too_many, call, ON, warn(StepKind.FIRST_WARNING))
LAST = (miss, warn(StepKind.FINAL_WARNING), miss)
STORIES: tuple[tuple[bool | None, tuple[Step, ...]], ...] = (
    (True, (*WARNED, *LAST, report(AccountHow.NOT_REACHED), submit)),
    (False, (*WARNED, *LAST, report(AccountHow.GIVEN, HEARD), submit, sign)),
    (None, (
        *WARNED, take_back, warn(StepKind.FIRST_WARNING), *LAST, report(AccountHow.DECLINED), drop,
        report(AccountHow.GIVEN, HEARD), submit, spare,
    )),
    (None, (
        too_many, call, review(Decision.EXTRA_SUPPORT, "A bus pass and a later hour; the wage is paid on Fridays."),
        closer, as_by_rule,
        miss, review(Decision.AMEND_CONDITIONS, "The group on Mondays clashes with work."),
        miss, review(Decision.NO_ACTION, "Both days were ours: the letter had the wrong address."),
    )),
    (None, (
        miss_the_first, call, lives(Happening.LOST_JOB, Happening.OUT_OF_TOUCH),
        lives(Happening.NEW_JOB, Happening.IN_TOUCH), *WARNED[:1], call, ON, warn(StepKind.FIRST_WARNING), *LAST,
        report(AccountHow.GIVEN, HEARD),
    )),
)  # fmt: skip
"""What happened to one order each, and whether only to one that is (or is not) a licence."""


def seed(world: World) -> None:
    """Each story on one order that runs long enough and of which nothing else is told."""
    officers = {who.human_id: who for who in world.staff.values()}
    told = len(DEEDS) * min(MOST, 1 + world.size // 600)
    since = world.today - dt.timedelta(days=LEAST)
    running = [one for one in world.people if one.get("running")]
    own = [one for one in running if one["office"] == OFFICE][told:]
    waiting = list(STORIES)
    for person in [*own, *(one for one in running if one["office"] != OFFICE)]:
        order = session.get_one(SupervisionOrder, person["order"])
        licence, fits = order.kind is OrderKind.LICENCE, _fits(order, since)
        session.remove()
        told_of = next((one for one in waiting if fits and one[0] in {None, licence}), None)
        if told_of:
            waiting.remove(told_of)
            Story(world, officers[person["officer"]], person["order"]).tell(told_of[1])


def _fits(order: SupervisionOrder, since: dt.date) -> bool:
    """Whether an order runs, has a limit, and hardly anything was missed on it yet."""
    runs = order.state is OrderState.ACTIVE and order.starts_on < since and order.kind is not OrderKind.VOLUNTARY
    return runs and order.failure_limit is not None and standing_of(order, "UTC").count <= 1
