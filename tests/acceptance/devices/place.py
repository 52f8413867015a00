"""A whole running system with TLS, in a thread of its own, and the two places where a reading must turn up."""

import asyncio
import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from bench.ports import free_port, free_ports
from bench.rig import adopted
from pyModbusTCP.server import DataBank, ModbusServer

from anlan.bus import history_client
from anlan.bus.client import Bus
from anlan.bus.messages import RawQuery
from anlan.kit.settings import Settings
from anlan.web.up import System
from tests.acceptance.devices.plan import MODBUS_PORT
from tests.factories.certificates import Pair, make_certificate
from tests.servers import database

ROOT = Path(__file__).parents[3]
PORTS = (
    "nats_port", "http_port", "mqtt_port", "hj212_port", "http_ingest_port",
    "mqtt_tls_port", "hj212_tls_port", "http_ingest_tls_port",
)  # fmt: skip
T = TypeVar("T")


class Place:
    """Start, seed, wait for the configuration; then ask."""

    def __init__(self, folder: Path) -> None:
        self.pair: Pair = make_certificate(folder)
        ports = dict(zip(PORTS, free_ports(len(PORTS)), strict=True))
        self.modbus_port = free_port()
        # There from the start: the gateway asks an absent device at ever longer intervals, and tests come in any order.
        self.modbus_bank = DataBank(h_regs_size=4)  # so that 40009 does not exist
        self._modbus = ModbusServer("127.0.0.1", self.modbus_port, no_block=True, data_bank=self.modbus_bank)
        self._modbus.start()
        self.config = Settings(
            **ports, data=folder / "data", tls_cert=self.pair.chain, tls_key=self.pair.key, log_level="WARNING",
            field_hosts="127.0.0.1",
        )  # fmt: skip
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        database.place(self.config.data)
        self._system = System(self.config)
        self.run(self._system.start())
        seeded = self._seed()
        self.session: str = seeded["session"]
        self.points: dict[str, int] = seeded["points"]
        self.run(adopted(self.config, seeded["version"]))
        self._bus = self.run(Bus.connect("test", self.config))

    def close(self) -> None:
        """Stop everything."""
        self._modbus.stop()
        self.run(self._bus.close())
        self.run(self._system.stop())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def run(self, awaitable: Any, timeout_s: float = 150) -> Any:
        """The result of a coroutine that runs in the system's loop."""
        return asyncio.run_coroutine_threadsafe(awaitable, self._loop).result(timeout_s)

    def _seed(self) -> dict[str, Any]:
        import os

        done = subprocess.run(
            [sys.executable, "-m", "tests.acceptance.devices.seed"],
            env={
                **os.environ,
                **self.config.as_environment(),
                "DJANGO_SETTINGS_MODULE": "anlan.web.settings",
                MODBUS_PORT: str(self.modbus_port),
            },
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-3000:]
        return json.loads(done.stdout.splitlines()[-1])  # type: ignore[no-any-return]

    # --- where a reading must turn up ------------------------------------------------------------

    def point(self, code: str, address: str) -> int:
        """Id of a seeded point."""
        return self.points[f"{code} {address}"]

    def history(self, point: int) -> list[tuple[int, float | None, int]]:
        """(ts_ms, value, quality) of everything stored of a point."""
        query = RawQuery(points=[point], from_ms=0, to_ms=2**50, limit=10_000)
        reply = self.run(history_client.ask(self._bus, query, timeout_s=30))
        assert not reply.error, reply.error
        return [(ts, value, quality) for _, ts, value, quality in reply.rows]

    def values(self, point: int) -> list[float | None]:
        """Stored values of a point, oldest first."""
        return [value for _, value, _ in self.history(point)]

    def alarms(self, point: int) -> list[dict[str, Any]]:
        """Alarms of a point, from the API that screens use."""
        return self._get(f"/api/alarms?point={point}")["items"]  # type: ignore[no-any-return]

    def health(self) -> dict[str, Any]:
        """Facts of the gateway process."""
        return self._get("/healthz")["processes"]["gateway"]  # type: ignore[no-any-return]

    def _get(self, path: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.config.http_port}{path}", headers={"Cookie": f"sessionid={self.session}"}
        )
        with urllib.request.urlopen(request, timeout=10) as answer:
            return json.loads(answer.read())  # type: ignore[no-any-return]

    def expect(self, point: int, value: float, *, alarms: bool = True) -> None:
        """The reading comes into history, and its alarm into the API."""
        until(lambda: value in self.values(point), f"{value} in the history of point {point}")
        if alarms:
            until(lambda: any(a["label"] == "HH" for a in self.alarms(point)), f"an HH alarm of point {point}")


def until(condition: Callable[[], object], what: str, wait_s: float = 30.0) -> None:
    """Wait for something that must come."""
    deadline = time.monotonic() + wait_s
    while not condition():
        assert time.monotonic() < deadline, f"did not come within {wait_s:.0f} s: {what}"
        time.sleep(0.2)
