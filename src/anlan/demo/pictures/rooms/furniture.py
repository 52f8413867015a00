"""Furniture that several rooms share."""

import numpy as np

from anlan.demo.pictures.arrays import Colour, scaled
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.sheets import Sheet

STEEL: Colour = (176, 172, 166)
DARK_STEEL: Colour = (112, 110, 106)
CARTON: Colour = (108, 152, 190)
WOOD: Colour = (104, 146, 184)
YELLOW: Colour = (40, 190, 226)
RED: Colour = (48, 44, 186)
GREEN: Colour = (84, 132, 60)


def table(canvas: Canvas, x: float, z: float, width: float, depth: float, height: float, colour: Colour) -> None:
    """A top on four legs."""
    for dx in (-width / 2 + 0.06, width / 2 - 0.06):
        for dz in (depth / 2 - 0.06, -depth / 2 + 0.06):
            canvas.box(x + dx, z + dz, 0.06, 0.06, height - 0.05, DARK_STEEL)
    canvas.box(x, z, width, depth, 0.06, colour, y=height - 0.06)


def chair(canvas: Canvas, x: float, z: float, colour: Colour) -> None:
    """A chair whose back is away from the camera; nobody is hidden by the one he sits on."""
    for dx in (-0.2, 0.2):
        for dz in (0.2, -0.2):
            canvas.box(x + dx, z + dz, 0.035, 0.035, 0.42, (58, 58, 60), solid=False)
    canvas.box(x, z + 0.24, 0.46, 0.05, 0.50, scaled(colour, 0.9), y=0.46, solid=False)
    canvas.box(x, z, 0.48, 0.46, 0.06, colour, y=0.41, solid=False)


def cartons(canvas: Canvas, rng: np.random.Generator, x: float, z: float, columns: int, rows: int) -> None:
    """A pallet with a stack of cartons."""
    canvas.box(x, z, columns * 0.42 + 0.1, 0.9, 0.12, (92, 128, 158))
    for row in range(rows):
        for column in range(columns):
            tone = float(rng.uniform(0.9, 1.08))
            cx = x + (column - (columns - 1) / 2) * 0.42
            canvas.box(cx, z, 0.40, 0.84, 0.34, scaled(CARTON, tone), y=0.12 + row * 0.35)
            canvas.panel(cx - 0.03, cx + 0.03, 0.12 + row * 0.35, 0.46 + row * 0.35, z - 0.421, scaled(CARTON, 1.14))


def shelf(canvas: Canvas, rng: np.random.Generator, x: float, z: float, width: float, *, levels: int = 3) -> None:
    """A storage rack with goods on every level."""
    for dx in (-width / 2, width / 2):
        canvas.box(x + dx, z, 0.08, 0.9, levels * 0.95, (150, 96, 44))
    for level in range(levels):
        y = 0.12 + level * 0.95
        canvas.box(x, z, width, 0.9, 0.08, (46, 110, 214), y=y)
        count = int(width / 0.5)
        for k in range(count):
            if rng.random() < 0.86:
                tone = float(rng.uniform(0.88, 1.08))
                height = float(rng.uniform(0.4, 0.66))
                cx = x - width / 2 + 0.3 + k * (width - 0.6) / max(1, count - 1)
                canvas.box(cx, z, 0.44, 0.8, height, scaled(CARTON, tone), y=y + 0.08)


def cabinet(canvas: Canvas, x: float, z: float, width: float, height: float, colour: Colour) -> None:
    """An electric cabinet with lamps and a switch."""
    canvas.box(x, z, width, 0.45, height, colour)
    front = z - 0.226
    canvas.panel(
        x - width / 2 + 0.05, x + width / 2 - 0.05, 0.1, height - 0.1, front, scaled(colour, 0.96), scaled(colour, 0.7)
    )
    for k, lamp in enumerate(((60, 200, 80), (60, 190, 230), (60, 60, 210))):
        lx = x - 0.15 + 0.15 * k
        canvas.panel(lx - 0.03, lx + 0.03, height - 0.36, height - 0.30, front - 0.002, lamp)
    canvas.panel(x - 0.12, x + 0.12, height - 0.75, height - 0.5, front - 0.002, (70, 70, 66))


def extinguisher(canvas: Canvas, x: float, z: float) -> None:
    """Two red bottles in a stand."""
    canvas.box(x, z + 0.1, 0.5, 0.12, 0.55, (60, 60, 170))
    for dx in (-0.12, 0.12):
        canvas.drum(x + dx, z, 0.075, 0.45, RED, y=0.06)


def door(sheet: Sheet, a: float, width: float, height: float, colour: Colour) -> None:
    """A door on a wall sheet, its left edge at ``a``."""
    top = sheet.height_m - height
    frame = scaled(colour, 0.62)
    sheet.rect(a - 0.07, top - 0.07, a + width + 0.07, sheet.height_m, frame)
    sheet.rect(a, top, a + width, sheet.height_m, colour)
    sheet.stroke(
        (
            (a + 0.12, top + 0.15),
            (a + width - 0.12, top + 0.15),
            (a + width - 0.12, top + height * 0.45),
            (a + 0.12, top + height * 0.45),
        ),
        scaled(colour, 0.85),
        0.02,
        closed=True,
    )
    sheet.disc(a + width - 0.12, sheet.height_m - height * 0.47, 0.045, (70, 74, 78))


def exit_sign(sheet: Sheet, a: float, b: float) -> None:
    """The green sign over a way out."""
    sheet.sign(a, b, "安全出口", (70, 150, 40), (240, 250, 240), 0.2)


def lamp_panels(sheet: Sheet, places: tuple[tuple[float, float], ...], along: bool = True) -> None:
    """Bright panels painted on a ceiling sheet (its own coordinates)."""
    wide, deep = (0.6, 0.12) if along else (0.12, 0.6)
    for a, b in places:
        sheet.rect(a - wide - 0.04, b - deep - 0.04, a + wide + 0.04, b + deep + 0.04, (150, 152, 152))
        sheet.rect(a - wide, b - deep, a + wide, b + deep, (252, 254, 254))
