"""The parts of GB/T 28181 that need no socket: commands, order, pictures, allowances, catalogues, detections."""

import random
import threading
from datetime import UTC, datetime

import pytest

from anlan.bus.messages import ConfigSnapshot, GatewayConfig, PointConfig, UnknownSource
from anlan.cameras.gb28181 import feed as feed_module
from anlan.cameras.gb28181 import manscdp, ps_units, ptz, rtp, sdp
from anlan.cameras.gb28181.catalogue import SILENT_MS, Catalogue
from anlan.cameras.gb28181.detections import Detections
from anlan.cameras.gb28181.devices import Devices
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.gatekeeper import STRANGER_BURST, Gatekeeper
from anlan.cameras.gb28181.ids import is_id, type_of
from anlan.cameras.scene import SceneReading
from anlan.domain.clock import ManualClock
from anlan.domain.quality import Quality
from anlan.kit.sip import message
from anlan.kit.sip.refusals import Refused

DEVICE, CHANNEL = "33038100001180000001", "33038100001320000001"


def clock() -> ManualClock:
    return ManualClock(datetime(2026, 11, 26, 7, tzinfo=UTC))


# --- turning ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("command", "wanted"),
    [
        (ptz.stop(), "A50F0100000000B5"),
        (ptz.move(0, 1, 0), "A50F010800FF00BC"),
        (ptz.move(-1, 0, 0), "A50F0102FF0000B6"),
        (ptz.move(0.5, -0.5, 0), "A50F0105808000BA"),
        (ptz.move(0, 0, 1), "A50F01100000F0B5"),
        (ptz.preset(3), "A50F01820003003A"),
    ],
)
def test_a_command_is_eight_bytes_with_their_sum(command: str, wanted: str) -> None:
    """Byte by byte from annex A.3, worked out by hand."""
    assert command == wanted
    raw = bytes.fromhex(command)
    assert raw[7] == sum(raw[:7]) % 256
    assert raw[1] & 0x0F == (raw[0] // 16 + raw[0] % 16 + raw[1] // 16) % 16


@pytest.mark.parametrize("speeds", [(1.1, 0, 0), (0, float("nan"), 0), (0, 0, -2)])
def test_speeds_beyond_one_are_no_command(speeds: tuple[float, float, float]) -> None:
    with pytest.raises(ValueError, match="between -1 and 1"):
        ptz.move(*speeds)


# --- SIP -------------------------------------------------------------------------------------------


def test_compact_and_folded_headers_are_read() -> None:
    raw = (
        b"MESSAGE sip:1@2 SIP/2.0\r\nv: SIP/2.0/UDP 10.0.0.9;rport;branch=z9hG4bKx\r\nf: <sip:7@2;a=b>;tag=9\r\n"
        b"t: <sip:1@2>\r\ni: abc\r\nCSeq: 5 MESSAGE\r\nSubject: one\r\n two\r\nl: 2\r\n\r\nhixx"
    )
    read = message.parse(raw)
    assert isinstance(read, message.Request)
    assert (read.sender, read.branch, read.cseq, read.get("subject"), read.body) == (
        "7", "z9hG4bKx", (5, "MESSAGE"), "one two", b"hi",
    )  # fmt: skip
    assert message.parameter(read.get("from"), "tag") == "9"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", "not_sip"),
        (b"GET / HTTP/1.1\r\n\r\n", "not_sip"),
        (b"INVITE sip:1@2 SIP/2.0\r\n" + b"a: b\r\n" * 65 + b"\r\n", "too_many_headers"),
        (b"INVITE sip:1@2 SIP/2.0\r\na: " + b"x" * 20_000 + b"\r\n\r\n", "head_too_large"),
        (b"INVITE sip:1@2 SIP/2.0\r\nno colon\r\n\r\n", "header"),
        (b"PUBLISH sip:1@2 SIP/2.0\r\n\r\n", "method"),
        (b"BYE sip:1@2 SIP/2.0\r\nl: 9999\r\n\r\n", "content_length"),
        (b"BYE sip:1@2 SIP/2.0\r\nl: -1\r\n\r\n", "content_length"),
        (b"BYE sip:1@2 SIP/2.0\r\nv: a\r\nf: b\r\nt: c\r\ni: d\r\nCSeq: x BYE\r\n\r\n", "cseq"),
        (b"BYE sip:1@2 SIP/2.0\r\nv: a\r\nf: b\r\nt: c\r\ni: d\r\nCSeq: 1 INVITE\r\n\r\n", "cseq"),
        (b"BYE sip:1@2 SIP/2.0\r\nv: a\r\n\r\n", "header_missing"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(raw: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        message.parse(raw)
    assert refused.value.reason == reason


def test_sdp_of_a_device_is_read_and_what_is_no_program_stream_refused() -> None:
    body = b"v=0\r\nc=IN IP4 10.1.2.3\r\nm=video 6000 TCP/RTP/AVP 96\r\ny=0381000001\r\n"
    assert sdp.answered(body) == sdp.Answered("10.1.2.3", 6000, True, 381000001)
    for bad in (b"", b"m=video 6000 RTP/AVP 98", b"m=audio 6000 RTP/AVP 96"):
        with pytest.raises(Refused):
            sdp.answered(bad)


# --- XML -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["gb2312", "gb18030", "utf-8"])
def test_names_are_read_whatever_a_device_declares(encoding: str) -> None:
    text = (
        '<?xml version="1.0" encoding="GB2312"?><Response><CmdType>Catalog</CmdType><SN>1</SN>'
        f"<DeviceID>{DEVICE}</DeviceID><SumNum>1</SumNum><DeviceList Num='1'><Item><DeviceID>{CHANNEL}</DeviceID>"
        "<Name>冷库南门</Name></Item></DeviceList></Response>"
    )
    catalogue = Catalogue()
    catalogue.take(manscdp.parse(text.encode(encoding)), 1)
    assert catalogue.channels[CHANNEL].name == "冷库南门"


def test_entities_document_types_and_deep_or_endless_xml_are_refused() -> None:
    bomb = b'<!DOCTYPE a [<!ENTITY x "xxxxxxxx">]><Notify><CmdType>&x;</CmdType></Notify>'
    for raw, reason in [
        (bomb, "entities"),
        (b"<!DOCTYPE a><a/>", "entities"),
        (b"<a>" * 50 + b"</a>" * 50, "xml_too_large"),
        (b"<Notify>" + b"<a/>" * 30_000 + b"</Notify>", "xml_too_large"),
        (b"<Notify/>", "xml_incomplete"),
        (b"\0\1", "xml"),
    ]:
        with pytest.raises(Refused) as refused:
            manscdp.parse(raw)
        assert refused.value.reason == reason


# --- catalogue -------------------------------------------------------------------------------------


def page(sn: str, total: int, *channels: str) -> manscdp.Said:
    items = "".join(f"<Item><DeviceID>{channel}</DeviceID></Item>" for channel in channels)
    inner = f"<SumNum>{total}</SumNum><DeviceList Num='1'>{items}</DeviceList>"
    return manscdp.parse(manscdp.body("Response", "Catalog", int(sn), DEVICE, inner))


def numbered(k: int) -> str:
    return f"3303810000132{k:07d}"


def test_an_answer_in_many_parts_replaces_what_was_known_only_when_it_is_whole() -> None:
    catalogue = Catalogue()
    catalogue.ask("1", 0)
    catalogue.take(page("1", 3, numbered(1), numbered(2)), 10)
    assert catalogue.channels == {}
    catalogue.take(page("1", 3, numbered(3)), 20)
    assert len(catalogue.channels) == 3
    catalogue.ask("2", 1_000)
    catalogue.take(page("2", 3, numbered(9)), 1_000)
    catalogue.tick(1_000 + SILENT_MS + 1)
    assert len(catalogue.channels) == 4  # added to what is known
    assert catalogue.missing == 2
    assert catalogue.is_due(1_000 + 300_001)


def test_an_empty_device_has_no_channels_and_is_not_asked_at_once_again() -> None:
    catalogue = Catalogue()
    catalogue.ask("1", 1)
    catalogue.take(page("1", 0), 2)
    assert catalogue.at_ms == 2
    assert not catalogue.is_due(400_000)


def test_ids_have_twenty_digits_and_say_what_they_are() -> None:
    assert is_id(CHANNEL)
    assert type_of(CHANNEL) == "132"
    assert not is_id("3303810000132000000١")  # a digit, but not one of ours
    assert type_of("330381") == ""


# --- detections ------------------------------------------------------------------------------------


async def test_a_detection_holds_a_minute_is_said_again_and_never_says_safe_for_a_device_that_is_gone(tmp_path) -> None:  # type: ignore[no-untyped-def]
    now, said = clock(), []
    unknown: list[UnknownSource] = []

    async def durably(readings: list[SceneReading]) -> bool:
        said.extend(readings)
        return True

    class Here:
        host, port, protocol, is_open = "10.0.0.9", 5060, "UDP", True

        def send(self, raw: bytes) -> None: ...

    gateway = GatewayConfig(id=1, code=DEVICE, driver="gb28181", offline_after_s=180)
    point = PointConfig(id=5, gateway_id=1, address=f"{CHANNEL}/5.6", kind="device_alarm", unit="state")
    config = ConfigSnapshot(version=1, published_at_ms=0, gateways=[gateway], points=[point])
    devices = Devices(tmp_path / "devices.json")
    devices.adopt([gateway], lambda host, port: None)
    device = devices.get(DEVICE)
    assert device is not None
    devices.reached(device, Here())
    device.until_ms, device.heard_ms = now.now_ms() + 3_600_000, now.now_ms()
    detections = Detections(durably, said.extend, unknown.append, now)
    detections.adopt(config)
    inner = "<AlarmMethod>5</AlarmMethod><Info><AlarmType>6</AlarmType></Info>"
    assert await detections.take(device, manscdp.parse(manscdp.body("Notify", "Alarm", 1, CHANNEL, inner)))
    for _ in range(70):
        now.advance(1)
        device.heard_ms = now.now_ms()
        detections.tick(devices)
    begun = said[0].at_ms
    assert [((r.at_ms - begun) // 1000, r.value) for r in said] == [(0, 1), (15, 1), (30, 1), (45, 1), (60, 0)]
    now.advance(181)
    detections.tick(devices)
    assert said[-1].quality is Quality.SOURCE_LOST
    with pytest.raises(Refused):
        await detections.take(
            device, manscdp.parse(manscdp.body("Notify", "Alarm", 1, CHANNEL, "<AlarmMethod>x</AlarmMethod>"))
        )


# --- who may send how much -------------------------------------------------------------------------


def test_a_stranger_gets_little_a_device_much_and_other_networks_nothing() -> None:
    now = clock()
    keeper = Gatekeeper(["10.0.0.0/8"], lambda host: host == "10.0.0.1", now)
    assert keeper.refuses("192.168.1.1") == "network"
    assert [keeper.refuses("10.0.0.2") for _ in range(100)].count("rate") == 100 - int(STRANGER_BURST)
    assert [keeper.refuses("10.0.0.1") for _ in range(1_000)].count("rate") == 0
    now.advance(1)
    assert keeper.refuses("10.0.0.2") == ""


# --- RTP and pictures ------------------------------------------------------------------------------


def packet(number: int, stamp: int = 0, payload: bytes = b"", *, is_last: bool = False) -> rtp.Packet:
    return rtp.Packet(number & 0xFFFF, stamp, 1, is_last, payload)


def test_packets_come_out_in_order_across_the_wrap_and_twice_is_once() -> None:
    numbers = list(range(65_530, 65_560))
    mixed = [n for at in range(0, 30, 5) for n in random.Random(at).sample(numbers[at : at + 5], 5)]
    order = rtp.InOrder()
    out = [one.number for n in [mixed[0], *mixed] for one, _ in order.put(packet(n))]
    first = mixed[0] & 0xFFFF
    assert out == [n & 0xFFFF for n in numbers if (n & 0xFFFF) == first or n > mixed[0]]
    assert order.lost == 0


def test_a_missing_packet_is_waited_for_then_given_up_and_said() -> None:
    order = rtp.InOrder()
    out = [pair for n in [0, *range(2, 52)] for pair in order.put(packet(n))]
    assert [one.number for one, _ in out] == [0, *range(2, 52)]
    assert [one.number for one, is_after_loss in out if is_after_loss] == [2]
    assert order.lost == 1


KEY = ps_units.PACK + bytes(9) + b"\xf8" + b"\x00\x00\x01\xbb" + bytes(20)
OTHER = ps_units.PACK + bytes(9) + b"\xf8" + b"\x00\x00\x01\xe0" + bytes(20)


def test_after_a_loss_nothing_comes_until_a_picture_that_stands_for_itself() -> None:
    units = ps_units.Units()

    def put(stamp: int, payload: bytes, *, lost: bool = False) -> list[bool]:
        return [k for _, k in units.put(packet(0, stamp, payload, is_last=True), is_after_loss=lost)]

    assert put(1, OTHER) == []  # a stream that is joined in the middle
    assert put(2, KEY) == [True]
    assert put(3, OTHER) == [False]
    assert put(4, OTHER, lost=True) == []
    assert put(5, OTHER) == []
    assert put(6, KEY) == [True]


def test_a_full_feed_leaves_out_the_oldest_up_to_a_picture_that_decoding_can_begin_with(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(feed_module, "UNITS_MAX", 6)
    feed = Feed(threading.Event())
    for k in range(8):
        feed.put(bytes([k]), k % 4 == 0)
    assert [feed.read(9) for _ in range(4)] == [bytes([k]) for k in range(4, 8)]
    assert feed.dropped == 4


def test_a_feed_of_one_endless_group_waits_for_the_next_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed_module, "UNITS_MAX", 3)
    feed = Feed(threading.Event())
    for k in range(6):
        feed.put(bytes([k]), k == 0)
    feed.put(b"k", True)
    assert feed.read(9) == b"k"
