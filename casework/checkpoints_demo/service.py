"""Seeds the checkpoints of the demo."""

from __future__ import annotations

from pathlib import Path

from casework.checkpoints.service import SETUP, now

WITNESSES = """[[witness]]
name = "Inspectorate of prisons"
email = "trail@inspectorate.example"

[[witness]]
name = "Stick of the ministry"
folder = "/media/ministry"
"""


def seed(place: Path) -> None:
    """Set two witnesses up in the folder of the checkpoints, and make the first one."""
    place.mkdir(parents=True, exist_ok=True)
    (place / SETUP).write_text(WITNESSES, "utf-8")
    now(place)
