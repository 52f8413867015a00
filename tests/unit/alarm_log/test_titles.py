"""What an alarm is called on screen, and who is sent for it."""

import pytest

from anlan.domain.data_rows import rows_of
from anlan.records.alarm_log.choices import is_of_instrument, set_point_words, title_of, unit_of_set_point


@pytest.mark.parametrize(
    ("rule", "label", "title"),
    [
        ("limit", "HH", "氨气浓度 高高报（HH）"),
        ("limit", "X", "氨气浓度 报警（X）"),
        ("offline", "GATEWAY", "氨气浓度 离线"),
        ("deviation", "DEV", "氨气浓度 两点偏差过大"),
        ("voting", "HH", "氨气浓度 多点表决高高报（HH）"),
        ("voting", "2oo3", "氨气浓度 多点表决报警（2oo3）"),
        ("voting", "HH-DEGRADED", "氨气浓度 多点表决降级：有测点失效（HH）"),
        ("rule_of_a_package", "H", "氨气浓度 高报（H）"),
    ],
)
def test_title_names_what_is_wrong(rule: str, label: str, title: str) -> None:
    assert title_of("氨气浓度", rule, label) == title


@pytest.mark.parametrize(
    ("kind", "label", "title"),
    [
        ("scene_fire_smoke_score", "H", "疑似烟火（视频）"),
        ("scene_absence_s", "H", "人员离岗（视频）"),
        ("scene_absence_s", "HH", "人员长时间离岗（视频）"),
        ("camera_state", "H", "摄像机看不清现场"),
        ("nh3_concentration", "H", "名称 高报（H）"),
    ],
)
def test_a_limit_with_a_name_of_its_own_is_not_called_high(kind: str, label: str, title: str) -> None:
    assert title_of("名称", "limit", label, kind) == title


def test_what_a_camera_suspects_is_never_called_high() -> None:
    """Whatever a pack brings: its unit tells, not how its name begins."""
    kinds = {row["kind"]: row["name_zh"] for row in rows_of("kinds") if row["unit"] == "score"}
    assert kinds
    assert {kind: title_of(name, "limit", "H", kind) for kind, name in kinds.items()} == kinds


def test_only_the_limit_has_the_name() -> None:
    assert title_of("摄像机状态", "offline", "", "camera_state") == "摄像机状态 离线"


def test_every_name_is_of_a_limit_that_exists() -> None:
    limits = {(row["kind"], row["label"]) for row in rows_of("rule_set")}
    assert {(row["kind"], row["label"]) for row in rows_of("alarm_names")} <= limits


def test_a_vote_is_of_the_process_and_its_degradation_of_the_instruments() -> None:
    assert not is_of_instrument("voting", "HH")
    assert is_of_instrument("voting", "HH-DEGRADED")
    assert is_of_instrument("deviation", "DEV")
    assert not is_of_instrument("limit", "HH")


@pytest.mark.parametrize(
    ("rule", "unit", "words"),
    [
        ("limit", "ppm", "ppm, 30 ppm"),
        ("rate_of_change", "℃", "℃/s, 30 ℃/s"),
        ("offline", "ppm", "s, 30 秒"),
        ("stuck", "ppm", "s, 30 秒"),
        ("fault", "", "s, 30 秒"),
        ("limit", "", ", 30"),
    ],
)
def test_a_set_point_has_the_unit_of_what_the_rule_judges(rule: str, unit: str, words: str) -> None:
    assert f"{unit_of_set_point(rule, unit)}, {set_point_words(rule, unit, 30.0)}" == words
