"""A driver outside the tree is found by its entry point and serves like the others, and its faults are its own."""

import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from bench.ports import free_port

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, GatewayConfig
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.gateway import catalogue
from anlan.gateway.driver import Driver
from anlan.gateway.process import main
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import FakeHost, points, secret_hash

PLUGINS = Path(__file__).parents[1] / "plugins"


@pytest.fixture
def acme_port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The example package as if it were installed."""
    port = free_port()
    monkeypatch.syspath_prepend(str(PLUGINS))
    monkeypatch.setenv("ACME_PORT", str(port))
    yield port
    for name in [name for name in sys.modules if name.startswith("acme_driver")]:
        del sys.modules[name]


@pytest.fixture
def acme(acme_port: int) -> catalogue.Found:
    return next(found for found in catalogue.found() if found.name == "acme")


def test_it_is_found_with_manifest_and_schema(acme: catalogue.Found) -> None:
    assert acme.is_plug_in
    assert acme.manifest().title_en == "ACME lines"
    assert acme.options_schema()["$defs"]["Options"]["properties"]["factor"]["default"] == 1.0
    assert issubclass(acme.driver_class(), Driver)
    assert "acme" in (acme.folder() / "README.md").read_text()


async def test_it_is_loaded_after_the_built_in_ones(acme: catalogue.Found) -> None:
    loaded = catalogue.load(FakeHost(Settings(), [], []))
    assert [driver.name for driver in loaded][-1] == "acme"
    assert [driver.is_plug_in for driver in loaded] == [False] * (len(loaded) - 1) + [True]


def fake_entry(folder: Path, name: str, package: str) -> None:
    info = folder / f"{package}-0.1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: 0.1\n")
    (info / "entry_points.txt").write_text(f"[anlan.drivers]\n{name} = {package}\n")


@pytest.mark.parametrize("source", ["raise RuntimeError('broken')", "class Driver: pass", None])
async def test_broken_plugin_is_left_out_and_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str | None
) -> None:
    fake_entry(tmp_path, "broken", "broken_driver")
    if source is not None:
        (tmp_path / "broken_driver").mkdir()
        (tmp_path / "broken_driver" / "__init__.py").touch()
        (tmp_path / "broken_driver" / "driver.py").write_text(source)
    monkeypatch.syspath_prepend(str(tmp_path))
    with structlog.testing.capture_logs() as logs:
        loaded = catalogue.load(FakeHost(Settings(), [], []))
    for name in [name for name in sys.modules if name.startswith("broken_driver")]:
        del sys.modules[name]
    assert {"mqtt", "hj212", "http"} <= {driver.name for driver in loaded}
    assert "broken" not in {driver.name for driver in loaded}
    assert [entry["driver"] for entry in logs if entry["log_level"] == "error"] == ["broken"]


def test_plugin_cannot_take_the_name_of_a_built_in_driver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fake_entry(tmp_path, "mqtt", "evil_driver")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = {one.name: one for one in catalogue.found()}
    assert found["mqtt"].package == "anlan.gateway.drivers.mqtt"


async def publish(bus: Bus) -> None:
    gateway = GatewayConfig(
        id=1, code="ACME-1", driver="acme", secret_hash=secret_hash("s3cret"), options={"factor": "0.1"}
    )
    snapshot = ConfigSnapshot(version=1, published_at_ms=0, gateways=[gateway], points=points(1, "nh3"))
    await config_store.publish(bus, snapshot)


async def say(port: int, line: bytes) -> bytes:
    for _ in range(200):
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            break
        except OSError:
            await asyncio.sleep(0.05)
    async with asyncio.timeout(10):
        writer.write(line)
        answer = await reader.readline()
    writer.close()
    return answer


@pytest.mark.nats
async def test_its_reading_is_in_the_stream_when_it_says_ok(acme_port: int, bus: Bus) -> None:
    await publish(bus)
    service = Service("gateway", bus, bus.settings, SystemClock())
    task = asyncio.create_task(main(service))
    assert await say(acme_port, b"ACME-1 s3cret nh3 126\n") == b"OK\n"
    assert await say(acme_port, b"ACME-1 wrong nh3 126\n") == b"NO\n"
    assert await say(acme_port, b"ACME-1 s3cret nobody 126\n") == b"NO\n"
    info = await bus.js.stream_info(subjects.READINGS)
    stored = decode((await bus.js.get_msg(subjects.READINGS, info.state.last_seq)).data or b"")
    assert stored.value.tolist() == pytest.approx([12.6])
    service.stop.set()
    await asyncio.wait_for(task, 10)


@pytest.mark.nats
async def test_plugin_that_cannot_start_does_not_stop_the_others(
    acme_port: int, bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACME_PORT", str(bus.settings.nats_port))  # taken
    await publish(bus)
    service = Service("gateway", bus, bus.settings, SystemClock())
    task = asyncio.create_task(main(service))
    for _ in range(100):
        if "mqtt_connections" in service.facts:
            break
        await asyncio.sleep(0.05)
    assert "mqtt_connections" in service.facts
    assert "acme_connections" not in service.facts
    service.stop.set()
    await asyncio.wait_for(task, 10)
