"""Adding notes, papers and two sealed letters to the demo, by the real commands."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from casework.complaints.rules import DEMO_PHRASE, Complaint
from casework.complaints.service import make_lock, send
from casework.demo.service import World
from casework.notes.models import NoteKind
from casework.notes.service import NewNote, amend_note, write_note
from casework.papers.models import PaperKind
from casework.papers.service import NewPaper, file_paper
from kernel.db import in_transaction

NOTED = 60
TEXTS = {
    NoteKind.TALK: "Asked about a place in the workshop. We looked at the list together.",
    NoteKind.OBSERVED: "Helped a newcomer find his way on the wing.",
    NoteKind.PROGRESS: "Finished the first module. Wants to go on with the second.",
    NoteKind.FAMILY: "His sister called: the children come on Sunday.",
    NoteKind.PARTNER: "The housing office has a room from the first of the month.",
    NoteKind.OTHER: "Asked for a copy of the house rules. Given the same day.",
}
PAPERS = {
    PaperKind.COURT: "Judgment of the district court", PaperKind.IDENTITY: "Copy of the identity card",
    PaperKind.LAWYER: "Letter of the lawyer", PaperKind.FAMILY: "Letter of the mother",
    PaperKind.CERTIFICATE: "Reference of an employer", PaperKind.OTHER: "List of things sent home",
}  # fmt: skip
LETTERS = ("The shower on wing C has been cold for three weeks.", "My letters to my lawyer arrive opened.")


def seed(world: World) -> None:
    """Notes of every kind, a paper of every kind, a letter box with two letters."""
    held = [one for one in world.people if one["prison"] == "HRB"][:NOTED]
    for n, person in enumerate(held):
        in_transaction(lambda n=n, one=person: _notes(world, n, one))  # type: ignore[misc]
    for kind, person in zip(PAPERS, held, strict=False):
        in_transaction(lambda kind=kind, one=person: _paper(world, kind, one))  # type: ignore[misc]
    in_transaction(lambda: make_lock(world.staff["inspector"], DEMO_PHRASE))
    for words in LETTERS:
        in_transaction(lambda words=words: send(Complaint(words=words)))  # type: ignore[misc]


def _notes(world: World, n: int, person: dict[str, Any]) -> None:
    writer = world.staff["case"]
    for step in range(1 + n % 3):
        kind = list(NoteKind)[(n + step) % len(NoteKind)]
        note = write_note(writer, NewNote(
            id=world.id(), person_id=person["id"], kind=kind, text=TEXTS[kind],
            occurred_at=max(world.days_ago(3 + n + 20 * step), person["opened"] + dt.timedelta(hours=2)),
        ))  # fmt: skip
        if n % 9 == 0:
            amend_note(writer, note.id, "It was on the Tuesday, not on the Monday.", id=world.id())


def _paper(world: World, kind: PaperKind, person: dict[str, Any]) -> uuid.UUID:
    text = f"{PAPERS[kind]}\n\nThis paper is invented, like everything in the demo.\n"
    return file_paper(world.staff["records"], NewPaper(
        id=world.id(), person_id=person["id"], kind=kind, title=PAPERS[kind], content=text.encode(),
        dated_on=person["opened"].date(),
    )).id  # fmt: skip
