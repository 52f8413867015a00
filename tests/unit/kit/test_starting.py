"""What a start costs: a killed process is started again at once, and imports nothing dear that it does not need."""

import asyncio
import subprocess
import sys

import pytest

from anlan.kit import supervisor
from anlan.kit.supervisor import Child, Supervisor

#: Libraries that are dear to import, by the process that never needs them to judge, tell or show an alarm.
NOT_NEEDED = {
    "anlan.gateway.process": ("aiohttp", "django", "openpyxl"),
    "anlan.alarms.process": ("aiohttp", "django", "openpyxl"),
    "anlan.web.worker": ("openpyxl",),
}


@pytest.mark.parametrize("module", list(NOT_NEEDED))
def test_a_process_starts_without_what_it_rarely_needs(module: str) -> None:
    code = f"import sys, anlan.bus.service, {module}; print([n for n in {NOT_NEEDED[module]!r} if n in sys.modules])"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip().splitlines()[-1] == "[]"


def test_what_the_bus_does_without_is_there_for_others() -> None:
    code = "import anlan.bus.client, aiohttp; print(aiohttp.__name__)"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "aiohttp"


def test_what_has_lived_and_is_killed_is_started_again_without_a_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LIVED_S", 0.0)
    monkeypatch.setattr(supervisor, "FIRST_PAUSE_S", 3600.0)
    asyncio.run(_killed_and_back())


async def _killed_and_back() -> None:
    child = Child("sleeper", [sys.executable, "-c", "import time; time.sleep(3600)"])
    watched = Supervisor([child])
    await watched.start(child)
    assert child.process is not None
    before = child.process.pid
    child.process.kill()
    async with asyncio.timeout(60):
        while child.process.pid == before:
            await asyncio.sleep(0.01)
    await watched.stop()
