"""An outside NATS server that speaks TLS only and asks for our certificate: the platform's processes and its limits."""

import asyncio
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from bench.county import SECRET, Size, address, snapshot
from bench.ports import free_port

from anlan.bus import config_store, history_client, server, subjects
from anlan.bus.client import Bus, BusError
from anlan.bus.messages import RawQuery
from anlan.demo.fieldclient import MqttPublisher
from anlan.kit.settings import Settings
from tests.factories.certificates import Pair, make_certificate
from tests.integration.support import Beats, start_process, until
from tests.servers.nats_cluster import until_it_listens

pytestmark = [pytest.mark.nats, pytest.mark.timeout(150)]

#: User and password, as ``deploy/nats/cluster.conf`` asks for them.
LOGIN = "anlan:of-the-cluster"
PORTS = ("mqtt_port", "hj212_port", "http_ingest_port")


class Cluster:
    """One server with TLS, the certificate it shows, and the one that it wants to see."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.own: Pair = make_certificate(folder, name="nats")
        self.client: Pair = make_certificate(folder, name="client", serial=2)
        self.stranger: Pair = make_certificate(folder, name="stranger", serial=3)

    def config(self) -> Path:
        """With the words of ``deploy/nats/cluster.conf``, and ``verify``: who connects must show a certificate."""
        path, (user, _, password) = self.folder / "nats.conf", LOGIN.partition(":")
        path.write_text(
            f"""listen: "127.0.0.1:{self.port}"
max_payload: 8MB
authorization {{ user: {user}, password: {json.dumps(password)} }}
tls {{ cert_file: "{self.own.chain}", key_file: "{self.own.key}", ca_file: "{self.client.chain}", verify: true }}
jetstream {{ store_dir: {json.dumps(str(self.folder / "store"))}, sync_interval: always, max_file_store: 16GB }}
"""
        )
        return path

    def settings(self, **more: Any) -> Settings:
        """What an installation sets, with ``more`` in its place."""
        given = {
            "nats_url": f"nats://{LOGIN}@127.0.0.1:{self.port}",
            "nats_ca": self.own.chain,
            "nats_cert": self.client.chain,
            "nats_key": self.client.key,
        }
        ports = {name: free_port() for name in PORTS}
        folder = self.folder / "data"
        return Settings(data=folder, readings_max_bytes=2**28, log_level="WARNING", **ports, **(given | more))


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("tls"))
    running = subprocess.Popen([server.binary(), "-c", made.config()], stderr=subprocess.DEVNULL)
    try:
        until_it_listens(made.port)
        yield made
    finally:
        running.kill()
        running.wait()


@pytest_asyncio.fixture
async def bus(cluster: Cluster):
    made = await Bus.connect("test", cluster.settings())
    await made.ensure_streams()
    yield made
    await made.close()


async def test_readings_go_from_a_device_to_the_history_over_tls(cluster: Cluster, bus: Bus) -> None:
    size = Size(gateways=1, enterprises_per_gateway=1, points=2)
    await config_store.publish(bus, snapshot(size))
    beats, config = await Beats().listen(bus), cluster.settings()
    processes = [start_process(config, name) for name in ("gateway", "alarms", "history")]
    try:
        await until(lambda: beats.fact("gateway", "config_version") == 1, 60, "the gateway has its configuration")
        await until(lambda: beats.fact("alarms", "p0_config_version") == 1, 60, "and the alarms")
        await until(lambda: beats.fact("history", "owner"), 60, "and the history is open")
        code = "BENCH-000"
        device = MqttPublisher(
            "127.0.0.1", config.mqtt_port, client_id=code, username=code, password=SECRET, answer_timeout_s=5
        )
        await device.start()
        await device.publish(f"anlan/v1/{code}/telemetry", f'{{"d":{{"{address(0, 1)}":12.5}}}}'.encode())
        assert await device.flush(20), "not acknowledged"
        await device.close()
        await until(lambda: _stored(bus), 30, "stored")
        assert [(point, value) for point, _, value, _ in await _stored(bus)] == [(2, 12.5)]
        assert (await bus.js.stream_info(subjects.READINGS)).state.messages >= 1
        assert [process.poll() for process in processes] == [None, None, None]
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            await asyncio.to_thread(process.wait, 20)


async def _stored(bus: Bus) -> list[Any]:
    reply = await history_client.ask(bus, RawQuery(points=[2], from_ms=0, to_ms=2**50, limit=10))
    return reply.rows


async def test_a_server_that_our_ca_did_not_sign_is_not_spoken_to(cluster: Cluster) -> None:
    with pytest.raises(BusError, match=r"no bus at 127\.0\.0\.1:\d+ within 2 s: .*certificate verify failed"):
        await Bus.connect("test", cluster.settings(nats_ca=cluster.stranger.chain), wait_s=2)


async def test_a_server_does_not_listen_to_somebody_without_its_certificate(cluster: Cluster) -> None:
    for more in ({"nats_cert": None, "nats_key": None}, _pair(cluster.stranger)):
        with pytest.raises(BusError, match="within 2 s"):
            await Bus.connect("test", cluster.settings(**more), wait_s=2)


def _pair(pair: Pair) -> dict[str, Path]:
    return {"nats_cert": pair.chain, "nats_key": pair.key}


@pytest.fixture
def plain_url() -> Iterator[str]:
    """A server without TLS."""
    port = free_port()
    running = subprocess.Popen([server.binary(), "-a", "127.0.0.1", "-p", str(port)], stderr=subprocess.DEVNULL)
    try:
        until_it_listens(port)
        yield f"nats://127.0.0.1:{port}"
    finally:
        running.kill()
        running.wait()


async def test_with_a_ca_a_server_without_tls_is_refused(cluster: Cluster, plain_url: str, tmp_path: Path) -> None:
    with pytest.raises(BusError, match="offers no TLS, and ANLAN_NATS_CA makes it a must"):
        await Bus.connect("test", cluster.settings(nats_url=plain_url), wait_s=2)
    open_to_all = await Bus.connect("test", Settings(data=tmp_path, nats_url=plain_url), wait_s=10)
    await open_to_all.close()
