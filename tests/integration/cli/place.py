"""The system that the command line is tried on: one for the module, started as an integrator would start it."""

import contextlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.ports import free_ports

from anlan.demo.api import Session
from tests.servers import database

GATEWAY, STATION, SECRET = "GW-COLD-1", "330381000000000000000001", "k7Qd2x"
OFFICER, PASSWORD = "duty-1", "a-long-enough-word-7k"
USCC = "91339900TE5T00001B"
PORTS = ("ANLAN_NATS_PORT", "ANLAN_HTTP_PORT", "ANLAN_MQTT_PORT", "ANLAN_HJ212_PORT", "ANLAN_HTTP_INGEST_PORT")


class Place:
    """A machine's settings, and the commands run on it."""

    def __init__(self, data: Path) -> None:
        ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ANLAN_")}
        self.environment = {
            **clean, **ports, "ANLAN_DATA": str(data), "ANLAN_LOG_LEVEL": "WARNING", "TERM": "dumb",
            "PYTHONPATH": os.pathsep.join(sys.path), "ANLAN_HISTORY_INSERT_EVERY_S": "0.2",
        }  # fmt: skip
        self.url = f"http://127.0.0.1:{ports['ANLAN_HTTP_PORT']}"

    def anlan(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [sys.executable, "-m", "anlan.cli", *arguments]
        values = {**self.environment, **environment}
        return subprocess.run(command, env=values, capture_output=True, text=True, timeout=90, check=False)

    def judged(self, *arguments: str) -> dict[str, Any]:
        """The JSON of a command that must succeed."""
        done = self.anlan(*arguments, "--json")
        assert done.returncode == 0, done.stdout + done.stderr
        found: dict[str, Any] = json.loads(done.stdout)
        return found

    def health(self) -> dict[str, Any]:
        """The health page; empty while nobody answers."""
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{self.url}/healthz", timeout=3) as answer:
            found: dict[str, Any] = json.load(answer)
            return found
        return {}

    async def officer(self) -> Session:
        """The duty officer, signed in."""
        session = Session(self.url)
        await session.sign_in(OFFICER, PASSWORD)
        return session


@contextlib.contextmanager
def running(data: Path) -> Iterator[Place]:
    """`anlan up`, seeded, with the configuration adopted."""
    place = Place(data)
    database.place(data)
    process = subprocess.Popen([sys.executable, "-m", "anlan.cli", "up"], env=place.environment)
    try:
        _until(lambda: bool(place.health()), process)
        subprocess.run([sys.executable, "-m", "tests.integration.cli.seed"], env=place.environment, check=True)
        _until(lambda: _versions(place) >= 2, process)
        yield place
    finally:
        process.terminate()
        process.wait(30)


def _versions(place: Place) -> int:
    processes = place.health().get("processes", {})
    gateway = processes.get("gateway", {}).get("config_version", 0)
    return min(int(gateway), int(processes.get("alarms", {}).get("p0_config_version", 0)))


def _until(condition: Any, process: subprocess.Popen[bytes], wait_s: float = 90.0) -> None:
    deadline = time.monotonic() + wait_s
    while not condition():
        assert process.poll() is None, "anlan up ended"
        assert time.monotonic() < deadline, "the system did not get ready"
        time.sleep(0.2)
