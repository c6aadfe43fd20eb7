"""``sentences calculate FILE``: release dates of a file of cases. No database, no server, nothing saved."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from casework.calculator.schemas import read_case
from casework.sentences.rules import CannotCompute, find_dates
from casework.steps.rules import in_words
from kernel.cases import cases_of


@click.group("sentences")
def group() -> None:
    """Sentences and release dates."""


@group.command("calculate")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
def calculate(file: str) -> None:
    """Print release and expiry of every case in FILE as a JSON list; - reads standard input.

    FILE holds one case, a list of cases, or an object with a list called vectors. A case that cannot be worked out says
    why under "refused"; the others still come out. A file that cannot be read ends with code 2.
    """
    with click.open_file(file, "rb") as given:
        cases = cases_of(given.read(), file)
    out = sys.stdout
    out.write("[")
    for place, case in enumerate(cases):
        out.write(",\n" if place else "\n")
        out.write(json.dumps(answer(case)))
    out.write("\n]\n")


def answer(raw: Any) -> dict[str, Any]:
    """One case worked out or refused: ``id``, dates as ISO text or None, steps with their words, ``refused``."""
    made: dict[str, Any] = {
        "id": raw.get("id") if isinstance(raw, dict) else None,
        "release_date": None,
        "expiry_date": None,
        "steps": [],
        "refused": None,
    }
    try:
        case = read_case(raw)
        found = find_dates(case.sentences, case.moved, case.old_law)
    except CannotCompute as refusal:
        return made | {"refused": {"code": refusal.code, "message": str(refusal.message)}}
    steps = [{**step, "text": in_words(step)} for step in found.steps]
    return made | {"release_date": str(found.release), "expiry_date": str(found.expiry), "steps": steps}
