"""包装间 and 冷藏库: packing tables and pallets of cartons, or racks under a bluish light."""

import numpy as np

from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-4.6, 4.6, 0.0, 9.6, 3.4)
_LAMPS = ((-2.2, 2.6), (2.2, 2.6), (-2.2, 5.6), (2.2, 5.6), (0.0, 8.2))


def _panels(shell: Shell, rng: np.random.Generator, title: str) -> None:
    shell.floor.roughen(rng, 0.045, 0.4)
    shell.floor.roughen(rng, 0.025, 0.09)
    for x in (-1.2, 1.2):
        shell.floor.stroke(shell.on_floor((x, 0), (x, 8.0)), f.YELLOW, 0.08)
    for wall in shell.walls:
        wall.fill((218, 218, 212))
        wall.grid(1.15, 0, (194, 194, 188), 0.02)
        wall.rect(0, wall.height_m - 0.3, wall.width_m, wall.height_m, (180, 178, 168))
    shell.ceiling.fill((220, 220, 216))
    shell.ceiling.grid(1.2, 0, (198, 198, 194), 0.015)
    f.door(shell.back, 3.9, 1.4, 2.2, (186, 180, 166))
    f.exit_sign(shell.back, 4.6, 0.7)
    shell.back.sign(3.0, 0.9, title, (150, 84, 30), (244, 246, 246), 0.26)
    shell.back.sign(6.3, 0.9, "严禁烟火", (52, 48, 190), (245, 245, 245), 0.26)


def _paint_packing(shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill((132, 148, 132))
    _panels(shell, rng, "包装间")


def _furnish_packing(canvas: Canvas, rng: np.random.Generator) -> None:
    f.cartons(canvas, rng, -3.4, 8.7, 4, 4)
    f.cartons(canvas, rng, 3.3, 8.7, 3, 3)
    for z in (7.0, 4.9):
        f.table(canvas, 3.0, z, 1.9, 0.8, 0.85, f.STEEL)
        for dx in (-0.55, 0.1):
            canvas.box(3.0 + dx, z, 0.4, 0.4, 0.26, f.CARTON, y=0.85)
    canvas.box(-3.0, 6.0, 0.8, 3.6, 0.1, (70, 74, 72), y=0.78)  # the belt
    for z in (7.6, 6.0, 4.4):
        for dx in (-0.34, 0.34):
            canvas.box(-3.0 + dx, z, 0.07, 0.07, 0.78, f.STEEL)
    for k in range(4):
        canvas.box(-3.0, 7.4 - 0.95 * k, 0.42, 0.4, 0.28, f.CARTON, y=0.88)


def _paint_cold_store(shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill((158, 150, 138))
    _panels(shell, rng, "冷藏库")


def _furnish_cold_store(canvas: Canvas, rng: np.random.Generator) -> None:
    for z in (8.6, 6.6, 4.6):
        for x in (-3.2, 3.2):
            f.shelf(canvas, rng, x, z, 2.2)


_ZONES = {"room": rectangle(-4.5, 1.8, 4.5, 9.4), "passage": rectangle(-1.1, 3.4, 1.1, 7.4)}

PACKING = Layout(
    title="包装间",
    extent=_EXTENT,
    eye=(0.1, 2.9, 0.3),
    pitch_deg=19.0,
    lamps=_LAMPS,
    paint=_paint_packing,
    furnish=_furnish_packing,
    wardrobe="food",
    zones=_ZONES,
    rounds=(
        (Stop(-2.1, 5.6, 270, "work", 26), Stop(-1.5, 6.4), Stop(-2.1, 7.0, 270, "work", 18), Stop(-1.4, 6.2)),
        (
            Stop(3.0, 6.2, 0, "work", 24),
            Stop(1.5, 6.0),
            Stop(1.5, 4.2),
            Stop(2.9, 4.1, 0, "work", 22),
            Stop(1.5, 4.4),
            Stop(1.4, 6.0),
        ),
        (Stop(-2.0, 4.5, 270, "work", 24), Stop(-0.5, 5.4), Stop(0.4, 8.0, 200, "stand", 5), Stop(-0.6, 6.4)),
    ),
    entry=((3.7, 1.4), (1.6, 2.9), (0.6, 4.2)),
    smoke_at=Stop(0.5, 4.5, 190),
    fall_at=Stop(0.2, 5.0, 90),
    carton_at=(0.1, 5.4),
    fire_at=(1.75, 0.0, 7.2),
    crowd_at=((-0.6, 4.6), (0.6, 5.4), (-0.4, 6.6)),
    footprints=(
        (-3.4, 8.7, 1.8, 0.9),
        (3.3, 8.7, 1.4, 0.9),
        (-3.0, 6.0, 0.8, 3.6),
        (3.0, 7.0, 1.9, 0.8),
        (3.0, 4.9, 1.9, 0.8),
    ),
)

COLD_STORE = Layout(
    title="冷藏库",
    extent=_EXTENT,
    eye=(-0.1, 2.9, 0.3),
    pitch_deg=18.5,
    lamps=_LAMPS,
    paint=_paint_cold_store,
    furnish=_furnish_cold_store,
    wardrobe="cold_room",
    zones=_ZONES,
    rounds=(
        (Stop(-1.5, 4.4, 270, "work", 16), Stop(-0.6, 5.6), Stop(-1.5, 6.5, 270, "work", 14), Stop(-0.4, 5.4)),
        (Stop(0.5, 8.6, 180, "stand", 8), Stop(0.6, 7.0), Stop(1.5, 5.6, 90, "work", 16), Stop(0.7, 6.6)),
    ),
    entry=((-3.7, 1.4), (-1.6, 2.9), (-0.6, 4.2)),
    smoke_at=Stop(-0.4, 4.5, 170),
    fall_at=Stop(0.1, 5.0, 90),
    carton_at=(0.1, 5.4),
    fire_at=(1.5, 0.0, 5.7),
    crowd_at=((-0.6, 4.6), (0.6, 5.4), (-0.4, 6.6)),
    ambient=0.5,
    footprints=tuple((x, z, 2.3, 0.9) for x in (-3.2, 3.2) for z in (8.6, 6.6, 4.6)),
)
