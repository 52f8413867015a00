"""Trains ``models/fire-smoke-head``: frozen inner layers of NanoDet, and on them one linear score per class and cell.

    python -m anlan.cameras.training.fire_smoke --footage DIR [--save]

Only pictures whose licence allows it are learnt from (MIT, Apache, CC0, CC BY); the others are looked at and reported,
never learnt from. Every figure is cross-validated: a scene is judged by weights that never saw that scene. Nothing is
random but the folds of ordinary footage, which are seeded. Needs the development requirements (``onnx``).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.cameras.evaluate.measures import area_under_curve
from anlan.cameras.training import graph, samples
from anlan.cameras.training.ridge import solved, sums_of
from anlan.cameras.training.samples import Look

#: Ridge penalty on standardised features. Strong, because hundreds of cells of one scene are one observation.
PENALTY = 10.0
#: Share of ordinary frames that may score above 0.5 when the scene was not learnt from.
FALSE_SHARE = 0.01
#: Steepness of the score around that threshold.
STEEPNESS = 6.0
#: A picture's score is the mean of this many of its highest cells.
TOP_CELLS = 2

Doubles = npt.NDArray[np.float64]


def main() -> None:
    """Train, print the figures, and write the model with ``--save``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path, required=True)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    looks = samples.read(options.footage)
    folds = samples.folds(looks)
    weights, judged, mean, deviation = _fit(looks, folds)
    threshold, figures = _figures(looks, judged)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    if options.save:
        kernel = weights[:, :-1] / deviation
        bias = weights[:, -1] - kernel @ mean
        graph.save(STEEPNESS * kernel, STEEPNESS * (bias - threshold), figures)


def _fit(looks: list[Look], folds: npt.NDArray[np.int64]) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Weights (2, features + 1) from everything; scores (n, 2) of each look by weights that never saw its fold."""
    learnt = np.array([look.may_learn for look in looks])
    cells = np.array([look.cells for look in looks])
    mean, deviation = cells[learnt].mean((0, 1)), cells[learnt].std((0, 1)) + 1e-3
    cells = np.concatenate([(cells - mean) / deviation, np.ones((*cells.shape[:2], 1))], -1)
    truth = np.array([look.truth for look in looks])
    judged, weights = np.zeros((len(looks), 2)), []
    for number in (0, 1):
        sums = [sums_of(cells[learnt & (folds == k)], truth[learnt & (folds == k), number]) for k in np.unique(folds)]
        apart = [solved([s for j, s in enumerate(sums) if j != k], PENALTY) for k in range(len(sums))]
        by_fold = np.stack([_top(cells @ solution) for solution in apart], 1)
        # What is never learnt from is judged by all folds.
        judged[:, number] = np.where(learnt, by_fold[np.arange(len(looks)), folds], by_fold.mean(1))
        videos = np.array([look.kind == "sequence" for look in looks])
        judged[videos, number] = by_fold[np.flatnonzero(videos), folds[videos]]
        weights.append(solved(sums, PENALTY))
    return np.array(weights), judged, mean, deviation


def _top(scores: Doubles) -> Doubles:
    return np.asarray(np.sort(scores, -1)[..., -TOP_CELLS:].mean(-1), np.float64)


def _figures(looks: list[Look], judged: Doubles) -> tuple[float, dict[str, Any]]:
    score, kind = judged.max(1), np.array([look.kind for look in looks])
    threshold = float(np.quantile(score[kind == "ordinary"], 1 - FALSE_SHARE))
    fire, without, foreign = (score[kind == name].tolist() for name in ("positive", "negative", "foreign"))
    hits, false = (sum(s > threshold for s in group) for group in (fire, without + foreign))
    return threshold, {
        "pictures_positive": len(fire),
        "pictures_negative": len(without) + len(foreign),
        "auc": area_under_curve(fire, without + foreign),
        "auc_negatives_of_the_same_scenes": area_under_curve(fire, without),
        "auc_photographs_never_learnt_from": area_under_curve(fire, foreign),
        "recall": round(hits / len(fire), 3),
        "precision": round(hits / max(1, hits + false), 3),
        "false_of_ordinary_frames": round(float((score[kind == "ordinary"] > threshold).mean()), 3),
        "ordinary_frames": int((kind == "ordinary").sum()),
        "scenes": len({look.group for look in looks if look.group.startswith("scene=")}),
    }


if __name__ == "__main__":
    main()
