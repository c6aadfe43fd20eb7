"""Reading the catalogue of conditions from its data file."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from kernel import clock
from kernel.i18n import isolate, said
from probation.catalogue.rules import LONGEST, Policy, PolicyLine, fill, outline, policy_on, read_catalogue


@functools.cache
def policies() -> tuple[Policy, ...]:
    """Every version of the catalogue, oldest first."""
    return read_catalogue(tomllib.loads((Path(__file__).parent / "house.toml").read_text(encoding="utf-8")))


def policy() -> Policy:
    """The version in force today."""
    return policy_on(policies(), clock.now().date())


def policy_named(version: str) -> Policy:
    """The version that a set of conditions was written by; one that is not shipped any more reads as today's."""
    return next((one for one in policies() if one.version == version), policy())


def line_of(one: Any) -> PolicyLine | None:
    """The line of the catalogue whose words a condition row has; None for words made for one person."""
    return policy_named(one.policy).line(one.code) if one.code else None


def book_for(code: str, policy_name: str = "") -> Policy:
    """By which version a condition of this code is written anew: today's, or its own where today's has no such line."""
    now = policy()
    return now if now.listed(code) or not (code and policy_name) else policy_named(policy_name)


def served(text: str) -> Any:
    """A text of the catalogue in the reader's language; what an officer wrote stays."""
    return said(text, policies()[-1].words)


def _said(one: Any, which: str) -> str:
    kept = str(getattr(one, which))
    line = line_of(one)
    if line is None:
        return str(served(kept))
    typed = {asked.name for asked in line.inputs if asked.kind in LONGEST}
    answers = {name: isolate(value) if name in typed else value for name, value in (one.inputs or {}).items()}
    return fill(line, str(getattr(line, which)), answers, policies()[-1].words)


def outline_of(line: PolicyLine) -> str:
    """The plain words of a line of the catalogue with the name of each input in its place."""
    return outline(line, line.plain, policies()[-1].words)


def outline_text(line: PolicyLine) -> str:
    """The words as served of a line of the catalogue with the name of each input in its place."""
    return outline(line, line.text, policies()[-1].words)


def text_of(one: Any) -> str:
    """The words as served of a condition row, in the reader's language where the catalogue has them."""
    return _said(one, "text")


def plain_of(one: Any) -> str:
    """The plain words of a condition row, in the reader's language where the catalogue has them."""
    return _said(one, "plain")
