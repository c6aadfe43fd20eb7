"""Drawing what the demo's workshops make: flat, calm pictures from shapes on a grid. Nobody is in them."""

from __future__ import annotations

import io
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

GRID, SCALE, SIDE = 100, 16, 1000
GROUND = 72
Shape = Sequence[Any]


@cache
def drawings() -> Mapping[str, Any]:
    """Stock number to its picture: the wall, the table, and the shapes from back to front."""
    return tomllib.loads((Path(__file__).parent / "drawings.toml").read_text("utf-8"))


@cache
def picture(sku: str, n: int = 0) -> bytes:
    """The picture of a product as PNG; ``n`` above 0 is nearer, from another side."""
    said = drawings()[sku]
    image = Image.new("RGB", (GRID * SCALE, GRID * SCALE), said["wall"])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, GROUND * SCALE, GRID * SCALE, GRID * SCALE), fill=said["table"])
    _shade(image, said.get("shadow", [18, 76, 82, 86]))
    draw = ImageDraw.Draw(image)
    for shape in said["shapes"]:
        _draw(draw, shape)
    if n:
        edge = GRID * SCALE
        image = image.crop((edge // 8, edge // 5, edge * 5 // 8, edge * 7 // 10))
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT) if n % 2 else image
    out = io.BytesIO()
    image.resize((SIDE, SIDE), Image.Resampling.LANCZOS).save(out, "PNG", compress_level=1)
    return out.getvalue()


def _shade(image: Image.Image, box: Sequence[int]) -> None:
    """A soft shadow on the table."""
    shadow = Image.new("L", (200, 200), 0)
    ImageDraw.Draw(shadow).ellipse([2 * at for at in box], fill=90)
    shadow = shadow.filter(ImageFilter.GaussianBlur(6)).resize(image.size, Image.Resampling.BILINEAR)
    image.paste(Image.new("RGB", image.size, "#3a2a1e"), mask=shadow)


def _draw(draw: ImageDraw.ImageDraw, shape: Shape) -> None:
    kind, colour, *rest = shape
    points = [at * SCALE for at in rest]
    if kind == "box":
        draw.rounded_rectangle(points[:4], points[4] if len(points) > 4 else SCALE, fill=colour)  # noqa: PLR2004
    elif kind == "oval":
        draw.ellipse(points, fill=colour)
    elif kind == "shape":
        draw.polygon(points, fill=colour)
    elif kind == "line":
        draw.line(points[1:], fill=colour, width=round(points[0]), joint="curve")
    elif kind == "arc":
        draw.arc(points[1:5], rest[5], rest[6], fill=colour, width=round(points[0]))
    elif kind == "slice":
        draw.pieslice(points[:4], rest[4], rest[5], fill=colour)
