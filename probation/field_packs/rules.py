"""What a pack may hold and how long. Pure."""

from __future__ import annotations

import datetime as dt
from urllib.parse import quote

from kernel.i18n import _l

MOST = 40
LASTS = dt.timedelta(hours=12)
LETTERS_WAIT = dt.timedelta(hours=24)
"""A letter that follows by itself waits this long for a pack that is out: the visit it asks for may be in it."""
NOTICE_AFTER = dt.timedelta(hours=48)
"""A pack that is out, or a record that waits, for so long is brought before the supervisor."""
SCHEMA = 1
AGREED = (
    _l("Keeps the next appointment"), _l("Calls when something changes"), _l("Brings proof of work or learning"),
    _l("Goes to the doctor or clinic"), _l("Asks the housing service for help"), _l("Looks for work with our help"),
)  # fmt: skip
"""What is agreed most often, to be tapped instead of typed."""


def map_link(address: str) -> str | None:
    """What opens a map on a phone, also one that was installed for use without a network (RFC 5870)."""
    return f"geo:0,0?q={quote(address)}" if address else None


def waits_until(issued_at: dt.datetime) -> dt.datetime:
    """Until when a pack holds letters back."""
    return issued_at + LETTERS_WAIT
