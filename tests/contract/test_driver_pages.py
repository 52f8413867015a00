"""What the reference pages of the drivers show is what happens."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from anlan.gateway.drivers.hj212.codec import StreamParser
from anlan.gateway.drivers.http.ingest import parse
from anlan.gateway.drivers.mqtt.config import Options
from anlan.gateway.drivers.mqtt.payload import Parser
from anlan.gateway.drivers.mqtt.topics import route
from anlan.gateway.reference import PAGES
from anlan.kit.settings import Settings
from tests.unit.gateway_mqtt.fake_host import NOW_MS, FakeHost, gateway, points, rows_of

ADDRESSES = ["a21001", "fan", "level", "Cold room 1/nh3"]
_EXAMPLE = re.compile(r"^```json (\S+)\n(.*?)^```\n\n```readings\n(.*?)^```", re.MULTILINE | re.DOTALL)


def page(name: str) -> str:
    return (PAGES / f"{name}.md").read_text(encoding="utf-8")


def test_mqtt_examples_give_their_readings() -> None:
    host = FakeHost(Settings(), [gateway(1, "GW-01")], points(1, *ADDRESSES))
    parser = Parser(lambda: host.registry)
    examples = _EXAMPLE.findall(page("mqtt"))
    assert len(examples) == 5
    for topic, payload, expected in examples:
        parsed = parser.parse(route(topic, "GW-01"), payload.encode(), gateway(1, "GW-01"), Options(), NOW_MS)
        assert parsed.readings is not None
        shown = [f"{ADDRESSES[p - 1]} {ts} {value} {quality}" for p, ts, value, quality in rows_of(parsed.readings)]
        assert shown == expected.splitlines(), topic


def test_every_frame_on_the_hj212_page_is_right() -> None:
    frames = re.findall(r"##\d{4}.*?&&[0-9A-F]{4}", page("hj212"))
    assert len(frames) >= 5
    for frame in frames:
        (segment,) = StreamParser().feed(frame.encode() + b"\r\n")
        assert isinstance(segment, bytes), frame


def test_http_page_shows_forms_that_are_read() -> None:
    from types import SimpleNamespace

    from anlan.gateway.drivers.http.admission import Admission
    from anlan.gateway.drivers.http.config import Options as HttpOptions
    from anlan.gateway.drivers.http.messages import Request

    shown = re.findall(r"`(\{\"(?:ts|readings|gatewayId)\":[^`]{5,}?\})`", page("http"))
    assert len(shown) == 3
    for form in shown:
        body = form.replace('"ts":…', '"ts":1795428000000').encode()
        json.loads(body)
        request = Request("POST", "/", {}, "", body)
        gateway: Any = SimpleNamespace(id=1, code="GW-01")
        request.context = Admission(gateway, HttpOptions(), "json", body=body)
        batch = parse(request, NOW_MS)
        assert batch.rows, form
        assert batch.rejected == [], form


@pytest.mark.parametrize("name", ["mqtt", "hj212", "http"])
def test_links_of_the_pages_lead_somewhere(name: str) -> None:
    for link in re.findall(r"\]\(([^)#:]+)\)", page(name)):
        assert (PAGES / link).exists(), link


def test_how_to_links_lead_somewhere() -> None:
    folder = Path(PAGES).parents[1] / "how-to"
    for link in re.findall(r"\]\(([^)#:]+)\)", (folder / "connect-a-device.md").read_text(encoding="utf-8")):
        assert (folder / link).exists(), link
