"""速冻间: white insulated panels, a spiral freezer with its belt, fan coolers under the ceiling, trolleys of trays."""

import numpy as np

from anlan.demo.pictures.arrays import scaled
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, grid, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-4.6, 4.6, 0.0, 9.6, 3.4)
_LAMPS = ((-2.3, 2.6), (2.3, 2.6), (-2.3, 5.2), (2.3, 5.2), (0.0, 7.8))
_WHITE = (224, 222, 216)


def _paint(shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill((150, 142, 130))
    shell.floor.roughen(rng, 0.05, 0.35)
    shell.floor.roughen(rng, 0.03, 0.09)
    for x in (-2.3, 2.3):
        shell.floor.stroke(shell.on_floor((x, 0.4), (x, 7.4)), (60, 186, 214), 0.07)
    shell.floor.stroke(shell.on_floor((-2.3, 7.4), (2.3, 7.4)), (60, 186, 214), 0.07)
    for wall in shell.walls:
        wall.fill(_WHITE)
        wall.grid(1.1, 0, (196, 192, 184), 0.02)
        wall.rect(0, wall.height_m - 0.35, wall.width_m, wall.height_m, (196, 190, 178))
    shell.ceiling.fill((226, 224, 218))
    shell.ceiling.grid(1.2, 0, (200, 196, 190), 0.015)
    _door(shell)
    shell.back.sign(7.0, 1.5, "速冻间  限员9人", (150, 84, 30), (244, 246, 246), 0.24)
    shell.left.sign(4.2, 1.1, "严禁烟火", (52, 48, 190), (245, 245, 245), 0.26)


def _door(shell: Shell) -> None:
    left = 3.7
    shell.back.rect(left - 0.12, 0.9, left + 1.92, 3.4, (150, 146, 138))
    shell.back.rect(left, 1.0, left + 1.8, 3.4, (206, 200, 180))
    for k in range(9):  # the strip curtain
        shell.back.rect(
            left + 0.2 * k + 0.015, 1.0, left + 0.2 * k + 0.19, 3.36, (214 - 9 * (k % 2), 206, 178 + 6 * (k % 3))
        )
    f.exit_sign(shell.back, left + 0.9, 0.62)


def _furnish(canvas: Canvas, rng: np.random.Generator) -> None:
    for x in (-2.9, 0.0, 2.9):
        _cooler(canvas, x, 9.1)
    canvas.box(-3.5, 7.9, 2.2, 2.2, 2.5, (196, 190, 182))  # the spiral freezer
    canvas.panel(-4.3, -2.7, 1.3, 2.2, 6.79, (206, 202, 196), (150, 148, 142))
    canvas.panel(-3.2, -2.8, 0.7, 1.1, 6.78, (60, 58, 54), (120, 118, 112))
    canvas.box(-3.0, 5.6, 0.7, 2.3, 0.08, (88, 84, 78), y=0.82)  # its belt
    for z in (6.5, 5.6, 4.7):
        for dx in (-0.3, 0.3):
            canvas.box(-3.0 + dx, z, 0.06, 0.06, 0.82, f.STEEL)
    for k in range(5):
        canvas.box(-3.0, 6.4 - 0.44 * k, 0.5, 0.3, 0.06, (190, 204, 214), y=0.90)
    for x, z in ((3.5, 7.6), (3.5, 6.3)):
        _trolley(canvas, rng, x, z)
    f.cabinet(canvas, 4.25, 4.6, 0.5, 1.6, (178, 176, 170))


def _cooler(canvas: Canvas, x: float, z: float) -> None:
    canvas.box(x, z, 2.2, 0.8, 0.62, (206, 204, 198), y=2.62)
    for dx in (-0.6, 0.6):
        turn = np.linspace(0, 2 * np.pi, 24, False)
        for radius, colour in ((0.25, (120, 118, 112)), (0.21, (60, 58, 56)), (0.06, (150, 150, 146))):
            ring = np.stack([x + dx + radius * np.cos(turn), 2.93 + radius * np.sin(turn), np.full(24, z - 0.41)], -1)
            canvas.face(ring, colour, solid=False)


def _trolley(canvas: Canvas, rng: np.random.Generator, x: float, z: float) -> None:
    for dx in (-0.35, 0.35):
        for dz in (0.35, -0.35):
            canvas.box(x + dx, z + dz, 0.04, 0.04, 1.6, f.STEEL)
    for level in range(6):
        canvas.box(x, z, 0.7, 0.7, 0.05, scaled((196, 202, 206), float(rng.uniform(0.9, 1.05))), y=0.25 + 0.24 * level)


_WORK = ("work", 14.0)
LAYOUT = Layout(
    title="速冻间",
    extent=_EXTENT,
    eye=(0.3, 2.85, 0.3),
    pitch_deg=19.0,
    lamps=_LAMPS,
    paint=_paint,
    furnish=_furnish,
    wardrobe="cold_room",
    zones={
        "room": rectangle(-4.5, 1.5, 4.5, 9.5),
        "aisle": rectangle(-1.2, 3.0, 1.4, 7.4),
    },
    rounds=(
        (
            Stop(-2.2, 5.2, 270, "work", 16),
            Stop(-1.6, 6.6),
            Stop(0.9, 6.9),
            Stop(2.7, 7.0, 60, "work", 9),
            Stop(0.6, 6.0),
        ),
        (Stop(2.6, 6.2, 90, "work", 12), Stop(1.2, 5.2), Stop(0.4, 4.6, 200, "stand", 6), Stop(1.4, 5.6)),
        (Stop(-2.1, 4.4, 270, "work", 20), Stop(-1.0, 4.8, 150, "stand", 5)),
    ),
    entry=((4.2, 1.6), (2.9, 3.6), (1.4, 4.6)),
    smoke_at=Stop(1.5, 4.5, 190),
    fall_at=Stop(0.4, 5.2, 90),
    carton_at=(0.3, 5.6),
    fire_at=(3.6, 0.0, 5.3),
    crowd_at=grid((-1.9, -0.95, 0.0, 0.95, 1.9), (4.3, 5.7, 7.1), 0.4),
    ambient=0.55,
    footprints=(
        (-3.5, 7.9, 2.2, 2.2),
        (-3.0, 5.6, 0.7, 2.3),
        (3.5, 7.6, 0.8, 0.8),
        (3.5, 6.3, 0.8, 0.8),
        (4.25, 4.6, 0.5, 0.45),
    ),
)
