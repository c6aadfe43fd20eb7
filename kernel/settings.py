"""Where the app keeps its things, read once from the environment. Nothing personal, no secret values printed."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The checkout: templates, static files and translations lie here."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this process runs. ``var`` holds the embedded database, the secret key and stored documents."""

    var: Path
    database_url: str
    demo: bool = False
    behind_tls: bool = True
    trusted_hosts: tuple[str, ...] = ()
    second_factor: str = ""
    """Who must have a second factor: "all", or roles by name; nobody when empty (``factors.rules.demanded_of``)."""

    @property
    def secret_key(self) -> str:
        """The signing key: 256 random bits in a file only the owner can read, made at the first start."""
        path = self.var / "secret.key"
        if not path.exists():
            self.var.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
                file.write(secrets.token_hex(32))
        return path.read_text().strip()


def from_environment() -> Settings:
    """Settings from THROUGHCARE_VAR, DATABASE_URL and the other THROUGHCARE_ variables named below."""
    env = os.environ
    var = Path(env.get("THROUGHCARE_VAR", "var")).resolve()
    demo = env.get("THROUGHCARE_DEMO") == "1"
    return Settings(
        var=var,
        database_url=env.get("DATABASE_URL") or f"sqlite:///{var / 'throughcare.sqlite'}",
        demo=demo,
        behind_tls=not demo and env.get("THROUGHCARE_PLAIN_HTTP") != "1",
        trusted_hosts=tuple(env.get("THROUGHCARE_HOSTS", "").split()),
        second_factor=env.get("THROUGHCARE_SECOND_FACTOR", ""),
    )
