"""An index's arithmetic: what a term earns, what does not count, who ranks where."""

import pytest

from anlan.records.figures.formulas import Term, indices, judge, problems, ranked

SHARE = Term("done", "完成率", "", 30, "a.done", "a.all", 60, 100, "示例")
FEWER = Term("deaths", "死亡人数", "", 10, "b.deaths", "", 3, 0, "示例")
KNOWN = dict.fromkeys(("a.done", "a.all", "b.deaths"))


@pytest.mark.parametrize(("value", "earned"), [(100, 30), (80, 15), (60, 0), (10, 0), (130, 30)])
def test_between_worst_and_best_a_term_earns_in_proportion(value: float, earned: float) -> None:
    assert SHARE.earned(value) == earned


@pytest.mark.parametrize(("value", "earned"), [(0, 10), (1, 6.67), (3, 0), (9, 0)])
def test_where_less_is_better_the_worst_is_the_larger_number(value: float, earned: float) -> None:
    assert FEWER.earned(value) == earned


def test_a_share_of_nothing_neither_earns_nor_costs() -> None:
    judged = judge([SHARE, FEWER], "甲", {"b.deaths": 0})
    assert judged.parts[0]["value"] is None
    assert judged.judged_weight == 10
    assert judged.score is None  # less than half of the weight can be judged


def test_a_score_is_the_sum_of_its_parts() -> None:
    judged = judge([SHARE, FEWER], "甲", {"a.done": 9, "a.all": 10, "b.deaths": 1})
    assert judged.score == round(100 * (22.5 + 6.67) / 40, 2)


def test_equals_share_a_rank_and_the_next_one_skips_it() -> None:
    numbers = {"a.all": 10.0, "b.deaths": 0.0}
    rows = [
        judge([SHARE, FEWER], town, {**numbers, "a.done": done}) for town, done in (("乙", 8), ("甲", 8), ("丙", 7))
    ]
    unjudged = judge([SHARE, FEWER], "丁", {})
    assert [(one.town, one.rank) for one in ranked([unjudged, *rows])] == [
        ("乙", 1),
        ("甲", 1),
        ("丙", 3),
        ("丁", None),
    ]


def test_a_formula_that_cannot_be_computed_is_refused_with_reasons() -> None:
    bad = Term("x", "坏项", "", 0, "no.such", "", 5, 5, "", "?")
    assert len(problems([bad], KNOWN)) == 5
    assert problems([SHARE, SHARE], KNOWN) == ["指标代码重复。"]
    assert problems([], KNOWN)
    assert not problems([SHARE, FEWER], KNOWN)


def test_the_shipped_weights_make_a_hundred_and_say_where_they_come_from() -> None:
    for index in indices().values():
        assert sum(term.weight for term in index.terms) == 100
        assert all(term.source and term.mark for term in index.terms)
