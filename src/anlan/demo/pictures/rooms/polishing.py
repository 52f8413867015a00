"""抛光车间 and 砂光车间: rows of benches with hoods, branch ducts to a main duct, and a marked way out between them."""

from functools import partial

import numpy as np

from anlan.demo.pictures.arrays import Colour, scaled
from anlan.demo.pictures.canvas import Canvas
from anlan.demo.pictures.rooms import furniture as f
from anlan.demo.pictures.rooms.layout import Layout, Stop, rectangle
from anlan.demo.pictures.sheets import Extent, Shell

_EXTENT = Extent(-5.0, 5.0, 0.0, 10.5, 4.2)
_LAMPS = ((-2.6, 2.6), (2.6, 2.6), (-2.6, 5.6), (2.6, 5.6), (-2.6, 8.6), (2.6, 8.6))
_PASSAGE = (-0.95, 0.95)
_BENCH_Z = (4.4, 6.4, 8.4)
_DUCT: Colour = (178, 180, 178)


def _paint(title: str, floor: Colour, shell: Shell, rng: np.random.Generator) -> None:
    shell.floor.fill(floor)
    shell.floor.roughen(rng, 0.05, 0.5)
    shell.floor.roughen(rng, 0.03, 0.1)
    left, right = _PASSAGE
    shell.floor.area(shell.on_floor(*rectangle(left, 0, right, 10.5)), scaled(floor, 1.18))
    for x in _PASSAGE:
        shell.floor.stroke(shell.on_floor((x, 0), (x, 10.5)), f.YELLOW, 0.09)
    for z in (2.6, 5.2, 7.8):  # arrows towards the way out
        shell.floor.area(
            shell.on_floor(
                (-0.2, z), (0.2, z), (0.2, z + 0.5), (0.42, z + 0.5), (0, z + 1), (-0.42, z + 0.5), (-0.2, z + 0.5)
            ),
            (206, 226, 226),
        )
    for wall in shell.walls:
        wall.fill((196, 202, 202))
        wall.rect(0, wall.height_m - 1.2, wall.width_m, wall.height_m, (120, 148, 128))
        wall.rect(0, wall.height_m - 1.22, wall.width_m, wall.height_m - 1.18, (96, 120, 104))
    shell.ceiling.fill((150, 152, 150))
    shell.ceiling.grid(0, 2.1, (110, 112, 110), 0.09)
    f.door(shell.back, 4.2, 1.6, 2.2, (90, 130, 96))
    f.exit_sign(shell.back, 5.0, 1.62)
    shell.back.sign(3.0, 1.5, title, (150, 84, 30), (244, 246, 246), 0.3)
    shell.back.sign(7.0, 1.5, "严禁烟火", (52, 48, 190), (245, 245, 245), 0.3)


def _furnish(wood: bool, canvas: Canvas, rng: np.random.Generator) -> None:
    f.extinguisher(canvas, -1.6, 10.1)
    f.cabinet(canvas, 2.2, 10.1, 0.8, 1.8, (166, 170, 166))
    if wood:
        for level in range(6):
            canvas.box(4.2, 9.6, 1.0, 1.2, 0.12, scaled(f.WOOD, 0.86 + 0.05 * (level % 3)), y=0.1 + 0.13 * level)
    else:
        for x in (3.6, 4.3):
            canvas.drum(x, 9.6, 0.28, 0.85, (150, 90, 40))
    for x in (-3.1, 3.1):
        canvas.tube((x, 3.35, 10.3), (x, 3.35, 2.6), 0.26, _DUCT)
    for z in reversed(_BENCH_Z):
        for x in (-3.1, 3.1):
            _bench(canvas, rng, x, z, wood)


def _bench(canvas: Canvas, rng: np.random.Generator, x: float, z: float, wood: bool) -> None:
    outer = 1 if x > 0 else -1
    canvas.box(x, z, 1.5, 0.9, 0.82, (150, 122, 84) if wood else (124, 116, 92))
    canvas.tube((x, 1.75, z + 0.25), (x, 3.15, z + 0.25), 0.11, _DUCT)
    canvas.box(x, z + 0.3, 1.2, 0.34, 0.85, scaled(_DUCT, 0.96), y=0.95)  # the hood
    canvas.panel(x - 0.52, x + 0.52, 1.02, 1.66, z + 0.128, (70, 72, 70), (120, 122, 120))
    if wood:
        canvas.box(x, z - 0.1, 1.3, 0.5, 0.06, f.WOOD, y=0.82)
        canvas.tube((x - 0.5, 0.98, z - 0.05), (x + 0.5, 0.98, z - 0.05), 0.07, (70, 90, 130))
    else:
        canvas.box(x, z + 0.05, 0.34, 0.26, 0.26, (96, 110, 60), y=0.84)
        for dx in (-0.38, 0.38):
            canvas.tube((x + dx - 0.05, 1.02, z), (x + dx + 0.05, 1.02, z), 0.15, (120, 160, 190))
    canvas.box(x + outer * 0.55, z - 0.2, 0.3, 0.3, 0.22, scaled((180, 140, 90), float(rng.uniform(0.8, 1.1))), y=0.82)


def _layout(title: str, wood: bool, floor: Colour, dust: Colour) -> Layout:
    return Layout(
        title=title,
        extent=_EXTENT,
        eye=(0.0, 3.1, 0.3),
        pitch_deg=19.0,
        lamps=_LAMPS,
        paint=partial(_paint, title, floor),
        furnish=partial(_furnish, wood),
        wardrobe="workshop",
        zones={
            "room": rectangle(-4.9, 1.8, 4.9, 10.4),
            "passage": rectangle(-0.85, 3.4, 0.85, 7.6),
            "benches": rectangle(-4.2, 3.2, 4.2, 9.2),
        },
        rounds=(
            (
                Stop(-3.1, 3.5, 0, "work", 26),
                Stop(-1.7, 3.7),
                Stop(-1.6, 5.3),
                Stop(-3.0, 5.5, 0, "work", 22),
                Stop(-1.6, 5.3),
            ),
            (
                Stop(3.1, 5.5, 0, "work", 30),
                Stop(1.6, 5.3),
                Stop(1.5, 3.7),
                Stop(2.9, 3.5, 0, "work", 20),
                Stop(1.5, 4.0),
            ),
            (
                Stop(-0.4, 9.2, 180, "stand", 4),
                Stop(-0.2, 3.8),
                Stop(1.5, 3.6, 60, "stand", 8),
                Stop(0.4, 5.0),
                Stop(0.3, 9.2),
            ),
        ),
        entry=((-3.6, 1.4), (-1.7, 3.2), (-0.4, 4.4)),
        smoke_at=Stop(0.5, 4.7, 170),
        fall_at=Stop(0.1, 5.0, 90),
        carton_at=(0.1, 5.4),
        fire_at=(1.75, 0.0, 6.2),
        crowd_at=((-0.5, 4.6), (0.5, 5.2), (-0.4, 6.4)),
        sweep=((-1.7, 3.9), (1.7, 4.6)),
        ambient=0.5,
        dust=dust,
        footprints=tuple((x, z, 1.5, 0.9) for x in (-3.1, 3.1) for z in _BENCH_Z),
    )


POLISHING = _layout("抛光车间", False, (122, 128, 110), (156, 160, 162))
SANDING = _layout("砂光车间", True, (130, 140, 146), (140, 170, 192))
