"""HJ 212 into the real gateway process and the real stream, sent by the demo's own data logger."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
import pytest_asyncio

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.demo.fieldclient import Hj212Sender
from anlan.domain.clock import SystemClock, to_ms
from anlan.domain.quality import Quality
from anlan.gateway.process import main
from tests.unit.gateway_hj212.fakes import hashed

pytestmark = pytest.mark.nats

MN = "330381000000000000000001"


@pytest_asyncio.fixture
async def running(bus: Bus) -> AsyncIterator[Service]:
    """The gateway process, with one station of two points: ammonia in ppm (0–100), dust."""
    points = [
        PointConfig(
            id=1, gateway_id=1, address="a21001", kind="nh3_concentration", unit="ppm",
            range_low=0.0, range_high=100.0, over_range_is_high=True,
        ),
        PointConfig(id=2, gateway_id=1, address="z02001", kind="dust", unit="mg/m3", scale=0.1),
    ]  # fmt: skip
    gateways = [GatewayConfig(id=1, code=MN, driver="hj212", secret_hash=hashed("k9P2x7"))]
    await config_store.publish(bus, ConfigSnapshot(version=1, published_at_ms=0, gateways=gateways, points=points))
    service = Service("gateway", bus, bus.settings, SystemClock())
    task = asyncio.create_task(main(service))
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", bus.settings.hj212_port)
            writer.close()
            break
        await asyncio.sleep(0.05)
    yield service
    service.stop.set()
    await asyncio.wait_for(task, 10)


async def test_answered_frame_is_in_the_stream_with_scale_and_quality(running: Service, bus: Bus) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    sender = Hj212Sender("127.0.0.1", bus.settings.hj212_port, mn=MN, password="k9P2x7", answer_timeout_s=3)
    await sender.start()
    await sender.send_values(now, {"a21001": (12.6, "N"), "z02001": (127, "N")}, qn="20261123180000001")
    await sender.send_values(now, {"a21001": (250, "N"), "z02001": (1, "D")}, qn="20261123180000002")
    assert await sender.flush(15)
    info = await bus.js.stream_info(subjects.READINGS)
    rows = []
    for seq in range(info.state.first_seq, info.state.last_seq + 1):
        batch = decode((await bus.js.get_msg(subjects.READINGS, seq)).data or b"")
        rows += list(
            zip(batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), batch.quality.tolist(), strict=True)
        )
    at = to_ms(now)
    assert rows == [
        (1, at, 12.6, Quality.GOOD),
        (2, at, pytest.approx(12.7), Quality.GOOD),
        (1, at, 250.0, Quality.OVER_RANGE),
        (2, at, pytest.approx(0.1), Quality.FAULT),
    ]
    await sender.close()
