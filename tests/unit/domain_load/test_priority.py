"""The priority matrix and the designs: whole, in order, in agreement with the rule set, and changed by data alone."""

import pytest

from anlan.domain import priority, rule_set
from anlan.domain.data_rows import rows_of
from anlan.domain.grades import Grade
from anlan.domain.priority import Consequence, design_of, designs, grade_by


@pytest.mark.parametrize("consequence", list(Consequence))
def test_less_time_is_never_less_urgent(consequence: Consequence) -> None:
    ranks = [grade_by(consequence, seconds).rank for seconds in (1, 60, 180, 181, 600, 1800, 10_000, float("inf"))]
    assert ranks == sorted(ranks)


@pytest.mark.parametrize("seconds", [30, 180, 600, 900, 1800, 86_400])
def test_a_worse_consequence_is_never_less_urgent(seconds: float) -> None:
    ranks = [grade_by(consequence, seconds).rank for consequence in Consequence]
    assert ranks == sorted(ranks)


def test_every_shipped_design_agrees_with_the_grade_of_the_rule_set() -> None:
    written = {(row["kind"], row["label"]): row["grade"] for row in rows_of("rule_set")}
    assert {key: design.grade.value for key, design in designs().items()} == {key: written[key] for key in designs()}


def test_every_row_names_its_source_and_its_mark() -> None:
    for name in ("priority_matrix", "alarm_designs", "alarm_load", "silence_limits", "never_suppressed"):
        for row in rows_of(name):
            assert row["source"], row
            assert row["mark"] in "HMLUD", row


def test_the_matrix_decides_the_grade_of_a_designed_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    changed = [row | ({"consequence": "minor"} if row["label"] == "HHH" else {}) for row in rows_of("alarm_designs")]
    monkeypatch.setattr(priority, "rows_of", lambda name: changed if name == "alarm_designs" else rows_of(name))
    for cache in (priority.designs, rule_set.rule_set):
        cache.cache_clear()
    try:
        limits = {limit.label: limit.grade for limit in rule_set.rules_for("nh3_concentration").limits}
        assert limits["HHH"] is Grade.ORANGE
    finally:
        for cache in (priority.designs, rule_set.rule_set):
            cache.cache_clear()


def test_what_nobody_designed_has_no_design() -> None:
    assert design_of("nh3_concentration", "HHH").consequence is Consequence.FATAL
    assert design_of("people_count", "H") is None


def test_a_pair_without_a_row_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(priority, "_matrix", list)
    with pytest.raises(ValueError, match=r"no row for .* within 60 s: add one"):
        grade_by(Consequence.FATAL, 60)
