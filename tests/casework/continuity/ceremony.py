"""A ceremony held for a test: a server's key, two holders, places in a temporary folder."""

from __future__ import annotations

import pathlib
from dataclasses import dataclass

from casework.continuity import service
from casework.continuity.rules import PLACE_MARK
from casework.seals.rules import KeyFile, new_key


@dataclass(frozen=True)
class Installation:
    folder: pathlib.Path
    keys: tuple[KeyFile, ...]


def hold_ceremony(base: pathlib.Path, *places: str, folder: pathlib.Path | None = None, keep: int = 30) -> Installation:
    """The continuity folder with everything in it; each place is a folder beside it that holds its mark."""
    folder = folder or base / "continuity"
    signer = service.set_up(folder)
    keys = tuple(new_key(name, [signer]) for name in ("Headquarters", "Escrow"))
    lines = [f"keep = {keep}"]
    for key in keys:
        lines += ["[[holder]]", f'name = "{key.name}"', f'key = "{key.recipient.key}"']
    for name in places:
        (base / name).mkdir()
        (base / name / PLACE_MARK).touch()
        lines += ["[[place]]", f'name = "{name}"', f'folder = "{base / name}"']
    (folder / service.SETUP).write_text("\n".join(lines), "utf-8")
    return Installation(folder, keys)
