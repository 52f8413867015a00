"""The driver on a real socket: every status, every limit, and what is stored."""

import asyncio
import contextlib
import gzip
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import uvloop
from bench.ports import free_port

from anlan.bus.messages import GatewayConfig
from anlan.gateway.drivers.http import answering, ingest, wire
from anlan.gateway.drivers.http import driver as module
from anlan.gateway.drivers.http.driver import Driver
from tests.unit.gateway_hj212.fakes import FakeHost, hashed, registry

FOLDER = Path(__file__).parents[2] / "recordings" / "drivers" / "http"
AT = 1795428000000
SECRET = "0f8c1d2e3b4a59687716253443526170"
READINGS = json.dumps({"readings": [{"p": "a21001", "ts": AT, "v": 12.6}]}).encode()
Reply = tuple[int, dict[str, str], dict[str, Any]]


def gateway(**options: str) -> GatewayConfig:
    return GatewayConfig(id=1, code="GW-01", driver="http", secret_hash=hashed(SECRET), options=options)


def use(driver: Driver, *gateways: GatewayConfig) -> None:
    host_of(driver).registry = registry(list(gateways), {1: ["a21001", "z02002", "DC-01/z02002"]})


@pytest_asyncio.fixture
async def driver() -> AsyncIterator[Driver]:
    made = Driver(FakeHost(registry([], {}), http_ingest_port=free_port()))  # type: ignore[arg-type]
    use(made, gateway())
    host_of(made).is_durable_at_once = True
    await made.start()
    yield made
    await made.stop()


def host_of(driver: Driver) -> FakeHost:
    assert isinstance(driver.host, FakeHost)
    return driver.host


class Client:
    """A plain HTTP/1.1 client that shows everything."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    @classmethod
    async def to(cls, driver: Driver) -> "Client":
        return cls(*await asyncio.open_connection("127.0.0.1", driver.host.settings.http_ingest_port))

    def send(
        self, body: bytes = READINGS, method: str = "POST", path: str = "/ingest/v1/GW-01/readings", **more: str
    ) -> None:
        headers = {
            "Host": "x",
            "Authorization": f"Bearer {SECRET}",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        } | {name.replace("_", "-"): value for name, value in more.items()}
        lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
        self.writer.write(f"{method} {path} HTTP/1.1\r\n{lines}\r\n".encode() + body)

    async def reply(self, *, has_body: bool = True) -> Reply:
        async with asyncio.timeout(5):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
            headers = {n.lower(): v.strip() for n, _, v in (line.partition(":") for line in head[1:] if line)}
            body = await self.reader.readexactly(int(headers.get("content-length", "0"))) if has_body else b""
        return int(head[0].split()[1]), headers, json.loads(body) if body else {}

    async def is_closed(self) -> bool:
        async with asyncio.timeout(5):
            with contextlib.suppress(ConnectionError):
                return await self.reader.read(1) == b""
        return True

    def close(self) -> None:
        self.writer.close()


async def post(driver: Driver, body: bytes = READINGS, **more: str) -> Reply:
    client = await Client.to(driver)
    client.send(body, **more)
    try:
        return await client.reply()
    finally:
        client.close()


async def until(condition: Any) -> None:
    for _ in range(500):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("did not happen within 5 s")


# --- what is stored ----------------------------------------------------------------------------------


async def test_200_waits_until_the_batch_is_durable(driver: Driver) -> None:
    host = host_of(driver)
    host.is_durable_at_once = False
    client = await Client.to(driver)
    client.send()
    await until(lambda: host.pending)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(client.reader.readexactly(1), 0.1)
    host.settle()
    status, _, body = await client.reply()
    assert status == 200
    assert body == {"accepted": 1, "unknown": [], "unknown_total": 0, "rejected": [], "rejected_total": 0}
    assert host.rows() == [(1, AT, 12.6, 0)]
    assert host.seen_codes == ["GW-01"]
    client.close()


@pytest.mark.parametrize(("error", "status", "code"), [("full", 503, "full"), ("lost", 504, "not_confirmed")])
async def test_what_is_not_stored_is_said_and_may_be_sent_again(
    driver: Driver, error: str, status: int, code: str
) -> None:
    host = host_of(driver)
    host.is_durable_at_once = False
    waiting = asyncio.create_task(post(driver, Idempotency_Key="k1"))
    await until(lambda: host.pending)
    host.settle(error)
    got, headers, body = await waiting
    assert (got, body["code"]) == (status, code)
    assert int(headers["retry-after"]) >= 1
    host.is_durable_at_once = True
    assert (await post(driver, Idempotency_Key="k1"))[0] == 200
    assert len(host.stored) == 1


async def test_store_that_never_answers_becomes_504(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ingest, "WAIT_S", 0.05)
    host_of(driver).is_durable_at_once = False
    assert (await post(driver))[0] == 504
    host_of(driver).settle()  # too late, and harmless


@pytest.mark.parametrize(
    ("name", "content_type", "accepted", "unknown", "rejected"),
    [
        ("canonical.json", "application/json; charset=utf-8", 1, ["DC-01/z02003"], 0),
        ("readings.json", "application/json", 2, [], 0),
        ("values.json", "Application/JSON", 3, [], 0),
        ("lines.ndjson", "application/x-ndjson", 2, [], 1),
        ("excel.csv", "text/csv; charset=gbk", 3, [], 1),
    ],
)
@pytest.mark.parametrize("is_packed", [False, True])
async def test_recorded_bodies(
    driver: Driver, name: str, content_type: str, accepted: int, unknown: list[str], rejected: int, is_packed: bool
) -> None:
    raw = (FOLDER / name).read_bytes()
    body, encoding = (gzip.compress(raw), "gzip") if is_packed else (raw, "")
    status, _, said = await post(driver, body, Content_Type=content_type, Content_Encoding=encoding)
    assert status == 200
    assert (said["accepted"], said["unknown"], len(said["rejected"])) == (accepted, unknown, rejected)
    assert len(host_of(driver).rows()) == accepted
    assert [u[2] for u in host_of(driver).unknowns] == unknown


async def test_large_body_is_read_beside_the_event_loop(driver: Driver) -> None:
    readings = [{"p": "a21001", "ts": AT + n, "v": n} for n in range(20_000)]
    status, _, said = await post(driver, json.dumps({"readings": readings}).encode())
    assert (status, said["accepted"]) == (200, 20_000)


async def test_empty_batch_proves_address_and_token(driver: Driver) -> None:
    assert (await post(driver, b'{"readings": []}'))[0] == 200


async def test_body_in_chunks(driver: Driver) -> None:
    client = await Client.to(driver)
    chunks = (
        b"".join(b"%x\r\n%b\r\n" % (len(p), p) for p in (READINGS[:10], READINGS[10:])) + b"0\r\nX-Trailer: 1\r\n\r\n"
    )
    client.send(chunks, Content_Length="", Transfer_Encoding="chunked")
    assert (await client.reply())[0] == 200
    client.close()


async def test_pipelined_requests_are_answered_in_order(driver: Driver) -> None:
    client = await Client.to(driver)
    for path in ("/ingest/v1/time", "/nowhere", "/ingest/v1/time"):
        client.send(b"", method="GET", path=path)
    assert [(await client.reply())[0] for _ in range(3)] == [200, 404, 200]
    client.send()
    assert (await client.reply())[0] == 200
    client.close()


async def test_time_needs_no_token(driver: Driver) -> None:
    status, _, said = await post(driver, b"", method="GET", path="/ingest/v1/time", Authorization="")
    assert (status, said) == (200, {"ts_ms": AT, "time": "2026-11-23T10:00:00.000+00:00"})


# --- idempotency -------------------------------------------------------------------------------------


async def test_same_key_and_body_is_written_once(driver: Driver) -> None:
    first = await post(driver, Idempotency_Key="abc")
    second = await post(driver, Idempotency_Key="abc")
    assert first[0] == second[0] == 200
    assert first[2] == second[2]
    assert len(host_of(driver).stored) == 1


async def test_same_key_while_the_first_is_still_being_written_waits_for_it(driver: Driver) -> None:
    host = host_of(driver)
    host.is_durable_at_once = False
    both = [asyncio.create_task(post(driver, Idempotency_Key="abc")) for _ in range(2)]
    await until(lambda: host.pending and host.counters["requests_repeated"] == 1)
    assert len(host.pending) == 1
    host.settle()
    assert [status for status, _, _ in await asyncio.gather(*both)] == [200, 200]


async def test_same_key_for_another_body_is_409(driver: Driver) -> None:
    await post(driver, Idempotency_Key="abc")
    status, _, said = await post(driver, b'{"d":{"a21001":1}}', Idempotency_Key="abc")
    assert (status, said["code"]) == (409, "key_reused")


async def test_same_key_a_day_later_is_a_new_batch(driver: Driver) -> None:
    await post(driver, Idempotency_Key="abc")
    host_of(driver).clock.advance(24 * 3600)
    await post(driver, Idempotency_Key="abc")
    assert len(host_of(driver).stored) == 2


async def test_batch_of_a_sender_that_hung_up_is_finished_and_remembered(driver: Driver) -> None:
    host = host_of(driver)
    host.is_durable_at_once = False
    client = await Client.to(driver)
    client.send(Idempotency_Key="abc")
    await until(lambda: host.pending)
    client.writer.transport.abort()
    await asyncio.sleep(0.05)
    host.settle()
    await until(lambda: not driver.connections)
    assert (await post(driver, Idempotency_Key="abc"))[2]["accepted"] == 1
    assert len(host.stored) == 1


# --- refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "body", "status", "code"),
    [
        ({"Authorization": ""}, READINGS, 401, "no_token"),
        ({"Authorization": "Basic abc"}, READINGS, 401, "no_token"),
        ({"Authorization": "Bearer "}, READINGS, 401, "no_token"),
        ({"Authorization": "Bearer wrong"}, READINGS, 401, "token"),
        ({"path": "/ingest/v1/GW-99/readings"}, READINGS, 404, "unregistered"),
        ({"path": "/ingest/v1/readings"}, READINGS, 404, "not_found"),
        ({"path": "/"}, READINGS, 404, "not_found"),
        ({"method": "GET"}, b"", 405, "method_not_allowed"),
        ({"path": "/ingest/v1/time"}, READINGS, 405, "method_not_allowed"),
        ({"Content_Type": ""}, READINGS, 415, "unsupported_type"),
        ({"Content_Type": "text/html"}, READINGS, 415, "unsupported_type"),
        ({"Content_Encoding": "br"}, READINGS, 415, "unsupported_encoding"),
        ({"Idempotency_Key": "x" * 201}, READINGS, 422, "bad_key"),
        ({}, b"", 422, "empty"),
        ({}, b"{", 422, "unreadable"),
        ({}, b"{}", 422, "unknown_shape"),
        ({}, b'{"d":{"a21001":"x"}}', 422, "all_rejected"),
        ({"Content_Type": "text/csv"}, b"1,2\n", 422, "no_header"),
        ({"Content_Encoding": "gzip"}, b"xx", 422, "unreadable"),
        ({}, b"x" * (module.MAX_BODY + 1), 413, "too_large"),
    ],
)
async def test_refusal_says_what_to_do_and_stores_nothing(
    driver: Driver, more: dict[str, str], body: bytes, status: int, code: str
) -> None:
    got, _, said = await post(driver, body, **more)
    assert (got, said["code"]) == (status, code)
    assert any("一" <= letter <= "鿿" for letter in said["message"])
    assert host_of(driver).rows() == []


async def test_unregistered_gateway_is_kept_aside(driver: Driver) -> None:
    await post(driver, path="/ingest/v1/%E6%96%B0/readings")
    assert host_of(driver).unknowns == [("http", "新", "", "", "")]
    assert host_of(driver).refusals == [("新", "unregistered")]


async def test_unregistered_points_are_offered_with_sample_and_unit(driver: Driver) -> None:
    body = {"readings": [{"p": "new", "v": 3.5, "unit": "ppm"}, {"p": "new", "v": 4}, {"p": "none", "v": None}]}
    status, _, said = await post(driver, json.dumps(body).encode())
    assert (status, said["accepted"], said["unknown"]) == (200, 0, ["new", "none"])
    assert host_of(driver).unknowns == [("http", "GW-01", "new", "3.5", "ppm"), ("http", "GW-01", "none", "", "")]


@pytest.mark.parametrize(
    ("options", "status", "code"),
    [
        ({"allowed_ips": "127.0.0.1"}, 200, None),
        ({"allowed_ips": "10.0.0.0/8，127.0.0.0/8"}, 200, None),
        ({"allowed_ips": "10.0.0.0/8"}, 403, "address"),
        ({"allowed_ips": "nonsense"}, 403, "options"),
        ({"colour": "red"}, 403, "options"),
    ],
)
async def test_gateway_may_be_pinned_to_addresses(
    driver: Driver, options: dict[str, str], status: int, code: str | None
) -> None:
    use(driver, gateway(**options))
    got, _, said = await post(driver)
    assert (got, said.get("code")) == (status, code)


async def test_gateway_above_its_rate_is_told_when_to_come_back(driver: Driver) -> None:
    use(driver, gateway(requests_per_s="0.5", burst="2"))
    assert [(await post(driver))[0] for _ in range(2)] == [200, 200]
    status, headers, _ = await post(driver)
    assert (status, headers["retry-after"]) == (429, "2")
    host_of(driver).clock.advance(2)
    assert (await post(driver))[0] == 200
    await driver.reload()
    assert (await post(driver))[0] == 200


async def test_full_host_is_said_before_the_body_is_read(driver: Driver) -> None:
    host_of(driver).is_full = True
    client = await Client.to(driver)
    client.send(b"", Content_Length="100000")
    status, headers, _ = await client.reply()
    assert (status, headers["retry-after"]) == (503, "5")
    client.close()


async def test_body_refused_by_its_head_is_thrown_away_and_the_connection_goes_on(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(Content_Type="text/html")
    assert (await client.reply())[0] == 415
    client.send()
    assert (await client.reply())[0] == 200
    client.close()


async def test_client_that_asks_first_is_told_to_go_on_or_not(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(b"", Content_Length=str(len(READINGS)), Expect="100-continue")
    assert await asyncio.wait_for(client.reader.readuntil(b"\r\n\r\n"), 5) == b"HTTP/1.1 100 Continue\r\n\r\n"
    client.writer.write(READINGS)
    assert (await client.reply())[0] == 200
    client.send(b"", Content_Length="9999999", Expect="100-continue")
    status, headers, _ = await client.reply()
    assert (status, headers["connection"]) == (413, "close")
    assert await client.is_closed()


# --- bounds ------------------------------------------------------------------------------------------


async def test_endless_chunked_body_is_cut_off_with_413(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(b"", Content_Length="", Transfer_Encoding="chunked")
    client.writer.write((b"10000\r\n" + b"x" * 65536 + b"\r\n") * 90)
    assert (await client.reply())[0] == 413
    assert await client.is_closed()
    assert driver._held == 0


async def test_bodies_of_all_connections_are_bounded(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BODIES_HELD", 1000)
    client = await Client.to(driver)
    client.send(b"x" * 2000)
    status, headers, said = await client.reply()
    assert (status, said["code"], headers["retry-after"]) == (503, "busy", "5")
    client.close()
    assert driver._held == 0


async def test_body_of_a_sender_that_hangs_up_is_given_back(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(b"x" * 100, Content_Length="200")
    await until(lambda: driver._held == 100)
    client.close()
    await until(lambda: driver._held == 0 and not driver.connections)


@pytest.mark.parametrize(
    "garbage", [b"\x16\x03\x01\x02\x00\x01\x00", b"GET / FTP/1.0\r\n\r\n", b"GET //[ HTTP/1.1\r\nHost: x\r\n\r\n",
                b"CONNECT a:1 HTTP/1.1\r\nHost: x\r\n\r\n"]
)  # fmt: skip
async def test_what_is_no_http_is_answered_with_400(driver: Driver, garbage: bytes) -> None:
    client = await Client.to(driver)
    client.writer.write(garbage)
    assert (await client.reply())[0] in (400, 404)
    client.close()


async def test_two_lengths_are_refused(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(Transfer_Encoding="chunked")
    assert (await client.reply())[0] == 400
    assert await client.is_closed()


async def test_endless_head_is_cut_off(driver: Driver) -> None:
    client = await Client.to(driver)
    client.writer.write(b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000)
    assert (await client.reply())[0] == 431
    assert await client.is_closed()


async def test_endless_pipeline_is_cut_off(driver: Driver) -> None:
    host_of(driver).is_durable_at_once = False
    client = await Client.to(driver)
    client.send()
    for _ in range(wire.MAX_PIPELINED + 5):
        client.send(b"", method="GET", path="/ingest/v1/time")
    await until(lambda: host_of(driver).pending)
    host_of(driver).settle()
    replies = [(await client.reply())[0] for _ in range(3)]
    assert replies == [200, 200, 200]
    while (status := (await client.reply())[0]) == 200:
        pass
    assert status == 429
    assert await client.is_closed()


@pytest.mark.parametrize(("phase", "start"), [("HEAD_S", b"GET / HT"), ("BODY_S", None), ("HEAD_S", b"")])
async def test_slow_sender_is_cut_off(
    driver: Driver, monkeypatch: pytest.MonkeyPatch, phase: str, start: bytes | None
) -> None:
    monkeypatch.setattr(wire, phase, 0.1)
    client = await Client.to(driver)
    if start is None:
        client.send(b"{", Content_Length="100")
    else:
        client.writer.write(start)
    if start != b"":
        assert (await client.reply())[0] == 408
    assert await client.is_closed()


async def test_refused_body_that_never_ends_is_cut_off(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "BODY_S", 0.2)
    client = await Client.to(driver)
    client.send(b"", Content_Length="100", Content_Type="text/html")
    assert (await client.reply())[0] == 415
    assert await client.is_closed()


async def test_refused_body_that_is_endless_is_cut_off(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(driver, "max_body", 10_000)
    client = await Client.to(driver)
    client.send(b"", Content_Length="100000000")
    assert (await client.reply())[0] == 413
    client.writer.write(b"x" * 50_000)
    assert await client.is_closed()


async def test_idle_connection_is_closed(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "IDLE_S", 0.1)
    client = await Client.to(driver)
    client.send()
    assert (await client.reply())[0] == 200
    assert await client.is_closed()


async def test_timer_does_not_end_a_request_that_waits_for_the_store(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "IDLE_S", 0.05)
    host_of(driver).is_durable_at_once = False
    client = await Client.to(driver)
    client.send()
    await until(lambda: host_of(driver).pending)
    await asyncio.sleep(0.15)
    host_of(driver).settle()
    assert (await client.reply())[0] == 200
    client.close()


async def test_client_that_takes_no_answers_is_cut_off(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "UNREAD_S", 0.1)
    client = await Client.to(driver)
    client.send(b"", method="GET", path="/ingest/v1/time")
    assert (await client.reply())[0] == 200
    (connection,) = driver.connections
    connection.pause_writing()
    client.send(b"", method="GET", path="/ingest/v1/time")
    await client.reply()
    assert await client.is_closed()


async def test_slow_taker_is_waited_for(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(b"", method="GET", path="/ingest/v1/time")
    await client.reply()
    (connection,) = driver.connections
    connection.pause_writing()
    client.send(b"", method="GET", path="/ingest/v1/time")
    await client.reply()
    client.send(b"", method="GET", path="/ingest/v1/time")
    connection.resume_writing()
    assert (await client.reply())[0] == 200
    client.close()


async def test_sender_that_closes_its_side_still_gets_its_answer(driver: Driver) -> None:
    host_of(driver).is_durable_at_once = False
    client = await Client.to(driver)
    client.send()
    await until(lambda: host_of(driver).pending)
    client.writer.write_eof()
    await asyncio.sleep(0.05)
    host_of(driver).settle()
    assert (await client.reply())[0] == 200
    assert await client.is_closed()


async def test_old_http_is_answered_and_closed_and_head_has_no_body(driver: Driver) -> None:
    client = await Client.to(driver)
    client.writer.write(b"GET /ingest/v1/time HTTP/1.0\r\n\r\n")
    status, headers, _ = await client.reply()
    assert (status, headers["connection"]) == (200, "close")
    assert await client.is_closed()
    client = await Client.to(driver)
    client.send(b"", method="HEAD", path="/ingest/v1/time")
    assert (await client.reply(has_body=False))[0] == 405
    client.send()
    assert (await client.reply())[0] == 200
    client.close()


async def test_newcomer_takes_the_place_of_an_idle_connection(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_CONNECTIONS", 2)
    busy, idle = await Client.to(driver), await Client.to(driver)
    await until(lambda: len(driver.connections) == 2)
    host_of(driver).is_durable_at_once = False
    busy.send()
    await until(lambda: host_of(driver).pending)
    assert (await post(driver, b"", method="GET", path="/ingest/v1/time"))[0] == 200
    assert await idle.is_closed()
    host_of(driver).settle()
    assert (await busy.reply())[0] == 200
    busy.close()


async def test_failure_inside_is_answered_with_500_and_the_next_request_works(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("the host broke")

    with monkeypatch.context() as patch:
        patch.setattr(driver.host, "submit", fail)
        status, _, said = await post(driver, Idempotency_Key="abc")
        assert (status, said["code"]) == (500, "internal")
    with monkeypatch.context() as patch:
        patch.setattr(driver.host.registry, "gateway", fail)
        assert (await post(driver))[0] == 500
    assert (await post(driver, Idempotency_Key="abc"))[0] == 200


async def test_stop_leaves_nothing_open(driver: Driver) -> None:
    host_of(driver).is_durable_at_once = False
    client = await Client.to(driver)
    client.send(Idempotency_Key="abc")
    await until(lambda: host_of(driver).pending)
    await driver.stop()
    assert await client.is_closed()
    await until(lambda: not driver._tasks and not driver.connections)
    client.close()


async def test_port_already_taken_is_said_plainly(driver: Driver) -> None:
    second = Driver(driver.host)
    with pytest.raises(OSError, match="in use"):
        await second.start()
    await second.stop()


def test_driver_does_the_same_on_uvloop() -> None:
    """The gateway process runs on uvloop, whose transports differ from asyncio's in details."""

    async def scenario() -> None:
        made = Driver(FakeHost(registry([], {}), http_ingest_port=free_port()))  # type: ignore[arg-type]
        use(made, gateway())
        host_of(made).is_durable_at_once = True
        await made.start()
        client = await Client.to(made)
        for _ in range(3):
            client.send()
        assert [(await client.reply())[0] for _ in range(3)] == [200] * 3
        client.send(b"x" * 100_000, Content_Type="text/html")
        assert (await client.reply())[0] == 415
        client.send(Transfer_Encoding="chunked")
        assert (await client.reply())[0] == 400
        assert await client.is_closed()
        host_of(made).is_durable_at_once = False
        waiting = await Client.to(made)
        waiting.send()
        await until(lambda: host_of(made).pending)
        await made.stop()
        assert await waiting.is_closed()
        waiting.close()

    uvloop.run(scenario())


# --- in which language -------------------------------------------------------------------------------


async def test_errors_are_chinese_unless_english_is_wanted(driver: Driver) -> None:
    _, headers, body = await post(driver, Authorization="")
    assert body["message"] == "缺少令牌，请加请求头 Authorization: Bearer <网关密钥>。"
    assert headers["content-language"] == "zh-CN"
    _, headers, body = await post(driver, Authorization="", Accept_Language="en-GB,en;q=0.9,zh;q=0.1")
    assert body["message"] == "The token is missing: add the header Authorization: Bearer <gateway secret>."
    assert (headers["content-language"], headers["vary"]) == ("en", "Accept-Language")


async def test_rows_that_are_not_taken_say_why_in_english(driver: Driver) -> None:
    rows = json.dumps({"readings": [{"p": "a21001", "ts": "昨天", "v": 1}, {"p": "a21001", "ts": AT, "v": 2}]}).encode()
    _, _, body = await post(driver, rows, Accept_Language="en")
    assert body["accepted"] == 1
    assert body["rejected"][0]["message"].startswith("The time “昨天” is not recognised")


async def test_a_repeated_answer_is_in_the_language_of_who_repeats(driver: Driver) -> None:
    bad = json.dumps({"readings": [{"p": "", "ts": AT, "v": 1}]}).encode()
    _, _, first = await post(driver, bad, Idempotency_Key="k1", Accept_Language="en")
    _, _, again = await post(driver, bad, Idempotency_Key="k1")
    assert first["message"] == 'No reading could be taken: correct each as "rejected" says.'
    assert again["message"] == "没有一条读数可用，请按 rejected 逐条更正。"


async def test_a_broken_request_is_told_so_in_english(driver: Driver) -> None:
    client = await Client.to(driver)
    client.send(method="GET", Accept_Language="en")
    assert (await client.reply())[2]["message"] == "This address takes POST only."
    client.close()
