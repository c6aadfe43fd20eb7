"""What the feeds tell of: the same person-free shelves that visitors see."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from marketplace.photos.queries import pictures
from marketplace.shop.queries import Asked, newest, shelf

MOST = 2000


def everything(language: str, today: dt.date) -> Sequence[Any]:
    """All that is sold on the web, newest first."""
    return newest(language, today, MOST)


def page(language: str, today: dt.date, after: uuid.UUID | None) -> Any:
    """A page of all that is sold on the web, by name."""
    return shelf(Asked(), language, today, after)


def photo_mark(photo_id: uuid.UUID | None) -> str:
    """The hash of the middle size of a photograph; nothing where there is none."""
    if photo_id is None:
        return ""
    sizes = pictures([photo_id], "en")[photo_id]["sizes"]
    return str((sizes[1] if len(sizes) > 1 else sizes[-1])[2])
