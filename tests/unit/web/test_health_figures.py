"""Figures of the health page: the worst is told, and what nobody told is unknown."""

import pytest

from anlan.bus.messages import Heartbeat
from anlan.web.health_api import processes
from anlan.web.health_figures import GIB, RULES, disk, figures
from anlan.web.push.health import HealthBoard


def beat(process: str, instance: str = "a", at_ms: int = 0, **facts) -> Heartbeat:
    return Heartbeat(process=process, instance=instance, at_ms=at_ms, facts=facts)


def test_what_nobody_told_is_unknown_and_never_in_order() -> None:
    silent = {figure.key: figure.state for figure in figures([])}
    assert set(silent.values()) == {"unknown", "unused"}
    assert silent["stream_lag"] == silent["outbox_age"] == "unknown"
    assert silent["certificate_days"] == "unused"  # no TLS port is asked for
    assert len(figures([])) == len(RULES)


def test_the_worst_partition_speaks_for_all_and_losses_add_up() -> None:
    told = {
        figure.key: figure
        for figure in figures(
            [
                beat("alarms", partitions=2, p0_lag_s=0.2, p1_lag_s=4.0, p0_late=3, p1_late=0, gaps=0),
                beat("gateway", refused_full=0, unacknowledged=2),
                beat("gateway", "b", refused_full=1, unacknowledged=1, tls_days_left=12.0),
            ]
        )
    }
    assert (told["stream_lag"].value, told["stream_lag"].state) == (4.0, "attention")
    assert (told["late_readings"].value, told["late_readings"].state) == (3, "attention")
    assert (told["refused_full"].value, told["refused_full"].state) == (1, "wrong")
    assert told["unacknowledged"].value == 3
    assert told["log_gaps"].state == "ok"
    assert (told["certificate_days"].value, told["certificate_days"].state) == (12.0, "attention")


@pytest.mark.parametrize(("free", "state"), [(0.5, "wrong"), (4, "attention"), (40, "ok")])
def test_room(free: float, state: str) -> None:
    assert disk(int(free * GIB), 100 * GIB).state == state


def test_a_silent_process_is_neither_alive_nor_well() -> None:
    board = HealthBoard()
    for one in (beat("gateway", at_ms=1_000), beat("alarms", at_ms=9_500), beat("alarms", "b", at_ms=9_000)):
        board.heard(one)
    rows = {row["name"]: row for row in processes(board, 10_000)}
    assert (rows["gateway"]["is_alive"], rows["gateway"]["is_well"], rows["gateway"]["instances"]) == (False, False, 0)
    assert (rows["alarms"]["is_well"], rows["alarms"]["instances"]) == (True, 2)
