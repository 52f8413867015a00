"""HTTP into the real gateway process and the real stream, sent by a client nobody here wrote."""

import asyncio
import contextlib
import gzip
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
import requests

from anlan.bus import config_store, subjects
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig
from anlan.bus.readings import decode
from anlan.bus.service import Service
from anlan.domain.clock import SystemClock
from anlan.gateway.process import main
from tests.unit.gateway_hj212.fakes import hashed

pytestmark = pytest.mark.nats

SECRET = "0f8c1d2e3b4a59687716253443526170"


@pytest_asyncio.fixture
async def url(bus: Bus) -> AsyncIterator[str]:
    """The gateway process with one posting gateway of one point."""
    gateways = [GatewayConfig(id=1, code="GW-01", driver="http", secret_hash=hashed(SECRET))]
    points = [PointConfig(id=1, gateway_id=1, address="a21001", kind="nh3_concentration", unit="ppm")]
    await config_store.publish(bus, ConfigSnapshot(version=1, published_at_ms=0, gateways=gateways, points=points))
    service = Service("gateway", bus, bus.settings, SystemClock())
    task = asyncio.create_task(main(service))
    for _ in range(200):
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", bus.settings.http_ingest_port)
            writer.close()
            break
        await asyncio.sleep(0.05)
    yield f"http://127.0.0.1:{bus.settings.http_ingest_port}/ingest/v1/GW-01/readings"
    service.stop.set()
    await asyncio.wait_for(task, 10)


async def post(url: str, body: bytes, **headers: str) -> requests.Response:
    def send() -> requests.Response:
        known = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
        more = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.post(url, data=body, headers=known | more, timeout=15)

    return await asyncio.to_thread(send)


async def stored(bus: Bus) -> list[tuple[Any, ...]]:
    info = await bus.js.stream_info(subjects.READINGS)
    rows: list[tuple[Any, ...]] = []
    for seq in range(info.state.first_seq, info.state.last_seq + 1):
        batch = decode((await bus.js.get_msg(subjects.READINGS, seq)).data or b"")
        rows += list(zip(batch.point.tolist(), batch.ts_ms.tolist(), batch.value.tolist(), strict=True))
    return rows


async def test_accepted_batch_is_in_the_stream_once(url: str, bus: Bus) -> None:
    now = time.time_ns() // 1_000_000
    body = gzip.compress(json.dumps({"readings": [{"p": "a21001", "ts": now, "v": 12.6}]}).encode())
    for _ in range(2):
        reply = await post(url, body, Content_Encoding="gzip", Idempotency_Key="batch-1")
        assert (reply.status_code, reply.json()["accepted"]) == (200, 1)
    assert await stored(bus) == [(1, now, 12.6)]


async def test_table_with_one_bad_row_keeps_the_good_one(url: str, bus: Bus) -> None:
    now = time.time_ns() // 1_000_000
    table = f"时间,测点,数值\n{now},a21001,8.5\n{now},a21001,高\n".encode("gb18030")
    reply = await post(url, table, Content_Type="text/csv")
    assert reply.status_code == 200
    assert [entry["row"] for entry in reply.json()["rejected"]] == [3]
    assert await stored(bus) == [(1, now, 8.5)]
