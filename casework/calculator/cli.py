"""``sentences calculate FILE``: release dates of a file of cases. No database, no server, nothing saved."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import click

from casework.calculator.schemas import read_case
from casework.sentences.rules import CannotCompute, find_dates
from casework.steps.rules import in_words

UNREADABLE = 2


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


def cases_of(raw: bytes, name: str, key: str = "vectors") -> Sequence[Any]:
    """The cases of a file, ``key`` naming their list in an object.

    Ends the program with code 2, line and column where it is no JSON or holds no cases.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        _unreadable(name, error.lineno, error.colno, error.msg)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        _unreadable(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"), "the text is not UTF-8")
    except (RecursionError, ValueError) as error:
        _unreadable(name, 1, 1, str(error) or "the file is nested too deeply")
    if isinstance(data, dict) and key in data:
        data = data[key]
    elif isinstance(data, dict):
        data = [data]
    if not isinstance(data, list):
        _unreadable(name, 1, 1, f"expected a case, a list of cases, or an object with a list called {key}")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; a field written twice is kept under a name that no case may have, so that the case is refused."""
    made = dict(pairs)
    return made if len(made) == len(pairs) else made | dict(_twice(pairs))


def _twice(pairs: list[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
    seen: set[str] = set()
    for key, _value in pairs:
        if key in seen:
            yield f"{key} (written twice)", None
        seen.add(key)


def _no_number(name: str) -> str:
    return name


def _unreadable(name: str, line: int, column: int, why: str) -> NoReturn:
    click.echo(f"{name}: line {line}, column {column}: {why}", err=True)
    sys.exit(UNREADABLE)
