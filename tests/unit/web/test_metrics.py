"""Figures for Prometheus: right numbers, and only for those who may have them."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.requests import Request

from anlan.bus.messages import Heartbeat
from anlan.domain.clock import ManualClock, from_ms
from anlan.kit.settings import Settings
from anlan.web.metrics import MetricsApp
from anlan.web.push.health import HealthBoard

NOW_MS = 1_795_392_000_000


@pytest.fixture
def app(tmp_path: Path) -> MetricsApp:
    board = HealthBoard()
    two = {"partitions": 2, "owner": 1, "p1_owner": 1, "p1_readings": 7, "p1_lag_s": 0.25}
    board.heard(Heartbeat(process="alarms", instance="a-1", at_ms=NOW_MS - 1000, facts=two))
    board.heard(Heartbeat(process="gateway", instance="g-1", at_ms=NOW_MS, facts={"readings": 41, "commit_ms": 2.5}))
    board.heard(Heartbeat(process="gateway", instance="dead", at_ms=NOW_MS - 60_000, facts={"readings": 9}))
    hub = SimpleNamespace(health=board, clock=ManualClock(from_ms(NOW_MS)), listeners={1, 2})
    return MetricsApp(lambda: hub, Settings(data=tmp_path, metrics_token="s3cret"))  # type: ignore[arg-type,return-value]


def request(peer: str = "127.0.0.1", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "GET", "path": "/metrics", "headers": raw, "client": (peer, 1)})


async def test_figures_of_living_processes_are_told(app: MetricsApp) -> None:
    text = (await app.metrics(request())).body.decode()
    found = {(s.name, *s.labels.values()): s.value for f in text_string_to_metric_families(text) for s in f.samples}
    assert found["anlan_ingest_readings_total", "g-1"] == 41
    assert found["anlan_commit_seconds", "g-1"] == 0.0025
    assert found["anlan_alarm_readings_total", "a-1", "1"] == 7
    assert found["anlan_stream_lag_seconds", "a-1", "1"] == 0.25
    assert found["anlan_process_up", "dead", "gateway"] == 0
    assert ("anlan_ingest_readings_total", "dead") not in found
    assert found["anlan_alarm_path_well",] == 0
    assert found["anlan_sse_clients",] == 2


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        (request(), 200),
        (request(x_forwarded_for="203.0.113.9"), 403),
        (request("203.0.113.9"), 403),
        (request("203.0.113.9", authorization="Bearer s3cret"), 200),
        (request("203.0.113.9", authorization="Bearer wrong"), 403),
        (request("203.0.113.9", authorization="Bearer "), 403),
    ],
)
async def test_only_this_machine_or_a_token_is_answered(app: MetricsApp, asked: Request, status: int) -> None:
    assert (await app.metrics(asked)).status_code == status
