"""Pure decisions on accounts: what a start code looks like, how an account stands, whose account one may change."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence

from kernel.authz import Actor
from kernel.enums import LabelledEnum
from kernel.i18n import _, _l

LIFE = dt.timedelta(hours=24)
"""NIST SP 800-63B 3.1.3.2 lets a posted code live longer; this one is handed over or told, so a day is enough."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is taken for another. Twenty of them are 100 bits."""
LENGTH, GROUP = 20, 4
_LOOK_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


class Standing(LabelledEnum):
    """How an account stands."""

    WAITING = "waiting", _l("Waits for its owner")
    OPEN = "open", _l("Open")
    CLOSED = "closed", _l("Closed")


def standing_of(*, active: bool, has_password: bool) -> Standing:
    """Closed; open; or open and nobody has chosen a password yet."""
    if not active:
        return Standing.CLOSED
    return Standing.OPEN if has_password else Standing.WAITING


def make_code(choose: Callable[[Sequence[str]], str], length: int = LENGTH) -> str:
    """A code such as 7Q4M-…, its letters drawn by ``choose`` (``secrets.choice``)."""
    letters = "".join(choose(ALPHABET) for _n in range(length))
    return "-".join(letters[n : n + GROUP] for n in range(0, length, GROUP))


def plain_code(typed: str) -> str:
    """A code as it was made, however it was typed: small letters, blanks, O for 0."""
    return "".join(sign for sign in typed.upper() if sign.isalnum()).translate(_LOOK_ALIKE)


def code_hash(typed: str) -> bytes:
    """What the database keeps of a start code."""
    return hashlib.sha256(plain_code(typed).encode()).digest()


def can_manage(actor: Actor, units: Iterable[uuid.UUID | None]) -> bool:
    """Whether every grant of the account lies in the administrator's scope; one without grants is the service's."""
    found = list(units)
    return actor.everywhere or (bool(found) and all(actor.covers(unit_id) for unit_id in found))


_BROWSERS = {"Edg": "Edge", "OPR": "Opera", "Firefox": "Firefox", "Chrome": "Chrome", "Safari": "Safari"}
_SYSTEMS = {"Android": "Android", "iPhone": "iPhone", "iPad": "iPad", "Windows": "Windows", "Mac OS": "macOS",
            "CrOS": "ChromeOS", "Linux": "Linux"}  # fmt: skip


def browser_name(agent: str) -> str:
    """What a browser says of itself, in words its owner knows: "Firefox on Android"; as it is where we know neither.

    The order matters: most browsers also name those they descend from.
    """
    browser = next((name for mark, name in _BROWSERS.items() if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS.items() if mark in agent), "")
    return _("%(browser)s on %(system)s", browser=browser, system=system) if browser and system else agent
