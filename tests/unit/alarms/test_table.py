"""Configuration → rows."""

import numpy as np

from anlan.alarms.table import build
from anlan.bus.messages import ConfigSnapshot
from tests.unit.alarms.plant import config, limit, point


def test_points_of_other_partitions_are_left_out() -> None:
    snapshot = config(point(number=1, partition=0), point(number=2, partition=1))
    assert build(snapshot, 1).point_id.tolist() == [2]
    assert build(snapshot).point_id.tolist() == [1, 2]


def test_scattered_ids_are_found_as_well_as_dense_ones() -> None:
    for ids in ([3, 5, 9], [1, 2_000_000_000], [-4, 7]):
        table = build(config(*(point(number=n) for n in ids)))
        asked = np.array([*ids, 4, 2**31 - 1, -5], np.int32)
        assert table.rows_of(asked).tolist() == [*range(len(ids)), -1, -1, -1]


def test_no_points_know_nobody() -> None:
    table = build(ConfigSnapshot(version=1, published_at_ms=0))
    assert table.rows_of(np.array([1, 2], np.int32)).tolist() == [-1, -1]


def test_key_tells_contents_apart() -> None:
    one, two = config(point(limit())), config(point(limit(set_point=29.0)))
    assert build(one).key == build(one).key
    assert build(one).key != build(two).key
