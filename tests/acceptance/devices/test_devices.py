"""Devices that nobody here wrote, against the whole running system: sent, acknowledged, in history, and an alarm."""

import json
import shutil
import socket
import ssl
import struct
import subprocess
import time
from datetime import UTC, datetime, timedelta

import paho.mqtt.client as mqtt
import pytest
import requests
from paho.mqtt.enums import CallbackAPIVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties

from anlan.gateway.drivers.hj212.codec import build_frame
from tests.acceptance.devices.place import Place, until
from tests.acceptance.devices.plan import HANDBOOK_FRAMES, OWN_FRAMES, SECRET, TOKEN, Frame, frames

# One running system for all of them: it takes half a minute to start.
pytestmark = [pytest.mark.nats, pytest.mark.timeout(170), pytest.mark.xdist_group("devices")]
MN = "330381000000000000000099"
HH = 61.5  # ppm of ammonia: above HH (56), below HHH (100)


def now_ms() -> int:
    return time.time_ns() // 1_000_000


# --- Modbus ------------------------------------------------------------------------------------------


def test_a_device_that_waits_to_be_asked(place: Place) -> None:
    place.modbus_bank.set_holding_registers(0, [int(HH) + 1, 0, *struct.unpack(">HH", struct.pack(">f", HH))])
    place.expect(place.point("MB-1", "40001"), int(HH) + 1)
    place.expect(place.point("MB-1", "40003:f32"), HH)
    assert place.values(place.point("MB-1", "40009")) == []
    until(lambda: place.health()["modbus_connected"] == 1, "the device among those connected")


# --- MQTT --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "more"),
    [
        (0, ["-q", "0", "-V", "mqttv311"]),
        (1, ["-q", "1", "-V", "mqttv311"]),
        (2, ["-q", "2", "-V", "mqttv311"]),
        (3, ["-q", "1", "-V", "mqttv5"]),
        (4, ["-q", "2", "-V", "mqttv5", "--tls"]),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_mosquitto_pub(place: Place, number: int, more: list[str]) -> None:
    if not shutil.which("mosquitto_pub"):
        pytest.skip("mosquitto_pub is missing: apt-get install mosquitto-clients")
    port = place.config.mqtt_port
    if "--tls" in more:
        port = place.config.mqtt_tls_port
        more = [*more[:-1], "--cafile", str(place.pair.chain)]
    payload = json.dumps({"ts": now_ms(), "d": {f"nh3-{number}": HH + number}})
    done = subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(port), "-u", "MQ-1", "-P", SECRET, "-i", f"m{number}",
         "-t", "anlan/v1/MQ-1/telemetry", "-m", payload, *more],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    place.expect(place.point("MQ-1", f"nh3-{number}"), HH + number)


def test_mosquitto_pub_with_a_wrong_password_is_told_so(place: Place) -> None:
    if not shutil.which("mosquitto_pub"):
        pytest.skip("mosquitto_pub is missing: apt-get install mosquitto-clients")
    done = subprocess.run(
        ["mosquitto_pub", "-h", "127.0.0.1", "-p", str(place.config.mqtt_port), "-u", "MQ-1", "-P", "wrong",
         "-t", "anlan/v1/MQ-1/telemetry", "-m", "{}", "-V", "mqttv5"],
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    assert "bad user name or password" in done.stderr.lower()


def test_paho_5_with_session_and_limits(place: Place) -> None:
    client = mqtt.Client(CallbackAPIVersion.VERSION2, "paho", protocol=mqtt.MQTTv5)
    client.username_pw_set("MQ-1", SECRET)
    told: list[Properties | None] = []
    client.on_connect = lambda _c, _u, _f, _r, properties: told.append(properties)
    wish = Properties(PacketTypes.CONNECT)
    wish.SessionExpiryInterval = 60
    client.connect("127.0.0.1", place.config.mqtt_port, properties=wish, clean_start=False)
    client.loop_start()
    sent = [
        client.publish("anlan/v1/MQ-1/telemetry", json.dumps({"ts": now_ms() + n, "d": {"nh3-5": HH + n / 10}}), qos)
        for n, qos in enumerate((1, 2, 1))
    ]
    for message in sent:
        message.wait_for_publish(15)
    client.disconnect()
    client.loop_stop()
    assert told[0] is not None
    assert told[0].ReceiveMaximum == 1000
    for n in range(3):
        place.expect(place.point("MQ-1", "nh3-5"), HH + n / 10)


def test_thingsboard_device_client(place: Place) -> None:
    from tb_device_mqtt import TBDeviceMqttClient

    client = TBDeviceMqttClient("127.0.0.1", place.config.mqtt_port, username=TOKEN, client_id="tb-device")
    client.connect(timeout=10)
    until(client.is_connected, "a connection")
    outcome = client.send_telemetry({"ts": now_ms(), "values": {"nh3": HH}}, quality_of_service=1)
    assert outcome.get() == 0
    client.disconnect()
    client.stop()
    place.expect(place.point("TB-1", "nh3"), HH)


def test_thingsboard_gateway_client(place: Place) -> None:
    from tb_gateway_mqtt import TBGatewayMqttClient

    client = TBGatewayMqttClient("127.0.0.1", place.config.mqtt_port, username=TOKEN, client_id="tb-gateway")
    client.connect(timeout=10)
    until(client.is_connected, "a connection")
    assert client.gw_connect_device("Cold room 1").get() == 0
    outcome = client.gw_send_telemetry("Cold room 1", [{"ts": now_ms(), "values": {"nh3": HH}}])
    assert outcome.get() == 0
    client.disconnect()
    client.stop()
    place.expect(place.point("TB-1", "Cold room 1/nh3"), HH)


# --- HJ 212 ------------------------------------------------------------------------------------------


def spoken(place: Place, raw: bytes, *, tls: bool = False, wait_s: float = 5.0) -> bytes:
    """What a station hears after it said ``raw``, up to the first line end."""
    port = place.config.hj212_tls_port if tls else place.config.hj212_port
    wire: socket.socket = socket.create_connection(("127.0.0.1", port), timeout=wait_s)
    if tls:
        wire = place.pair.client_context().wrap_socket(wire, server_hostname="127.0.0.1")
    with wire:
        wire.sendall(raw)
        heard = b""
        try:
            while b"\n" not in heard and (more := wire.recv(4096)):
                heard += more
        except (TimeoutError, ssl.SSLError):
            pass
    return heard


@pytest.mark.parametrize(("address", "tls"), [("a21001", False), ("a21002", True)])
def test_data_logger(place: Place, address: str, tls: bool) -> None:
    stamp = f"{datetime.now(UTC) + timedelta(hours=8):%Y%m%d%H%M%S}"
    segment = (
        f"QN={stamp}001;ST=22;CN=2011;PW={SECRET};MN={MN};Flag=5;"
        f"CP=&&DataTime={stamp};{address}-Rtd={HH},{address}-Flag=N&&"
    )
    heard = spoken(place, build_frame(segment), tls=tls)
    assert f"QN={stamp}001;ST=91;CN=9014".encode() in heard
    place.expect(place.point(MN, address), HH)


def rejected(place: Place) -> dict[str, int]:
    """Counters of rejected frames by reason."""
    mark = "frames_rejected{driver=hj212,reason="
    return {k.removeprefix(mark)[:-1]: v for k, v in place.health().items() if k.startswith(mark)}


def stored_values(frame: Frame) -> list[tuple[str, float]]:
    """(address, value) of every number in a frame."""
    import re

    found = re.findall(r"([0-9A-Za-z]+)-(Rtd|Avg|Min|Max)=([-0-9.]+)", frame.text)
    return [(code if kind == "Rtd" else f"{code}-{kind}", float(value)) for code, kind, value in found]


def check_table(place: Place, table: list[Frame]) -> None:
    """Every good frame is stored and answered as its Flag asks; every broken one is refused, counted and explained."""
    for frame in table:
        before = sum(rejected(place).values())
        wants_answer = frame.is_valid and int(frame.field("Flag") or 0) & 1 and frame.field("ST") != "91"
        heard = spoken(place, frame.text.encode() + b"\r\n", wait_s=10 if wants_answer else 0.4)
        if not frame.is_valid:
            assert heard == b"", frame.id
            until(lambda n=before: sum(rejected(place).values()) > n, f"{frame.id} counted")  # type: ignore[misc]
            assert place.health()["hj212_last_rejection"], frame.id
            continue
        upload = frame.field("CN") in ("2011", "2051")
        assert (b"CN=9014" if upload else b"CN=9011") in heard if wants_answer else heard == b"", frame.id
        for address, value in stored_values(frame):
            point = place.point(frame.field("MN"), address)
            until(lambda p=point, v=value: v in place.values(p), f"{frame.id} {address} {value}")  # type: ignore[misc]


def test_recorded_frames(place: Place) -> None:
    check_table(place, frames(OWN_FRAMES))


def test_all_frames_of_the_handbook(place: Place) -> None:
    if not HANDBOOK_FRAMES.exists():
        pytest.skip("../shared/handbook/data/hj212_frames.csv is not here; the recorded frames are tested instead")
    table = frames(HANDBOOK_FRAMES)
    assert len(table) >= 14
    check_table(place, table)


def test_sticky_and_split_frames(place: Place) -> None:
    stamp = f"{datetime.now(UTC) + timedelta(hours=8):%Y%m%d%H%M%S}"
    raw = b"".join(
        build_frame(f"ST=22;CN=2011;PW={SECRET};MN={MN};Flag=4;CP=&&DataTime={stamp};a21001-tls-Rtd={n}&&")
        for n in (1.25, 2.5)
    )
    with socket.create_connection(("127.0.0.1", place.config.hj212_port)) as wire:
        for at in range(0, len(raw), 7):
            wire.sendall(raw[at : at + 7])
            time.sleep(0.002)
    place.expect(place.point(MN, "a21001-tls"), 2.5, alarms=False)


# --- HTTP --------------------------------------------------------------------------------------------


def post(place: Place, body: bytes, content_type: str, *, tls: bool = False, **headers: str) -> requests.Response:
    scheme, port = ("https", place.config.http_ingest_tls_port) if tls else ("http", place.config.http_ingest_port)
    known = {"Authorization": f"Bearer {SECRET}", "Content-Type": content_type}
    url = f"{scheme}://127.0.0.1:{port}/ingest/v1/HT-1/readings"
    return requests.post(url, data=body, headers=known | headers, timeout=20, verify=str(place.pair.chain))


def test_http_json_with_idempotency_key(place: Place) -> None:
    body = json.dumps({"readings": [{"p": "nh3-json", "ts": now_ms(), "v": HH}]}).encode()
    answers = [post(place, body, "application/json", **{"Idempotency-Key": "k1"}) for _ in range(2)]
    assert [(a.status_code, a.json()["accepted"]) for a in answers] == [(200, 1), (200, 1)]
    place.expect(place.point("HT-1", "nh3-json"), HH)
    assert place.values(place.point("HT-1", "nh3-json")) == [HH]


def test_http_csv_over_tls(place: Place) -> None:
    body = f"时间,测点,数值\n{now_ms()},nh3-csv,{HH}\n".encode("gb18030")
    answer = post(place, body, "text/csv", tls=True)
    assert (answer.status_code, answer.json()["accepted"]) == (200, 1)
    place.expect(place.point("HT-1", "nh3-csv"), HH)


def test_health_tells_how_long_the_certificate_lasts(place: Place) -> None:
    assert 89 < place.health()["tls_days_left"] < 91
