"""Making requests and complaints by the real commands: open, late, answered, appealed, taken back."""

from __future__ import annotations

import datetime as dt
import uuid
from functools import partial

from casework.demo.service import World
from casework.requests.models import Outcome, RequestKind, RequestTopic
from casework.requests.queries import silent
from casework.requests.service import NewRequest, answer, answer_appeal, appeal, escalate, take, withdraw
from kernel.authz import Actor
from kernel.db import in_transaction

PRISON = "HRB"
WORDS = {
    RequestTopic.FAMILY: "My sister moved. Please put her new number on my list so that I can call her.",
    RequestTopic.HEALTH: "My tooth has hurt for a week and I was not called to the nurse.",
    RequestTopic.FOOD: "I was promised meals without pork and got it twice.",
    RequestTopic.LIVING: "The window of the cell does not close. It is cold at night.",
    RequestTopic.WORK: "I would like to move from the laundry to the joinery.",
    RequestTopic.MONEY: "My watch was not on the list when I was transferred.",
    RequestTopic.DATES: "I would like to see the paper of the court on which my date rests.",
    RequestTopic.SAFETY: "Somebody on my landing wants money from me. I do not feel safe.",
    RequestTopic.STAFF: "An officer reads my letters aloud before others.",
    RequestTopic.ILL_TREATMENT: "I was pushed against the wall on the stairs on Sunday.",
    RequestTopic.OTHER: "I would like to have the library open on Saturday.",
}
YES, NO, PART = (
    "It is done. Ask at the office for the paper.",
    "The workshop is full. You stand on the list.",
    "We pay for the strap; the watch itself was never handed in.",
)


APPEALS = (
    (Outcome.PARTLY, "You come first when a place is free."),
    (Outcome.GRANTED, "A place is free from Monday. It is yours."),
    (Outcome.REFUSED, "Those who came after you have less time left. The list is right."),
)


def seed(world: World) -> None:
    """One of each topic; then every ending there is."""
    held = [one for one in world.people if one["prison"] == PRISON and one["state"] == "sentenced"]
    for n, topic in enumerate(RequestTopic):
        in_transaction(lambda n=n, topic=topic: _take(world, held[n]["id"], topic, 1 + n % 3))  # type: ignore[misc]
    in_transaction(lambda: _endings(world, [one["id"] for one in held[11:19]]))
    for one in silent(world.today):
        in_transaction(partial(escalate, one))


def _take(world: World, person_id: uuid.UUID, topic: RequestTopic, days: int) -> uuid.UUID:
    kind = RequestKind.REQUEST if topic in {RequestTopic.FAMILY, RequestTopic.WORK, RequestTopic.DATES,
                                            RequestTopic.OTHER} else RequestKind.COMPLAINT  # fmt: skip
    return take(world.staff["case"], NewRequest(
        id=world.id(), person_id=person_id, kind=kind, topic=topic, words=WORDS[topic],
        received_on=world.today - dt.timedelta(days=days),
    )).id  # fmt: skip


def _endings(world: World, people: list[uuid.UUID]) -> None:
    case, governor = world.staff["case"], world.staff["governor"]
    answer(case, _take(world, people[0], RequestTopic.FAMILY, 5), Outcome.GRANTED, YES)
    answer(case, _take(world, people[1], RequestTopic.MONEY, 6), Outcome.PARTLY, PART)
    _appealed(world, people[2], case)
    for key, (outcome, words) in zip(people[5:], APPEALS, strict=False):
        answer_appeal(governor, _appealed(world, key, case), outcome, words)
    withdraw(case, _take(world, people[3], RequestTopic.LIVING, 4), "The window was mended.")
    _take(world, people[4], RequestTopic.LIVING, 30)


def _appealed(world: World, person_id: uuid.UUID, by: Actor) -> uuid.UUID:
    key = _take(world, person_id, RequestTopic.WORK, 8)
    answer(by, key, Outcome.REFUSED, NO)
    appeal(by, key, "Others came after me and have a place.", world.today)
    return key
