"""A directory of eight services and what officers did with them, each through the command that a screen uses."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.public import World
from kernel import clock
from kernel.authz import Actor
from kernel.db import in_transaction, session
from kernel.units.queries import unit_of
from probation.circumstances import service as circumstances
from probation.circumstances.models import Family, HealthContact, Housing, Money, Papers, Work
from probation.circumstances.rules import due_on, point_open
from probation.contacts.models import NeedArea
from probation.feedback import service as feedback
from probation.orders.models import SupervisionOrder
from probation.referrals import service as referring
from probation.referrals.documents import referral_letter
from probation.referrals.models import BY_EVENT, Absence, Complexity, Score, Withdrawal
from probation.referrals.queries import outcomes_of
from probation.referrals.rules import digest
from probation.reminders.queries import coming
from probation.reminders.service import prepare
from probation.services.models import Referrer, ServiceKind
from probation.services.service import Entry, enter_service
from probation.wishes.models import Answer, Way
from probation.wishes.service import NewWish, note_wish

LEAST, MOST = 35, 60
SERVICES = (
    (ServiceKind.HOUSING, "Roof for all", "Rooms for single people, help with the first rent.", 12),
    (ServiceKind.WORK, "Second shift", "Finds work with employers who know the way back.", 20),
    (ServiceKind.MONEY, "Debt advice, Old Town", "Puts letters in order, talks to creditors.", None),
    (ServiceKind.SUBSTANCES, "House by the canal", "Groups and single talks, without a waiting list on Mondays.", 8),
    (ServiceKind.FAMILY, "Parents again", "Meets parents and children together.", 6),
    (ServiceKind.PAPERS, "Paper desk", "Identity papers, residence, what the offices want.", None),
    (ServiceKind.HEALTH, "Open practice", "A doctor without appointment, an interpreter on Tuesdays.", 30),
    (ServiceKind.COMMUNITY, "Side by side", "Mentors for the first year outside.", 15),
)
STAGES = ("draft", "sent", "silent", "accepted", "going", "done", "declined", "withdrawn")
WANTED = (
    (NeedArea.HOUSING, "A place where I can close the door.", "Has a lease in their own name", "Pays the rent"),
    (NeedArea.WORK, "Work that lets me plan the month.", "Has a contract", "Keeps it for three months"),
    (NeedArea.MONEY, "To open letters again.", "Knows every debt", "Pays a rate that is agreed"),
    (NeedArea.SUBSTANCES, "A clear head on working days.", "Comes to the group", "Has somebody to call at night"),
    (NeedArea.FAMILY, "To be there on Sundays.", "Sees the children each week", "Parents speak with each other"),
    (NeedArea.LEARNING, "Papers, so that I can enrol.", "Has an identity card", "Is enrolled"),
    (NeedArea.HEALTH, "A doctor who knows me.", "Is registered", "Has the medication without a gap"),
    (NeedArea.THINKING, "To wait before I answer.", "Names what makes it hard", "Uses one thing that helps"),
)
"""What people need, what they want to reach in their words, and what is to be different afterwards."""
REASONS = tuple(one for one in Withdrawal if one not in BY_EVENT)
"""How far each referral came, in turn."""


def seed(world: World) -> None:
    """The directory first, then one referral for each of some people, circumstances and wishes for more."""
    supervisor = world.staff["supervisor"]
    services = [in_transaction(lambda one=one: _enter(world, supervisor, *one)) for one in SERVICES]  # type: ignore[misc]
    since = world.today - dt.timedelta(days=LEAST)
    running = [one for one in world.people if one.get("running") and one["life"].supervised_on < since][:MOST]
    officers = {who.human_id: who for who in world.staff.values()}
    for n in range(3 * len(STAGES) if running else 0):
        person = running[n % len(running)]
        facts = (world, officers[person["officer"]], person, services[n % len(services)], n)
        in_transaction(lambda facts=facts: _refer(*facts))  # type: ignore[misc]
    for n, person in enumerate(running):
        in_transaction(lambda p=person, n=n: _ask(world, officers[p["officer"]], p, n))  # type: ignore[misc]
    in_transaction(lambda: [prepare(row) for row in coming(clock.now())])


def _enter(world: World, supervisor: Actor, kind: ServiceKind, name: str, offers: str, places: int | None) -> uuid.UUID:
    with clock.held_at(world.days_ago(60)):
        entry = Entry(
            id=world.id(), name=name, kind=kind, offers=offers, places=places, area="Old Town", languages=("en", "ar"),
            phone="+216 71 550100", contact_name="Front desk", referrers=tuple(Referrer),
        )  # fmt: skip
        return enter_service(supervisor, entry).id


def _refer(world: World, officer: Actor, person: dict[str, Any], service_id: uuid.UUID, n: int) -> None:
    """A referral of a month ago and what came of it."""
    need, goal, *outcomes = WANTED[n % len(WANTED)]
    referral_id, stage = world.id(), STAGES[(n + n // len(STAGES)) % len(STAGES)]
    with clock.held_at(world.days_ago(30)):
        referring.draft_referral(
            officer,
            referring.Draft(
                id=referral_id, person_id=person["id"], service_id=service_id, need=need,
                language="ar", goal=goal, complexity=list(Complexity)[n % 3], agreed=True, outcomes=tuple(outcomes),
                risk_words="Meet in the front room, not upstairs.",
            ),
        )  # fmt: skip
        session.flush()
    if stage == "draft":
        return
    with clock.held_at(world.days_ago(3 if stage == "sent" else 29)):
        text = "Meet in the front room, not upstairs."
        referring.send_referral(officer, referral_id, digest(text), referral_letter)
    if stage == "withdrawn":
        with clock.held_at(world.days_ago(4)):
            referring.withdraw(officer, referral_id, REASONS[n % len(REASONS)], "Told us so last week.")
    elif stage not in {"sent", "silent"}:
        _answered(world, officer, referral_id, stage)


def _answered(world: World, officer: Actor, referral_id: uuid.UUID, stage: str) -> None:
    day = world.today - dt.timedelta(days=24)
    with clock.held_at(world.days_ago(22)):
        if stage == "declined":
            referring.decline(officer, referral_id, day, "No room is free until the summer.")
            return
        referring.accept(officer, referral_id, day)
    if stage == "accepted":
        return
    away = list(Absence)[world.nth("absence") % 4]
    for days, absence in ((20, None), (13, away), (6, None)):
        with clock.held_at(world.days_ago(days)):
            at = clock.now() - dt.timedelta(hours=1)
            concern = "Has no bed from Friday on." if days < LEAST / 5 and stage == "going" else ""
            feedback.note_session(
                officer,
                feedback.NewSession(id=world.id(), referral_id=referral_id, at=at, absence=absence, concern=concern),
            )
    if stage == "done":
        with clock.held_at(world.days_ago(2)):
            scores = zip(outcomes_of(referral_id), (list(Score)[world.nth("score") % 3], Score.PARTLY), strict=True)
            rows = tuple(feedback.Scored(outcome_id=one.id, score=score) for one, score in scores)
            feedback.complete(officer, referral_id, rows, "Moved in on the first; the second rent came late.")


def _ask(world: World, officer: Actor, person: dict[str, Any], n: int) -> None:
    """Circumstances at the start and now, and what the person wants about reminders."""
    order = session.get_one(SupervisionOrder, person["order"])
    newest = point_open(order.starts_on, world.today)
    days = {order.starts_on + dt.timedelta(days=3)} | ({due_on(order.starts_on, newest)} if newest and n % 3 else set())
    for day in sorted(days):
        moment = dt.datetime.combine(min(day, world.today), dt.time(9), dt.UTC)
        point = point_open(order.starts_on, moment.date())
        if point is None:
            continue
        with clock.held_at(moment):
            circumstances.note(
                officer,
                circumstances.Answers(
                    id=world.id(), order_id=order.id, point=point, on=clock.today(unit_of(order.office_id).zone),
                    housing=list(Housing)[(n + day.month) % 6], work=list(Work)[(n + day.day) % 7],
                    health=list(HealthContact)[n % 3], money=list(Money)[(n + day.day) % 4],
                    papers=list(Papers)[n % 4], family=list(Family)[(n + 1) % 4],
                ),
            )  # fmt: skip
    if n % 4 != 3:  # noqa: PLR2004 - every fourth was not asked yet
        _wish(officer, person, n)


def _wish(officer: Actor, person: dict[str, Any], n: int) -> None:
    """What the person wants: most a text message, some a mail, some nothing, some no more."""
    agreed = n % 4 != 2  # noqa: PLR2004 - and every fourth said no
    note_wish(
        officer,
        NewWish(
            person_id=person["id"], answer=Answer.AGREED if agreed else Answer.REFUSED, discreet=n % 8 == 1,
            way=Way.EMAIL if n % 8 == 5 else Way.SMS,  # noqa: PLR2004 - somebody without a telephone
            address=f"person{n}@example.org" if n % 8 == 5 else f"+216 20 55 {n:04d}",  # noqa: PLR2004 - the same
        ),
    )  # fmt: skip
    if n % 8 == 4:  # noqa: PLR2004 - somebody changed their mind
        note_wish(officer, NewWish(person_id=person["id"], answer=Answer.STOPPED))
