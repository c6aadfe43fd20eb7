"""Drawing faces that belong to nobody: flat, friendly, clearly not photographs."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

from casework.likeness.rules import Picture, rebuild

SKINS = ("#8d5524", "#c68642", "#e0ac69", "#f1c27d", "#5c3a21")
HAIRS = ("#1c1c1c", "#4a3222", "#7a5a3a", "#9a9a94")
SHIRTS = ("#41697a", "#6b7f5a", "#8a6d5c", "#5d5a78", "#7a4f54", "#4f6f66")
FACES = 30


@cache
def face(number: int) -> Picture:
    """The drawing with this number; numbers wrap around after ``FACES``."""
    n = number % FACES
    image = Image.new("RGB", (480, 600), "#dfe6e4")
    draw = ImageDraw.Draw(image)
    skin, hair, shirt = SKINS[n % len(SKINS)], HAIRS[n // 5 % len(HAIRS)], SHIRTS[n % len(SHIRTS)]
    width = 96 + n % 4 * 6
    draw.ellipse((40, 450, 440, 900), fill=shirt)
    draw.rounded_rectangle((205, 380, 275, 490), 30, fill=skin)
    draw.ellipse((240 - width - 16, 120, 240 + width + 16, 350), fill=hair)
    draw.ellipse((240 - width, 150, 240 + width, 430), fill=skin)
    draw.pieslice((240 - width - 4, 118, 240 + width + 4, 300 + n % 3 * 20), 180, 360, fill=hair)
    for eye in (200, 280):
        draw.ellipse((eye - 10, 282, eye + 10, 302), fill="#26211d")
    draw.arc((205, 330, 275, 380), 20, 160, fill="#26211d", width=5)
    out = io.BytesIO()
    image.save(out, "PNG")
    return rebuild(out.getvalue())
