"""Making a product's photograph anew in the sizes the shop sends, and what a second human looks for. Pure."""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from casework.public import upright
from kernel.enums import LabelledEnum
from kernel.errors import DomainError
from kernel.i18n import _, _l

WIDTHS = (320, 800, 1600)
QUALITY = {320: 76, 800: 78, 1600: 76}
SMALLEST = 640
"""Fewer points than this on the longer side look torn on a telephone of today."""


class LookFor(LabelledEnum):
    """What may give a maker or a prison away. A photograph passes only when each was looked for and not found."""

    FACES = "faces", _l("No face, not even in a mirror or a window")
    TATTOOS = "tattoos", _l("No tattoo, scar or hand that somebody would know")
    NAMES = "names", _l("No name, on clothes, labels or lists")
    KEYS = "keys", _l("No key, lock or tool board")
    CAMERAS = "cameras", _l("No camera, alarm or fence")
    WINDOWS = "windows", _l("No window or yard that shows where it was taken")
    NUMBERS = "numbers", _l("No number of a person, a cell or a card")


@dataclass(frozen=True, kw_only=True)
class Sized:
    """The picture at one width as WebP, from pixels alone: no place, no device, no hour, no second image inside."""

    wide: int
    tall: int
    content: bytes

    @property
    def sha256(self) -> str:
        """What these bytes are known by, and their address."""
        return hashlib.sha256(self.content).hexdigest()


def sizes_of(given: bytes) -> list[Sized]:
    """The picture in ``given`` upright, at each width that it is large enough for, smallest first.

    Raises DomainError for what is no picture, is damaged, far too large, or too small for a shop.
    """
    whole = upright(given)
    if max(whole.size) < SMALLEST:
        raise DomainError(
            _("This picture is too small for the shop. It needs %(least)s points on its longer side.", least=SMALLEST),
            field="picture",
        )
    widths = [*(width for width in WIDTHS if width < whole.width), min(whole.width, WIDTHS[-1])]
    return [_sized(whole, width) for width in dict.fromkeys(widths)]


def _sized(whole: Image.Image, width: int) -> Sized:
    tall = max(1, round(whole.height * width / whole.width))
    out = io.BytesIO()
    small = ImageOps.contain(whole, (width, tall)) if width < whole.width else whole
    small.save(out, "WEBP", quality=QUALITY.get(width, 76), method=4)
    return Sized(wide=small.width, tall=small.height, content=out.getvalue())


def refuse_unlooked(looked_for: list[LookFor]) -> None:
    """Raise DomainError unless everything on the list was looked for."""
    missing = [look.label for look in LookFor if look not in looked_for]
    if missing:
        raise DomainError(
            _("Look for each of these before it passes, or refuse the photograph: %(looks)s.",
              looks="; ".join(map(str, missing))),
            field="looked_for",
        )  # fmt: skip
