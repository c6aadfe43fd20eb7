"""Rebuilding a photograph: pure, from bytes to bytes. What is no picture, or could exhaust the machine, is refused."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps

from kernel.errors import DomainError
from kernel.i18n import _

FORMATS = ("JPEG", "PNG", "WEBP")
LARGEST_BYTES = 12 * 1024 * 1024
LONGEST_SIDE = 12_000
MOST_PIXELS = 50_000_000
"""A telephone's sensor; 30,000 by 30,000 would take 2.7 GB once unpacked."""
SMALLEST_SIDE = 120
WHOLE, SMALL = 960, 112


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A photograph made anew from pixels alone: no place, no device, no comment, no second image inside."""

    content: bytes
    small: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """What the rebuilt bytes are known by."""
        return hashlib.sha256(self.content).hexdigest()


def rebuild(given: bytes, longest: int = WHOLE) -> Picture:
    """The picture in ``given``, turned upright and made anew as JPEG, at most ``longest`` points on its longer side.

    Raises DomainError as ``upright`` does.
    """
    whole = upright(given)
    small = ImageOps.fit(whole, (SMALL, SMALL), centering=(0.5, 0.35))
    whole = ImageOps.contain(whole, (longest, longest)) if max(whole.size) > longest else whole
    return Picture(content=_jpeg(whole, 82), small=_jpeg(small, 78), width=whole.width, height=whole.height)


def upright(given: bytes) -> Image.Image:
    """The points of the picture in ``given`` and nothing else, turned upright.

    Raises DomainError, saying what to do, for what is not a JPEG, PNG or WebP picture, is damaged, too large or too
    small. The size is read from the head of the file before a single pixel is unpacked.
    """
    if len(given) > LARGEST_BYTES:
        raise _refusal(_("This file is larger than 12 MB. Take the photograph again at a lower resolution."))
    try:
        with warnings.catch_warnings(action="ignore"), Image.open(io.BytesIO(given), formats=FORMATS) as head:
            _check_size(*head.size)
            head.load()
            turned = ImageOps.exif_transpose(head).convert("RGB")
    except DomainError:
        raise
    except Image.DecompressionBombError:
        raise _refusal(
            _("This picture has too many points. At most 50 million in all: take it again smaller.")
        ) from None
    except Exception as damage:  # a hostile or torn file may break any decoder in any way
        raise _refusal(_("This file is not a picture that can be read. Choose a JPEG, PNG or WebP photograph.")) from (
            damage
        )
    plain = Image.new("RGB", turned.size)
    plain.paste(turned)
    return plain


def _check_size(width: int, height: int) -> None:
    if max(width, height) > LONGEST_SIDE or width * height > MOST_PIXELS:
        raise _refusal(
            _(
                "This picture is %(width)s by %(height)s points. At most %(most)s on a side and 50 million in all.",
                width=width, height=height, most=LONGEST_SIDE,
            )
        )  # fmt: skip
    if min(width, height) < SMALLEST_SIDE:
        raise _refusal(_("This picture is too small to recognise anybody. It needs 120 points on each side."))


def _refusal(sentence: str) -> DomainError:
    return DomainError(sentence, field="picture")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    plain = Image.new("RGB", image.size)
    plain.paste(image)
    plain.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()
