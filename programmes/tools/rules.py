"""Classes of tools, and what keeps a session from being closed. Pure."""

from __future__ import annotations

import functools
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kernel.i18n import _, comma, ngettext, said
from programmes.tools.models import CountMoment, ToolState


@dataclass(frozen=True, kw_only=True)
class ToolClass:
    """A class of tools; ``label`` is translated when it is shown."""

    code: str
    label: Any
    guarded: bool


@functools.cache
def classes() -> dict[str, ToolClass]:
    """The classes by code, in the order of the file."""
    raw = tomllib.loads((Path(__file__).parent / "classes.toml").read_text("utf-8"))
    return {
        one["code"]: ToolClass(**{**one, "label": said(one["label"], raw["words"])}) for one in raw["class"]
    }  # fmt: skip


def closing_words(away: Sequence[Any], counts: Sequence[Any]) -> str:
    """Why a session may not be closed: tools of it are out or missing, or the board was not counted at its end.

    ``away`` are (code, holder, state) of its tools; ``counts`` the counts of the session, the newest last. "" when
    nothing is open.
    """
    if away:
        named = comma().join(_word(one) for one in away)
        many = ngettext("%(num)d tool is not back: %(named)s.", "%(num)d tools are not back: %(named)s.", len(away),
                        named=named)  # fmt: skip
        more = _("Take it in, or have a missing one written off by two people, then close the session.")
        return f"{many} {more}"
    last = {one.moment: one for one in counts}
    if CountMoment.BEGIN in last and CountMoment.END not in last:
        return _("The tools were counted before the session. Count them after it too, then close it.")
    end = last.get(CountMoment.END)
    if end and end.counted != end.expected:
        return _("The count after the session is %(counted)d and should be %(expected)d. Find the difference, count "
                 "again, then close the session.", counted=end.counted, expected=end.expected)  # fmt: skip
    return ""


def _word(one: Any) -> str:
    missing = f", {ToolState.MISSING.label}" if one.state == ToolState.MISSING else ""
    return f"{one.code} ({one.holder or '—'}{missing})"
