"""疏散通道: a long corridor with doors on both sides, a hydrant box, lit signs and a clear way to the exit."""

import numpy as np

from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-1.7, 1.7, 0.0, 14.0, 2.9)
_LAMPS = ((0.0, 2.4), (0.0, 5.4), (0.0, 8.4), (0.0, 11.4))


def _paint(shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill((164, 174, 178))
    shell.floor.roughen(rng, 0.03, 0.4)
    shell.floor.grid(0.68, 0.68, (146, 156, 160), 0.012)
    for x in (-1.2, 1.2):
        shell.floor.stroke(shell.on_floor((x, 0), (x, 14)), f.YELLOW, 0.07)
    for z in (3.4, 7.0, 10.6):
        shell.floor.area(
            shell.on_floor(
                (-0.13, z), (0.13, z), (0.13, z + 0.5), (0.3, z + 0.5), (0, z + 0.95), (-0.3, z + 0.5), (-0.13, z + 0.5)
            ),
            (110, 176, 96),
        )
    for wall in shell.walls:
        wall.fill((210, 216, 216))
        wall.rect(0, wall.height_m - 1.1, wall.width_m, wall.height_m, (166, 190, 178))
        wall.rect(0, wall.height_m - 0.12, wall.width_m, wall.height_m, (104, 116, 112))
    shell.ceiling.fill((220, 224, 224))
    shell.ceiling.grid(0.85, 0.7, (204, 208, 208), 0.012)
    for a in (5.6, 9.4):
        f.door(shell.left, a, 0.95, 2.1, (122, 148, 170))
    f.door(shell.right, 4.4, 0.95, 2.1, (122, 148, 170))
    shell.right.rect(6.6, 1.35, 7.4, 2.15, (44, 40, 176))
    shell.right.rect(6.68, 1.43, 7.32, 2.07, (58, 56, 196))
    shell.right.write(6.74, 1.85, "消火栓", 0.2, (240, 240, 240))
    f.door(shell.back, 1.0, 1.4, 2.15, (96, 140, 96))
    f.exit_sign(shell.back, 1.7, 0.42)
    shell.left.sign(8.3, 1.0, "保持通道畅通", (70, 150, 40), (240, 250, 240), 0.18)


def _furnish(canvas: Canvas, _rng: np.random.Generator) -> None:
    f.extinguisher(canvas, 1.4, 9.2)
    canvas.box(-1.5, 12.4, 0.3, 0.3, 0.7, (128, 122, 110))


LAYOUT = Layout(
    title="疏散通道",
    extent=_EXTENT,
    eye=(0.0, 2.6, 0.3),
    pitch_deg=17.0,
    lamps=_LAMPS,
    paint=_paint,
    furnish=_furnish,
    wardrobe="workshop",
    zones={"room": rectangle(-1.6, 1.6, 1.6, 13.8), "passage": rectangle(-1.1, 3.6, 1.1, 7.4)},
    rounds=(
        (
            Stop(0.5, 12.6, 180, "stand", 25),
            Stop(0.45, 2.9),
            Stop(0.5, 0.9, 180, "stand", 30),
            Stop(-0.5, 2.9),
            Stop(-0.4, 12.6),
        ),
        (Stop(-0.6, 0.7, 180, "stand", 40), Stop(-0.5, 10.6, 0, "stand", 3), Stop(0.3, 10.2), Stop(0.4, 2.0)),
    ),
    entry=((-0.7, 0.5), (-0.5, 3.0), (-0.4, 4.2)),
    smoke_at=Stop(0.6, 4.6, 190),
    fall_at=Stop(0.0, 5.0, 90),
    carton_at=(0.25, 5.4),
    fire_at=(0.7, 0.0, 6.4),
    crowd_at=((-0.5, 4.8), (0.5, 5.6), (-0.4, 6.8)),
    sweep=((-0.9, 4.4), (0.9, 5.2)),
    ambient=0.55,
    footprints=((1.4, 9.2, 0.5, 0.3), (-1.5, 12.4, 0.3, 0.3)),
)
