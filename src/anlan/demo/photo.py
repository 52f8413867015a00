"""Draws the evidence photo that a virtual safety manager hands in: plainly a drawing, and never the same twice."""

import hashlib
import io
import random

from PIL import Image, ImageDraw

SIZE = (960, 720)


def draw(incident_no: str, at: str, kind: str) -> bytes:
    """A JPEG of a machine room with its fan on and its valve closed, or of a swept dust bay.

    ``incident_no`` and ``at`` are written on it (ASCII only: the built-in face has no Chinese); both seed the drawing.
    """
    rng = random.Random(hashlib.sha256(f"{incident_no}{at}".encode()).digest())
    image = Image.new("RGB", SIZE, (rng.randint(190, 215),) * 3)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 520, 960, 720), fill=(120, 122, 118))
    for x in range(0, 960, 120):
        pen.line((x, 520, x - 200, 720), fill=(105, 107, 103), width=2)
    (_dust_bay if "dust" in kind else _machine_room)(pen, rng)
    pen.rectangle((0, 0, 960, 44), fill=(20, 40, 60))
    pen.text((14, 8), f"DEMO DRAWING   {incident_no}   {at}"[:90], fill=(255, 255, 255), font_size=24)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()


def _machine_room(pen: ImageDraw.ImageDraw, rng: random.Random) -> None:
    left = rng.randint(60, 160)
    pen.rounded_rectangle((left, 330, left + 380, 480), 70, fill=(60, 120, 160), outline=(30, 60, 80), width=4)
    pen.line((left + 380, 400, 900, 400), fill=(200, 170, 40), width=16)
    x = rng.randint(580, 780)
    pen.ellipse((x - 40, 360, x + 40, 440), outline=(180, 30, 30), width=10)
    pen.line((x, 330, x, 470), fill=(180, 30, 30), width=8)
    pen.ellipse((740, 90, 900, 250), outline=(60, 60, 60), width=8)
    turn = rng.randint(0, 119)
    for blade in range(3):
        pen.pieslice((750, 100, 890, 240), turn + blade * 120, turn + blade * 120 + 50, fill=(90, 90, 90))


def _dust_bay(pen: ImageDraw.ImageDraw, rng: random.Random) -> None:
    for i in range(3):
        x = 80 + i * 290 + rng.randint(-20, 20)
        pen.rectangle((x, 340, x + 200, 520), fill=(90, 110, 90), outline=(40, 60, 40), width=4)
        pen.polygon(((x, 340), (x + 200, 340), (x + 140, 250), (x + 60, 250)), fill=(150, 150, 150))
        pen.rectangle((x + 80, 80, x + 120, 250), fill=(150, 150, 150))
    pen.rectangle((0, 70, 960, 110), fill=(160, 160, 160))
