"""What the person models find of the virtual cameras' drawings: ``python -m bench.pictures_table [scene …]``.

A pass here proves the plumbing, never the accuracy of a model: that is claimed from real footage only.
"""

import argparse
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from anlan.demo.pictures.scenes import SCENES
from anlan.demo.pictures.virtual import CameraGoneError, VirtualCamera
from bench.person_models import MOVENET, NANODET, MoveNet, NanoDet, matched, weights

#: Persons of whom less than this is visible are not counted as missed.
LEAST_VISIBLE = 0.5
SEEDS = (1, 2, 3)


@dataclass
class Row:
    """One scene and one model."""

    persons: int = 0
    found: int = 0
    ghosts: int = 0
    scores: list[float] = field(default_factory=list)

    def add(self, rows: np.ndarray, truth: list[Any]) -> None:
        """Count one frame; ``truth`` are its persons."""
        hits, ghosts = matched(rows, [p.box for p in truth])
        clear = [i for i, p in enumerate(truth) if p.visible >= LEAST_VISIBLE]
        self.persons += len(clear)
        self.found += sum(i in hits for i in clear)
        self.ghosts += ghosts
        self.scores += [float(r[4]) for r in rows]

    @property
    def text(self) -> str:
        """Found / there, and the scores."""
        low, high = (min(self.scores), max(self.scores)) if self.scores else (0.0, 0.0)
        return f"{self.found:4d}/{self.persons:<4d} {low:.2f}-{high:.2f}  ghosts {self.ghosts:2d}"


def measure(name: str, models: list[Any], frames: int, annotate: Path | None) -> list[Row]:
    """Run the models over ``frames`` moments of a scene, cast and painted by several seeds."""
    rows = [Row() for _ in models]
    cameras = [VirtualCamera(name, seed) for seed in SEEDS]
    for k in range(frames):
        try:
            picture, truth = cameras[k % len(SEEDS)].frame(0.7 + k * 31.7 / frames)
        except CameraGoneError:
            continue
        found = [model(picture) for model in models]
        for row, persons in zip(rows, found, strict=True):
            row.add(persons, list(truth.persons))
        if annotate:
            _annotate(picture, truth, found, annotate / f"{name}-{k:02d}.png")
    return rows


def _annotate(picture: np.ndarray, truth: Any, found: list[np.ndarray], path: Path) -> None:
    for boxes, colour in (
        ([p.box for p in truth.persons], (255, 255, 255)),
        (found[0], (255, 120, 0)),
        (found[1], (0, 220, 0)),
    ):
        for b in boxes:
            cv2.rectangle(picture, (int(b[0]), int(b[1])), (int(b[2]), int(b[3])), colour, 1)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), picture)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scenes", nargs="*", default=list(SCENES))
    parser.add_argument("--frames", type=int, default=18)
    parser.add_argument("--annotate", type=Path, help="folder for pictures with the boxes drawn in")
    options = parser.parse_args()
    paths = [weights(NANODET), weights(MOVENET)]
    if None in paths:
        raise SystemExit(f"no {NANODET} and {MOVENET}: put them into models/ or set ANLAN_MODELS to their folder")
    models = [NanoDet(paths[0]), MoveNet(paths[1])]
    print(f"{'scene':22} {'NanoDet 0.35':32} {'MoveNet 0.20':32}")
    for name in options.scenes:
        nano, move = measure(name, models, options.frames, options.annotate)
        print(f"{name:22} {nano.text:32} {move.text:32}", flush=True)


if __name__ == "__main__":
    main()
