"""An author's text becomes a definition, or a list of flaws with their lines."""

from __future__ import annotations

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from typing_extensions import override

from casework.definitions.schemas import DefinitionSchema
from casework.proofs.rules import Flaw, flaws_of
from kernel.errors import DomainError
from kernel.i18n import _


@dataclass(frozen=True, kw_only=True)
class Located:
    """A flaw with the line it stands on, where that is known."""

    place: str
    line: int | None
    words: str

    @override
    def __str__(self) -> str:
        """Line, place, words."""
        at = f"{_('line %(line)s', line=self.line)}, " if self.line else ""
        return f"{at}{self.place}: {self.words}" if self.place else f"{at}{self.words}"


class FormRefused(DomainError):
    """A text that is no form yet. ``flaws`` says everything that is wrong, each with its place."""

    def __init__(self, flaws: list[Located], name: str = "") -> None:
        self.flaws = flaws
        super().__init__("\n".join(f"{name}: {one}" if name else str(one) for one in flaws))


def read_definition(text: str, name: str = "") -> dict[str, Any]:
    """The definition in a text, proven: shape, names, bands, examples. Days are ISO text. Raises FormRefused."""
    try:
        data: dict[str, Any] = _plain(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"\(at line (\d+)", str(error))
        line = int(found[1]) if found else None
        raise FormRefused([Located(place="", line=line, words=str(error))], name) from error
    flaws = [Flaw(place=place, words=words) for place, words in _flat(DefinitionSchema().validate(data))]
    flaws = flaws or flaws_of(data)
    if flaws:
        raise FormRefused(
            [Located(place=one.place, line=line_of(text, one.place), words=one.words) for one in flaws], name
        )
    return data


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, dt.date) else value


def _flat(errors: Any, place: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(errors, Mapping):
        for key, one in errors.items():
            step = f"[{key + 1}]" if isinstance(key, int) else f".{key}" if place else str(key)
            yield from _flat(one, place if key in {"_schema", "value"} and isinstance(one, list) else place + step)
    else:
        yield from ((place.replace("from_", "from"), str(one)) for one in errors)


def line_of(text: str, place: str) -> int | None:
    """The line of a place like items[2].options[1]; the line of the nearest part that can be found; None for none."""
    lines = text.splitlines()
    head, *rest = place.split(".")
    found = re.fullmatch(r"(\w+)\[(\d+)\]", head)
    if head == "vectors" and rest:
        return next((n for n, one in enumerate(lines, 1) if re.match(rf'id *= *"{re.escape(rest[0])}"', one)), None)
    start = 0
    if found:
        starts = [n for n, one in enumerate(lines) if one.strip() == f"[[{found[1]}]]"]
        if len(starts) < int(found[2]):
            return None
        start = starts[int(found[2]) - 1]
    else:
        rest = [head, *rest]
    return _within(lines, start, rest) or (start + 1 if found else None)


def _within(lines: list[str], start: int, rest: list[str]) -> int | None:
    """The line of the deepest part of ``rest`` below a section's head."""
    place = None
    for part in rest:
        name, _bracket, nth = part.partition("[")
        end = next((n for n in range(start + 1, len(lines)) if lines[n].startswith("[[")), len(lines))
        at = next((n for n in range(start, end) if re.match(rf"\s*(\[\[?)?{re.escape(name)}\b", lines[n])), None)
        if at is None:
            break
        inner = [n for n in range(at + 1, end) if lines[n].lstrip().startswith("{")]
        wanted = int(nth.rstrip("]")) if nth else 0
        start = inner[wanted - 1] if 0 < wanted <= len(inner) else at
        place = start + 1
    return place
