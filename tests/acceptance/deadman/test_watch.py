"""The dead man: whatever part of the path stops, people are told within a minute, and told again when it is well."""

import signal
import time
from pathlib import Path

import pytest
from bench.ports import free_port

from anlan.kit.settings import Settings
from tests.acceptance.deadman.place import Place, place, sql
from tests.servers.providers import provider

pytestmark = [pytest.mark.nats, pytest.mark.timeout(240)]

BLOWS = (signal.SIGKILL, signal.SIGSTOP)


@pytest.fixture
def watched(test_settings: Settings) -> Settings:
    return test_settings.model_copy(update={"canary": True, "watch_port": free_port(), "log_level": "ERROR"})


async def strike_and_mend(here: Place, name: str, blow: signal.Signals, within_s: float) -> float:
    """Seconds from the blow until people knew."""
    before, began = len(here.told), time.monotonic()
    here.strike(name, blow)
    await here.until_told("平台故障", within_s, before)
    took_s = time.monotonic() - began
    here.mend(name)
    await here.until_told("已恢复", 90, before)
    return took_s


async def test_a_frozen_worker_and_a_killed_gateway_are_told_and_their_recovery_too(watched: Settings) -> None:
    with provider() as phone:
        async with place(watched, phone, beat_s=0.5, missing_after_s=6) as here:
            assert here.told == []
            await strike_and_mend(here, "worker", signal.SIGSTOP, 20)
            assert "通知未能发出" in here.told[0]
            assert "采集入口" not in here.told[0]
            await strike_and_mend(here, "gateway", signal.SIGKILL, 20)
            assert any("采集入口不接收数据" in text for text in here.told)
            assert_people_saw_nothing_of_it(watched)


def assert_people_saw_nothing_of_it(config: Settings) -> None:
    """Canary alarms are in no queue, no statistic, no work order, and nobody's notice."""
    for table in ("alarm_log_alarm", "incidents_incident", "notices_notice", "sites_point", "sites_gateway"):
        assert sql(config, f"SELECT count(*) FROM {table}") == [(0,)], table
    assert sql(config, "SELECT DISTINCT purpose FROM notices_delivery") == [("canary",)]


@pytest.mark.slow
@pytest.mark.timeout(2400)
async def test_each_part_killed_and_frozen_is_told_within_a_minute(watched: Settings, tmp_path: Path) -> None:
    """With the times that are shipped."""
    took: dict[str, float] = {}
    with provider() as phone:
        async with place(watched, phone) as here:
            for name in ("gateway", "alarms", "worker", "nats", "web"):
                for blow in BLOWS:
                    took[f"{name} {blow.name}"] = await strike_and_mend(here, name, blow, 60)
    print({what: round(seconds, 1) for what, seconds in took.items()})
    assert max(took.values()) <= 60
