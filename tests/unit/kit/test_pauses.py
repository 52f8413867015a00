"""Pauses double up to their longest and stay there."""

from anlan.kit.pauses import doubled_s


def test_pauses_double_up_to_the_longest_however_often_it_was_tried() -> None:
    assert [doubled_s(30, 1800, tried) for tried in range(8)] == [30, 60, 120, 240, 480, 960, 1800, 1800]
    assert doubled_s(3.0, 30.0, 100_000) == 30.0
