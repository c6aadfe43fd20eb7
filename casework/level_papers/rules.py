"""The words of the paper, in the language it is made in."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path
from typing import Any

from kernel.i18n import said


@functools.cache
def texts() -> dict[str, Any]:
    """Every sentence of the paper by its key, spoken when it is shown."""
    raw = tomllib.loads((Path(__file__).parent / "reasons.toml").read_text(encoding="utf-8"))
    return {key: said(text, raw["words"]) for key, text in raw["texts"].items()}
