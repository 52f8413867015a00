"""制冷机房 and 除尘器区: compressors and yellow ammonia pipes, or collectors with hoppers, ducts and drums."""

import numpy as np

from anlan.demo.pictures.arrays import Colour
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-5.0, 5.0, 0.0, 10.0, 4.2)
_LAMPS = ((-2.6, 2.6), (2.6, 2.6), (-2.6, 5.6), (2.6, 5.6), (0.0, 8.6))
_AMMONIA: Colour = (30, 190, 228)
_BLUE: Colour = (150, 104, 54)


def _bare(shell: Shell, rng: np.random.Generator, floor: Colour, title: str) -> None:
    shell.floor.fill(floor)
    shell.floor.roughen(rng, 0.06, 0.5)
    shell.floor.roughen(rng, 0.03, 0.09)
    for wall in shell.walls:
        wall.fill((190, 198, 200))
        wall.rect(0, wall.height_m - 1.0, wall.width_m, wall.height_m, (150, 156, 140))
    shell.ceiling.fill((160, 164, 164))
    shell.ceiling.grid(0, 2.0, (122, 126, 126), 0.09)
    shell.back.sign(3.45, 1.75, title, (150, 84, 30), (244, 246, 246), 0.3)
    shell.back.sign(6.9, 1.75, "严禁烟火", (52, 48, 190), (245, 245, 245), 0.3)


def _paint_machine_room(shell: Shell, rng: np.random.Generator) -> None:
    _bare(shell, rng, (120, 124, 108), "制冷机房")
    for x in (-1.3, 1.3):
        shell.floor.stroke(shell.on_floor((x, 0), (x, 8.2)), f.YELLOW, 0.08)
    f.door(shell.back, 4.3, 1.4, 2.2, (120, 130, 140))
    f.exit_sign(shell.back, 5.0, 1.5)


def _furnish_machine_room(canvas: Canvas, _rng: np.random.Generator) -> None:
    for y in (3.55, 3.15):
        canvas.tube((-4.8, y, 9.4), (4.8, y, 9.4), 0.11, _AMMONIA)
    for x in (3.7, 4.5):
        canvas.drum(x, 9.0, 0.36, 2.3, (206, 204, 198))
    f.cabinet(canvas, -1.9, 9.6, 0.9, 1.9, (166, 172, 170))
    f.cabinet(canvas, -2.9, 9.6, 0.9, 1.9, (166, 172, 170))
    for z in (7.2, 4.9):
        for x in (-3.1, 3.1):
            _compressor(canvas, x, z)


def _compressor(canvas: Canvas, x: float, z: float) -> None:
    canvas.box(x, z, 2.1, 0.9, 0.22, (96, 96, 92))
    canvas.tube((x - 0.85, 0.95, z + 0.25), (x + 0.85, 0.95, z + 0.25), 0.24, (196, 196, 190))
    canvas.tube((x - 0.85, 0.55, z - 0.05), (x - 0.1, 0.55, z - 0.05), 0.27, _BLUE)
    canvas.tube((x + 0.05, 0.52, z - 0.05), (x + 0.85, 0.52, z - 0.05), 0.24, (110, 136, 70))
    canvas.tube((x + 0.3, 1.15, z + 0.25), (x + 0.3, 3.1, z + 0.3), 0.07, _AMMONIA)


def _paint_collector(shell: Shell, rng: np.random.Generator) -> None:
    _bare(shell, rng, (140, 146, 148), "除尘器区")
    shell.floor.stroke(shell.on_floor(*rectangle(-4.4, 5.9, 4.4, 9.0)), f.YELLOW, 0.08, closed=True)
    f.door(shell.left, 6.0, 1.6, 2.4, (110, 120, 126))


def _furnish_collector(canvas: Canvas, _rng: np.random.Generator) -> None:
    canvas.tube((-4.8, 3.5, 9.3), (4.8, 3.5, 9.3), 0.26, f.STEEL)
    for x in (-2.7, 0.4):
        _baghouse(canvas, x, 7.8)
    canvas.drum(3.4, 8.2, 0.55, 2.6, (156, 120, 80))
    canvas.tube((3.4, 2.6, 8.2), (3.4, 3.5, 9.0), 0.16, f.STEEL)
    for x in (3.9, 4.5):
        canvas.drum(x, 6.3, 0.27, 0.8, (60, 110, 190))
    f.extinguisher(canvas, -4.5, 5.2)


def _baghouse(canvas: Canvas, x: float, z: float) -> None:
    for dx in (-0.9, 0.9):
        for dz in (0.7, -0.7):
            canvas.box(x + dx, z + dz, 0.1, 0.1, 1.3, (96, 100, 100))
    canvas.box(x, z, 2.0, 1.6, 1.5, (140, 128, 96), y=1.3)
    for k in range(4):
        canvas.panel(x - 0.9 + 0.46 * k, x - 0.5 + 0.46 * k, 1.5, 2.6, z - 0.801, (150, 138, 106), (116, 106, 78))
    low = np.array([(x - 0.2, 0.45, z), (x + 0.2, 0.45, z), (x + 0.95, 1.3, z - 0.78), (x - 0.95, 1.3, z - 0.78)])
    canvas.face(low, (118, 108, 82), (92, 84, 64))
    canvas.drum(x, z - 0.1, 0.26, 0.42, (60, 110, 190))
    canvas.tube((x, 2.8, z), (x, 3.4, z + 1.2), 0.2, f.STEEL)


MACHINE_ROOM = Layout(
    title="制冷机房",
    extent=_EXTENT,
    eye=(0.2, 3.0, 0.3),
    pitch_deg=18.5,
    lamps=_LAMPS,
    paint=_paint_machine_room,
    furnish=_furnish_machine_room,
    wardrobe="workshop",
    zones={"room": rectangle(-4.9, 1.8, 4.9, 9.8), "aisle": rectangle(-1.2, 3.0, 1.2, 8.0)},
    rounds=(
        (Stop(-1.5, 4.6, 270, "work", 18), Stop(-0.9, 6.0), Stop(-1.5, 7.2, 270, "work", 14), Stop(-0.6, 6.0)),
        (
            Stop(0.8, 8.4, 20, "stand", 10),
            Stop(0.9, 6.4),
            Stop(1.6, 5.0, 90, "work", 14),
            Stop(0.7, 5.4),
            Stop(0.5, 8.0),
        ),
    ),
    entry=((3.8, 1.3), (1.9, 3.0), (0.8, 4.2)),
    smoke_at=Stop(0.6, 4.5, 190),
    fall_at=Stop(0.3, 5.0, 90),
    carton_at=(0.2, 5.4),
    fire_at=(1.8, 0.0, 6.2),
    crowd_at=((-0.6, 4.6), (0.6, 5.4), (-0.4, 6.6)),
    footprints=tuple((x, z, 2.1, 0.9) for x in (-3.1, 3.1) for z in (7.2, 4.9)),
)

COLLECTOR = Layout(
    title="除尘器区",
    extent=_EXTENT,
    eye=(-0.2, 3.0, 0.3),
    pitch_deg=18.5,
    lamps=_LAMPS,
    paint=_paint_collector,
    furnish=_furnish_collector,
    wardrobe="workshop",
    zones={
        "room": rectangle(-4.9, 1.8, 4.9, 9.8),
        "front": rectangle(-3.4, 3.2, 3.4, 6.0),
        "passage": rectangle(-1.2, 3.2, 1.2, 5.8),
    },
    rounds=(
        (Stop(-2.5, 6.2, 0, "work", 15), Stop(-1.0, 5.4), Stop(0.6, 6.2, 0, "work", 15), Stop(-0.5, 5.2)),
        (Stop(3.0, 5.8, 60, "work", 14), Stop(1.6, 4.6, 200, "stand", 8), Stop(2.4, 5.0)),
    ),
    entry=((-3.9, 1.3), (-2.0, 3.2), (-0.8, 4.2)),
    smoke_at=Stop(-0.6, 4.5, 180),
    fall_at=Stop(-0.2, 4.8, 90),
    carton_at=(0.1, 5.0),
    fire_at=(1.9, 0.0, 5.9),
    crowd_at=((-0.6, 4.4), (0.6, 5.0), (-1.6, 5.2)),
    sweep=((-2.2, 4.2), (1.8, 5.0)),
    footprints=(
        (-2.7, 7.8, 2.0, 1.6),
        (0.4, 7.8, 2.0, 1.6),
        (3.4, 8.2, 1.1, 1.1),
        (4.2, 6.3, 1.2, 0.6),
        (-4.5, 5.2, 0.5, 0.3),
    ),
)
