"""Who is taken for stuck, and who is not."""

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child, Supervisor
from anlan.web.watch import HUNG_AFTER_S, ROOM_BYTES, START_GRACE_S, Watch, disk_room


class Killing(Supervisor):
    def __init__(self, children: list[Child]) -> None:
        super().__init__(children)
        self.killed: list[str] = []

    def kill(self, child: Child) -> None:
        self.killed.append(child.name)


@pytest.fixture
def watched(tmp_path: Path):
    return _watched(tmp_path)


def _watched(tmp_path: Path):
    async def make() -> tuple[Watch, Killing]:
        child = Child("alarms", [], process=SimpleNamespace(returncode=None), started_at_s=0.0)  # type: ignore[arg-type]
        supervisor = Killing([child])
        return Watch(Settings(data=tmp_path), supervisor, None, [child]), supervisor

    return asyncio.run(make())


def look(
    watch: Watch, at_s: float, supervisor_heard_s: float | None = None, alarms_heard_s: float | None = None
) -> None:
    watch._heard["supervisor"] = at_s if supervisor_heard_s is None else supervisor_heard_s
    if alarms_heard_s is not None:
        watch._heard["alarms"] = alarms_heard_s
    watch._looked_at = at_s - 1
    watch._look_at_processes(at_s)


def test_a_silent_process_is_killed_after_the_stated_time(watched) -> None:
    watch, supervisor = watched
    look(watch, 100.0, alarms_heard_s=100.0 - HUNG_AFTER_S)
    assert supervisor.killed == []
    look(watch, 101.0, alarms_heard_s=100.0 - HUNG_AFTER_S)
    assert supervisor.killed == ["alarms"]


def test_a_silent_bus_is_no_reason_to_kill_anybody(watched) -> None:
    watch, supervisor = watched
    look(watch, 100.0, supervisor_heard_s=90.0, alarms_heard_s=10.0)
    assert supervisor.killed == []


def test_a_process_that_starts_is_given_time(watched) -> None:
    watch, supervisor = watched
    look(watch, START_GRACE_S)
    assert supervisor.killed == []
    look(watch, START_GRACE_S + HUNG_AFTER_S + 1)
    assert supervisor.killed == ["alarms"]


def test_time_when_the_machine_slept_is_nobodys_fault(watched) -> None:
    watch, supervisor = watched
    watch._heard = {"supervisor": 99.0, "alarms": 99.0}
    watch._looked_at = 100.0
    watch._look_at_processes(1000.0)
    assert supervisor.killed == []


@pytest.mark.parametrize(("total", "needed"), [(64 << 20, int((64 << 20) * 0.05)), (1 << 40, ROOM_BYTES)])
def test_room_is_a_share_of_a_small_disk(total: int, needed: int) -> None:
    assert disk_room(Path("/"), lambda _: (total, 0, 7)) == (7, needed)
