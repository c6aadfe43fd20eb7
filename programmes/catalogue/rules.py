"""Pure decisions of the catalogue."""

from __future__ import annotations

import re

CUSTODY = re.compile(
    r"\b(prison|prisoner|jail|gaol|inmate|convict|offend\w*|custod\w*|penitentiar\w*|correctional|detention|detainee|probation"
    r"|détenu\w*|pénitenti\w*|prison\w*|cárcel|preso|recluso|penitenciari\w*|тюрьм\w*|заключ[её]нн\w*|колони\w*)\b"
    r"|سجن|سجين|监狱|囚犯|服刑",
    re.IGNORECASE,
)
"""Words that a certificate never carries: an employer learns what was learned, not where."""


def names_custody(text: str) -> bool:
    """Whether a text to be printed on a certificate tells where it was earned."""
    return bool(CUSTODY.search(text))


def total_minutes(modules: list[tuple[str, int]]) -> int:
    """The minutes of a curriculum."""
    return sum(minutes for _name, minutes in modules)
