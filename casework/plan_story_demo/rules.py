"""What is said and done at the demo's meetings."""

from __future__ import annotations

from casework.plan_links.rules import LinkKind
from casework.plan_meetings.models import Part
from casework.plan_meetings.rules import Came, Seat

OFF = "The wing was closed that day."
SAID = "I want to begin earlier. The course helps me."
TALKED = "We went through each goal. One step moved because the workshop opens later."
WHY = "The workshop opens later than planned."
PLACE = "Room 4, education wing"
STEPS = {
    LinkKind.ALLOCATION: "Go to the course and finish it",
    LinkKind.JOB: "Begin the work I was offered",
    LinkKind.CONTACT: "Keep the next appointment",
    LinkKind.DOCUMENT: "Get my identity card",
    LinkKind.SAVINGS: "Save money for the first weeks",
}
"""What the person does about each kind of thing a step can be tied to."""
WISHES = (
    "I want to learn enough French to write to my daughter.",
    "I want to plant something and see it grow.",
    "I want to play music again.",
)


def comes(turn: int) -> bool:
    """Whether the person came to this meeting: now and then they stay away."""
    return bool(turn % 5)


def seats(name: str, turn: int) -> list[Seat]:
    """Who was asked: the person always, others in turn; now and then the person stayed away."""
    others = list(Part)[1:]
    return [
        Seat(part=Part.PERSON, came=Came.CAME if comes(turn) else Came.AWAY, name=name),
        Seat(part=Part.CASE_MANAGER, came=Came.CAME),
        Seat(part=others[1 + turn % (len(others) - 1)], came=Came.CAME if turn % 3 else Came.AWAY),
    ]
