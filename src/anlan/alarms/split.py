"""Readings in the order of the log → waves that may be judged all at once, with the same outcome."""

import itertools
from typing import Any

import numpy as np
import numpy.typing as npt

Where = npt.NDArray[np.intp]


def split(order: Where, rows: npt.NDArray[np.signedinteger[Any]]) -> list[Where]:
    """Positions sorted by row → waves: the k-th position of every row goes to wave k."""
    count = len(order)
    if not count:
        return []
    of_row = rows[order]
    first = np.empty(count, np.bool_)
    first[0] = True
    np.not_equal(of_row[1:], of_row[:-1], out=first[1:])
    if first.all():
        return [order]
    rank = np.arange(count) - np.maximum.accumulate(np.where(first, np.arange(count), 0))
    by_rank = np.argsort(rank, kind="stable")
    cuts = np.searchsorted(rank[by_rank], np.arange(int(rank.max()) + 2))
    return [order[by_rank[a:b]] for a, b in itertools.pairwise(cuts)]
