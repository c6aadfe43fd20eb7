"""The roll on paper: who should be in a prison, wing by wing, with a box to tick and a line to sign."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator, Sequence

from casework.at_large.documents import born, isolated
from casework.snapshots.rules import Held
from kernel.documents import render_pdf
from kernel.i18n import _

PER_PAPER = 1000
SOON = dt.timedelta(days=14)


def roll_papers(
    people: Sequence[Held], prison: str, taken: str, day: dt.date, *, only: int | None = None
) -> Iterator[tuple[str, bytes]]:
    """(part, PDF) of a prison's roll, a thousand people to a paper. ``taken`` is the moment in words.

    ``only`` makes one part alone, counted from 0.

    Raises PdfUnavailable.
    """
    ordered = sorted(people, key=lambda one: (one.wing, one.name, one.number))
    parts = [ordered[at : at + PER_PAPER] for at in range(0, len(ordered), PER_PAPER)]
    wanted = range(len(parts)) if only is None else range(only, min(only + 1, len(parts)))
    for n, part in ((at + 1, parts[at]) for at in wanted):
        wings = [(wing, list(those)) for wing, those in itertools.groupby(part, key=lambda one: one.wing)]
        context = {"prison": prison, "wings": wings, "taken": taken, "n": n, "parts": len(parts), "all": len(ordered),
                   "born": born, "own": isolated, "soon": day + SOON}  # fmt: skip
        title = _("Roll of %(prison)s", prison=prison)
        name = "roll" if len(parts) == 1 else f"roll-{n}"
        yield name, render_pdf("casework/continuity/roll.pdf.html", context, title=title)
