"""Trains ``models/breathed-smoke``: frozen inner layers of EfficientNet-Lite0, and on them one linear score per cell.

    python -m anlan.cameras.training.breathed_smoke --footage DIR [--save]

Learnt from are smokers' photographs in which smoke was drawn by hand, and other people's heads; photographs of people
without cigarette are only judged, by their licence. Every figure is cross-validated: a photograph, and other people's
heads by scene, are judged by weights that never saw them. Chance is seeded. Needs the development requirements
(``onnx``); two to five minutes.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from anlan.cameras.evaluate.measures import area_under_curve
from anlan.cameras.training import smoke_graph, smokers
from anlan.cameras.training.ridge import Doubles, solved, sums_of
from anlan.cameras.training.smokers import Square

FOLDS = 5
#: Ridge penalty on standardised features.
PENALTY = 10.0
#: Share of other people's heads that may score above 0.5 when their scene was not learnt from. So few because the best
#: looks of half a minute count: at 2 % three of seventeen ordinary clips raised an alarm.
FALSE_SHARE = 0.005
#: Steepness of the score around that threshold.
STEEPNESS = 10.0


def main() -> None:
    """Train, print the figures, and write the model with ``--save``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--footage", type=Path, required=True)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()
    squares = smokers.read(options.footage)
    weights, judged, mean, deviation = _fit(squares)
    threshold, figures = _figures([square for square in squares if square.is_plain], judged)
    sys.stdout.write(json.dumps(figures, indent=2) + "\n")
    if options.save:
        kernel = weights[:-1] / deviation
        smoke_graph.save(STEEPNESS * kernel, STEEPNESS * (weights[-1] - float(kernel @ mean) - threshold), figures)


def _fit(squares: list[Square]) -> tuple[Doubles, Doubles, Doubles, Doubles]:
    """Weights (features + 1,) from everything; scores of the plain squares by weights that never saw their fold."""
    learnt, plain = [s for s in squares if not s.is_plain], [s for s in squares if s.is_plain]
    folds = _folds(squares)
    some = np.concatenate([square.cells[::7] for square in learnt]).astype(np.float64)
    mean, deviation = some.mean(0), some.std(0) + 1e-3
    sums = []
    for fold in range(FOLDS):
        mine = [square for square in learnt if folds[square.group] == fold]
        cells = _standard(np.stack([square.cells for square in mine]), mean, deviation)
        sums.append(sums_of(cells, np.stack([square.truth for square in mine])))
    apart = [solved([s for k, s in enumerate(sums) if k != fold], PENALTY) for fold in range(FOLDS)]
    cells = _standard(np.stack([square.cells for square in plain]), mean, deviation)
    by_fold = np.stack([_top(cells @ weights) for weights in apart], 1)
    own = np.array([by_fold[k, folds[square.group]] for k, square in enumerate(plain)])
    is_foreign = np.array([square.kind == "photograph" for square in plain])  # judged by all folds
    return solved(sums, PENALTY), np.where(is_foreign, by_fold.mean(1), own), mean, deviation


def _folds(squares: list[Square]) -> dict[str, int]:
    """Fold of each group, dealt out within each kind."""
    dice, folds = np.random.default_rng(0), dict[str, int]()
    for kind in ("smoker", "ordinary", "photograph"):
        names = dice.permutation(sorted({square.group for square in squares if square.kind == kind}))
        folds |= {str(name): k % FOLDS for k, name in enumerate(names)}
    return folds


def _standard(cells: npt.NDArray[np.float16], mean: Doubles, deviation: Doubles) -> npt.NDArray[np.float32]:
    scaled = ((cells - mean) / deviation).astype(np.float32)
    return np.concatenate([scaled, np.ones((*scaled.shape[:-1], 1), np.float32)], -1)


def _top(scores: npt.NDArray[Any]) -> Doubles:
    return np.asarray(np.sort(scores, -1)[..., -smoke_graph.TOP_CELLS :].mean(-1), np.float64)


def _figures(plain: list[Square], judged: Doubles) -> tuple[float, dict[str, Any]]:
    heads = [float(score) for square, score in zip(plain, judged, strict=True) if square.kind == "ordinary"]
    threshold = float(np.quantile(heads, 1 - FALSE_SHARE))
    smoking, others = (_by_picture(plain, judged, kind) for kind in ("smoker", "photograph"))
    hits, false = (sum(score > threshold for score in group) for group in (smoking, others))
    return threshold, {
        "smokers_with_somebody_found": len(smoking),
        "photographs_without_cigarette": len(others),
        "auc": area_under_curve(smoking, others),
        "auc_against_heads_in_other_footage": area_under_curve(smoking, heads),
        "recall": round(hits / len(smoking), 3),
        "false_of_photographs": round(false / len(others), 3),
        "heads_in_other_footage": len(heads),
        "false_of_heads": round(float(np.mean(np.array(heads) > threshold)), 3),
        "scenes_of_heads": len({square.group for square in plain if square.kind == "ordinary"}),
    }


def _by_picture(plain: list[Square], judged: Doubles, kind: str) -> list[float]:
    """The highest score of each picture of a kind."""
    best = dict[int, float]()
    for square, score in zip(plain, judged, strict=True):
        if square.kind == kind:
            best[square.picture] = max(best.get(square.picture, -np.inf), float(score))
    return list(best.values())


if __name__ == "__main__":
    main()
