"""值班室: a desk with two screens and a telephone, a chair, cabinets, a notice board, a clock and a window."""

import numpy as np

from anlan.demo.pictures.arrays import scaled
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-3.0, 3.0, 0.0, 6.6, 2.9)
_LAMPS = ((-1.3, 2.4), (1.3, 2.4), (-1.3, 4.9), (1.3, 4.9))


def _paint(shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill((176, 186, 192))
    shell.floor.roughen(rng, 0.025, 0.6)
    shell.floor.grid(0.6, 0.6, (150, 160, 166), 0.015)
    for wall in shell.walls:
        wall.fill((206, 214, 216))
        wall.rect(0, wall.height_m - 0.12, wall.width_m, wall.height_m, (110, 118, 124))
    shell.ceiling.fill((222, 226, 226))
    shell.ceiling.grid(0.6, 0.6, (200, 206, 206), 0.012)
    _window(shell)
    _board(shell)
    shell.back.disc(5.3, 0.62, 0.2, (60, 62, 64))
    shell.back.disc(5.3, 0.62, 0.17, (242, 242, 242))
    shell.back.stroke(((5.3, 0.62), (5.3, 0.50)), (40, 40, 40), 0.025)
    shell.back.stroke(((5.3, 0.62), (5.39, 0.66)), (40, 40, 40), 0.025)
    f.door(shell.left, 4.7, 0.95, 2.05, (120, 150, 176))
    shell.right.sign(2.4, 0.8, "禁止吸烟", (52, 48, 190), (245, 245, 245), 0.22)


def _window(shell: Shell) -> None:
    shell.back.rect(3.05, 0.72, 4.75, 1.72, (150, 152, 152))
    shell.back.rect(3.12, 0.79, 4.68, 1.65, (232, 214, 184))
    for k in range(11):  # the blind
        b = 0.80 + 0.077 * k
        shell.back.rect(3.12, b, 4.68, b + 0.05, (214, 218, 214))


def _board(shell: Shell) -> None:
    shell.back.rect(0.7, 0.55, 2.5, 1.65, (120, 130, 140))
    shell.back.rect(0.76, 0.61, 2.44, 1.59, (238, 240, 238))
    shell.back.write(1.12, 0.84, "值班制度", 0.2, (50, 46, 170))
    for k in range(5):
        shell.back.stroke(((0.92, 0.98 + 0.12 * k), (2.28 - 0.18 * (k % 2), 0.98 + 0.12 * k)), (150, 150, 148), 0.02)


def _furnish(canvas: Canvas, rng: np.random.Generator) -> None:
    canvas.drum(-2.5, 5.9, 0.17, 0.40, (90, 120, 150))  # a plant in its pot
    for dx, dy in ((-0.16, 0.3), (0.14, 0.34), (0.0, 0.5), (0.08, 0.2), (-0.1, 0.16)):
        canvas.tube((-2.5, 0.42, 5.9), (-2.5 + dx, 0.42 + dy, 5.85), 0.03, (70, 130, 70), radius_b=0.07)
    f.cabinet(canvas, 2.6, 6.2, 0.7, 1.8, (178, 184, 184))
    canvas.box(1.75, 6.25, 0.85, 0.45, 1.1, (150, 172, 186))
    canvas.box(1.6, 6.2, 0.2, 0.25, 0.28, (96, 86, 60), y=1.1)
    f.chair(canvas, 0.2, 4.5, (110, 84, 60))
    _desk(canvas)


def _desk(canvas: Canvas) -> None:
    canvas.box(-1.35, 4.3, 1.5, 0.75, 0.74, f.WOOD)
    canvas.panel(-2.05, -1.5, 0.1, 0.66, 3.92, scaled(f.WOOD, 0.8), scaled(f.WOOD, 0.6))
    for x in (-1.75, -1.1):  # two screens, seen half from behind
        canvas.box(x, 4.25, 0.08, 0.08, 0.12, (40, 40, 42), y=0.74)
        canvas.box(x, 4.27, 0.5, 0.05, 0.32, (52, 52, 54), y=0.84)
        canvas.panel(x - 0.22, x + 0.22, 0.87, 1.13, 4.243, (150, 96, 40), (34, 34, 36))
        canvas.panel(x - 0.18, x + 0.02, 0.98, 1.09, 4.242, (196, 170, 110))
        canvas.panel(x + 0.05, x + 0.18, 0.92, 1.04, 4.242, (120, 180, 90))
    canvas.box(-0.76, 4.1, 0.2, 0.22, 0.06, (60, 60, 180), y=0.74)


_SEAT = Stop(0.2, 4.45, 210, "sit")
LAYOUT = Layout(
    title="值班室",
    extent=_EXTENT,
    eye=(0.6, 2.55, 0.3),
    pitch_deg=18.0,
    lamps=_LAMPS,
    paint=_paint,
    furnish=_furnish,
    wardrobe="duty",
    zones={
        "room": rectangle(-2.9, 1.4, 2.9, 6.5),
        "post": rectangle(-0.9, 3.5, 1.6, 5.6),
    },
    rounds=((_SEAT,),),
    entry=((3.4, 1.0), (1.9, 2.9), (1.3, 4.0)),
    smoke_at=Stop(1.4, 4.5, 200),
    fall_at=Stop(0.9, 3.9, 80),
    carton_at=(1.2, 3.8),
    fire_at=(1.7, 0.0, 5.4),
    crowd_at=((1.4, 4.4), (-0.4, 5.4), (1.2, 5.3)),
    seat=_SEAT,
    yaw_deg=-4.0,
    ambient=0.55,
    footprints=(
        (-1.35, 4.3, 1.5, 0.75),
        (0.2, 4.5, 0.5, 0.5),
        (2.6, 6.2, 0.7, 0.45),
        (1.75, 6.25, 0.85, 0.45),
        (-2.5, 5.9, 0.35, 0.35),
    ),
)
