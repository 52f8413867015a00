"""Ridge regression of yes and no, from sums per fold, so that leaving a fold out costs no second pass."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sums:
    """What ridge regression needs of one fold and class: second moments and sums of positives and negatives."""

    moments: tuple[Doubles, Doubles]
    totals: tuple[Doubles, Doubles]
    counts: tuple[int, int]


def sums_of(cells: npt.NDArray[Any], truth: npt.NDArray[Any]) -> Sums:
    """``cells``: (…, features); ``truth``: (…) 1 yes, 0 no, anything else does not count."""
    rows, is_it = cells.reshape(-1, cells.shape[-1]).astype(np.float64), truth.reshape(-1)
    yes, no = rows[is_it == 1], rows[is_it == 0]
    return Sums((yes.T @ yes, no.T @ no), (yes.sum(0), no.sum(0)), (len(yes), len(no)))


def solved(parts: list[Sums], penalty: float) -> Doubles:
    """(features,) weights that answer +1 for yes and -1 for no, both classes weighing the same."""
    share = [0.5 / max(1, sum(part.counts[k] for part in parts)) for k in (0, 1)]
    size = len(parts[0].totals[0])
    left, right = penalty * np.eye(size), np.zeros(size)
    for part in parts:
        left += share[0] * part.moments[0] + share[1] * part.moments[1]
        right += share[0] * part.totals[0] - share[1] * part.totals[1]
    return np.asarray(np.linalg.solve(left, right), np.float64)
