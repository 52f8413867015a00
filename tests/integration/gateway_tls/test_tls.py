"""All three listeners speak TLS as they speak TCP, and a renewed certificate needs no restart."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bench.ports import free_port

from anlan.bus.messages import GatewayConfig
from anlan.gateway.driver import Driver
from anlan.gateway.drivers.hj212.codec import build_frame
from anlan.gateway.drivers.hj212.driver import Driver as Hj212
from anlan.gateway.drivers.http.driver import Driver as Http
from anlan.gateway.drivers.mqtt.codec import Connect, Publish, encode
from anlan.gateway.drivers.mqtt.driver import Driver as Mqtt
from tests.factories.certificates import Pair, make_certificate
from tests.unit.gateway_hj212.fakes import FakeHost, FakeRegistry, hashed, registry

SECRET = "k9P2x7"
CODE = "330381000000000000000001"
DRIVERS: dict[str, tuple[type[Driver], str]] = {
    "mqtt": (Mqtt, "mqtt"),
    "hj212": (Hj212, "hj212"),
    "http": (Http, "http_ingest"),
}


def known(driver: str) -> FakeRegistry:
    gateways = [GatewayConfig(id=1, code=CODE, driver=driver, secret_hash=hashed(SECRET))]
    found = registry(gateways, {1: ["a21001"]})
    found.gateways = gateways  # type: ignore[attr-defined]
    return found


class Place:
    """A driver that listens with TLS only."""

    def __init__(self, name: str, pair: Pair | None) -> None:
        kind, prefix = DRIVERS[name]
        self.name, self.pair, self.port = name, pair, free_port()
        ports = {f"{prefix}_port": 0, f"{prefix}_tls_port": self.port}
        files = {"tls_cert": pair.chain, "tls_key": pair.key} if pair else {}
        self.host = FakeHost(known(name), **ports, **files)
        self.host.is_durable_at_once = True
        self.driver = kind(self.host)  # type: ignore[arg-type]

    async def connect(self, context: ssl.SSLContext, name: str = "127.0.0.1") -> Any:
        return await asyncio.open_connection("127.0.0.1", self.port, ssl=context, server_hostname=name)


@pytest.fixture
def pair(tmp_path: Path) -> Pair:
    return make_certificate(tmp_path, days=10)


@pytest_asyncio.fixture(params=list(DRIVERS))
async def place(request: pytest.FixtureRequest, pair: Pair) -> AsyncIterator[Place]:
    made = Place(request.param, pair)
    await made.driver.start()
    yield made
    await made.driver.stop()


def spoken(name: str) -> list[tuple[bytes, bytes]]:
    """(what a device says, how the answer begins)."""
    if name == "mqtt":
        hello = encode(4, Connect(4, "c", username=CODE, password=SECRET.encode()))
        message = Publish(f"anlan/v1/{CODE}/telemetry", b'{"d":{"a21001":12.6}}', 1, 7)
        return [(hello, b"\x20\x02\x00\x00"), (encode(4, message), b"\x40\x02\x00\x07")]
    if name == "hj212":
        segment = (
            f"QN=20261123180000001;ST=22;CN=2011;PW={SECRET};MN={CODE};Flag=5;"
            "CP=&&DataTime=20261123180000;a21001-Rtd=12.6&&"
        )
        return [(build_frame(segment), b"##0087QN=20261123180000001;ST=91;CN=9014")]
    body = json.dumps({"readings": [{"p": "a21001", "v": 12.6}]}).encode()
    head = (
        f"POST /ingest/v1/{CODE}/readings HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {SECRET}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return [(head.encode() + body, b"HTTP/1.1 200 OK")]


async def converse(place: Place, context: ssl.SSLContext, name: str = "127.0.0.1") -> bytes:
    """Send a reading; the certificate the peer showed."""
    reader, writer = await place.connect(context, name)
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    async with asyncio.timeout(10):
        for said, expected in spoken(place.name):
            writer.write(said)
            assert await reader.readexactly(len(expected)) == expected
    writer.close()
    return bytes(shown)


async def test_reading_over_tls_is_stored_and_answered(place: Place) -> None:
    assert place.pair
    await converse(place, place.pair.client_context())
    assert [row[2] for row in place.host.rows()] == [12.6]


async def test_renewed_certificate_serves_new_connections_and_leaves_old_ones_open(place: Place) -> None:
    assert place.pair
    old = place.pair.client_context()
    first = await converse(place, old)
    reader, writer = await place.connect(old)
    make_certificate(place.pair.chain.parent, days=100, serial=2)
    assert place.host.certificate.refresh()
    second = await converse(place, place.pair.client_context(), name="localhost")
    assert first != second
    with pytest.raises(ssl.SSLCertVerificationError):
        await place.connect(old)
    said, expected = spoken(place.name)[0]
    writer.write(said)
    async with asyncio.timeout(10):
        assert await reader.readexactly(len(expected)) == expected
    writer.close()


async def test_plain_client_on_the_tls_port_is_cut_off(place: Place) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", place.port)
    writer.write(spoken(place.name)[0][0])
    async with asyncio.timeout(10):
        try:
            answer = await reader.read()
        except ConnectionError:
            answer = b""
    assert not answer.startswith(spoken(place.name)[0][1])
    assert place.host.rows() == []
    writer.close()


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
async def test_old_tls_is_refused(place: Place) -> None:
    assert place.pair
    context = place.pair.client_context()
    context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    context.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises((ssl.SSLError, ConnectionError)):
        await place.connect(context)


@pytest.mark.parametrize("name", list(DRIVERS))
async def test_unreadable_certificate_refuses_tls_until_it_is_put_right(name: str, pair: Pair) -> None:
    good = pair.key.read_bytes()
    pair.key.write_bytes(b"half a ke")
    place = Place(name, pair)
    await place.driver.start()
    try:
        with pytest.raises((ssl.SSLError, ConnectionError)):
            await place.connect(pair.client_context())
        pair.key.write_bytes(good)
        assert place.host.certificate.refresh()
        await converse(place, pair.client_context())
    finally:
        await place.driver.stop()


@pytest.mark.parametrize("name", list(DRIVERS))
async def test_tls_port_without_certificate_says_what_to_set(name: str) -> None:
    with pytest.raises(ValueError, match="ANLAN_TLS_CERT"):
        await Place(name, None).driver.start()
