"""The newest value wins, whatever the order of arrival."""

import numpy as np

from anlan.bus.readings import Readings
from anlan.web.push.board import LatestBoard


def changed(board: LatestBoard, points: list[int], mark: int) -> dict[int, float | None]:
    return {row["point"]: row["value"] for row in board.changed_since(np.array(points), mark)}  # type: ignore[misc]


def test_only_changed_points_are_told() -> None:
    board = LatestBoard()
    board.feed(Readings.of([(1, 1000, 1.0, 0), (2, 1000, 2.0, 0)]))
    mark = board.mark
    board.feed(Readings.of([(2, 2000, 3.0, 0)]))
    assert changed(board, [1, 2], 0) == {1: 1.0, 2: 3.0}
    assert changed(board, [1, 2], mark) == {2: 3.0}
    assert changed(board, [1, 2], board.mark) == {}


def test_back_filled_reading_does_not_replace_a_newer_one() -> None:
    board = LatestBoard()
    board.feed(Readings.of([(1, 5000, 5.0, 0)]))
    board.feed(Readings.of([(1, 4000, 4.0, 0)]))
    assert changed(board, [1], 0) == {1: 5.0}


def test_last_of_several_in_one_batch_wins() -> None:
    board = LatestBoard()
    board.feed(Readings.of([(1, 1000, 1.0, 0), (1, 1001, 2.0, 0), (1, 1002, 3.0, 0)]))
    assert changed(board, [1], 0) == {1: 3.0}


def test_missing_value_is_null_and_unknown_points_are_absent() -> None:
    board = LatestBoard()
    board.feed(Readings.of([(1, 1000, float("nan"), 40)]))
    assert changed(board, [1, 99_999], 0) == {1: None}


def test_board_grows_with_point_ids() -> None:
    board = LatestBoard()
    board.feed(Readings.of([(1, 1, 1.0, 0)]))
    board.feed(Readings.of([(700_000, 1, 2.0, 0)]))
    assert changed(board, [1, 700_000], 0) == {1: 1.0, 700_000: 2.0}
