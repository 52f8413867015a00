"""Draws the app's icons from the two waves of the favicon: ``python console/tools/icons.py`` writes them to public/."""

from pathlib import Path

from PIL import Image, ImageDraw

PUBLIC = Path(__file__).parents[1] / "public"
GROUND, CREST, SWELL = "#0f2f4f", "#ffffff", "#6fb3ee"
#: The favicon's grid is 32 wide; drawn four times too large and scaled down, lines come out smooth.
GRID, OVER = 32, 4


def wave(
    draw: ImageDraw.ImageDraw, y: float, width: float, colour: str, unit: float, shift: float, scale: float
) -> None:
    """Three quarter-waves from x = 4 to 28, as the favicon's path has them."""
    points = []
    for n in range(241):
        x = 4 + n / 10
        t = (x - 4) % 8 / 8
        down = int((x - 4) // 8) % 2 == 0
        ease = t * t * (3 - 2 * t)
        dy = -4 * ease if down else -4 + 4 * ease
        points.append(((16 + (x - 16) * scale) * unit, (16 + (y + dy - 16) * scale + shift) * unit))
    stroke = width * scale * unit
    for x, y_ in points:
        draw.ellipse((x - stroke / 2, y_ - stroke / 2, x + stroke / 2, y_ + stroke / 2), fill=colour)


def icon(size: int, *, maskable: bool) -> Image.Image:
    """One icon; a maskable one fills its square and keeps the drawing in the middle 60 %."""
    side = size * OVER
    picture = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    unit = side / GRID
    draw.rounded_rectangle((0, 0, side, side), 0 if maskable else 6 * unit, fill=GROUND)
    scale = 0.62 if maskable else 1.0
    wave(draw, 18, 3, CREST, unit, -1.5 * (not maskable), scale)
    wave(draw, 25, 2, SWELL, unit, -1.5 * (not maskable), scale)
    return picture.resize((size, size), Image.Resampling.LANCZOS)


if __name__ == "__main__":
    icon(192, maskable=False).save(PUBLIC / "icon-192.png", optimize=True)
    icon(512, maskable=False).save(PUBLIC / "icon-512.png", optimize=True)
    icon(512, maskable=True).save(PUBLIC / "icon-maskable-512.png", optimize=True)
