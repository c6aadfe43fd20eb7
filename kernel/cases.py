"""Files of cases for the commands that calculate: read whole or not at all, the place of a fault named."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn

import click

UNREADABLE = 2


def cases_of(raw: bytes, name: str, key: str = "vectors") -> Sequence[Any]:
    """The cases of a file, ``key`` naming their list in an object.

    Ends the program with code 2, line and column where it is no JSON or holds no cases.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        unreadable(name, error.lineno, error.colno, error.msg)
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        unreadable(name, before.count(b"\n") + 1, error.start - before.rfind(b"\n"), "the text is not UTF-8")
    except (RecursionError, ValueError) as error:
        unreadable(name, 1, 1, str(error) or "the file is nested too deeply")
    if isinstance(data, dict) and key in data:
        data = data[key]
    elif isinstance(data, dict):
        data = [data]
    if not isinstance(data, list):
        unreadable(name, 1, 1, f"expected a case, a list of cases, or an object with a list called {key}")
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


def unreadable(name: str, line: int, column: int, why: str) -> NoReturn:
    """Say what is wrong and where, and end with code 2."""
    click.echo(f"{name}: line {line}, column {column}: {why}", err=True)
    sys.exit(UNREADABLE)
