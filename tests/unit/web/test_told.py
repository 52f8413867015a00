"""Marks of what was told are kept for a second at most, and never lost."""

from anlan.web.told import MOST_UNMARKED, Told


def test_a_mark_waits_a_second_from_the_oldest_and_no_longer() -> None:
    told = Told()
    assert not told.is_due(100.0), "nothing was told"
    told.add([1], 10.0)
    told.add([2], 10.9)
    assert not told.is_due(10.99)
    assert told.is_due(11.0)


def test_many_marks_do_not_wait() -> None:
    told = Told()
    told.add(list(range(MOST_UNMARKED)), 10.0)
    assert told.is_due(10.0)


def test_what_was_told_while_marking_stays_unmarked() -> None:
    told = Told()
    told.add([1, 2], 10.0)
    marking = list(told.ids)
    told.add([3], 11.0)
    told.marked(marking)
    assert told.ids == [3]
