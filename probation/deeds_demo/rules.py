"""Drawing the map of an area that is nowhere: streets, a canal, a square, and the border of where not to go."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

SIZE = (1200, 900)
STREETS = ((0, 180, 1200, 180), (0, 450, 1200, 470), (0, 720, 1200, 700), (260, 0, 240, 900), (640, 0, 660, 900),
           (980, 0, 1000, 900))  # fmt: skip
HOUSES = 7
BORDER = ((300, 225), (940, 225), (960, 690), (290, 690))


@cache
def drawn_map() -> bytes:
    """The map as PNG, the same bytes each time."""
    image = Image.new("RGB", SIZE, "#f3efe4")
    draw = ImageDraw.Draw(image)
    draw.line((0, 60, 400, 95, 800, 80, 1200, 120), fill="#9cc4d8", width=46)
    for x in range(HOUSES):
        for y in (240, 350, 520, 610, 770):
            draw.rectangle((60 + x * 165, y, 150 + x * 165, y + 70), fill="#d8cdb8")
    draw.rectangle((690, 500, 930, 670), fill="#bcd3a6")
    for street in STREETS:
        draw.line(street, fill="#ffffff", width=38)
    draw.line((*BORDER, BORDER[0]), fill="#a3262a", width=12, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()
