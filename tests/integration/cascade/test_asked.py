"""What a platform above may ask, in words that Anlan above never uses: refused politely, bounded, and from it alone."""

import asyncio
import re
import socket
import struct
from collections.abc import AsyncIterator
from pathlib import Path
from types import SimpleNamespace

import av
import pytest
import pytest_asyncio

from anlan.bus.messages import AlarmBatch, AlarmTransition, SceneConfig, to_json
from anlan.cameras.cascade import call as call_module
from anlan.cameras.cascade import calls as calls_module
from anlan.cameras.cascade import reception, turns
from anlan.cameras.gb28181 import ptz
from anlan.cameras.views import Frame
from anlan.domain.clock import SystemClock
from anlan.domain.grades import Grade
from tests.integration.cascade.conftest import ABOVE, CHANNEL, GONE, OWN, PLANT, SEEN, Below, shared, superior
from tests.integration.cascade.superior_peer import Peer, invite_body, media_socket, query
from tests.integration.gb28181 import program_stream
from tests.integration.gb28181.conftest import until
from tests.integration.gb28181.program_stream import is_the_picture

SDP = "APPLICATION/SDP"


@pytest_asyncio.fixture
async def peer(below: Below) -> AsyncIterator[Peer]:
    made = Peer(ABOVE)
    await made.open()
    yield made
    made.close()


async def registered(below: Below, peer: Peer, **more) -> None:  # type: ignore[no-untyped-def]
    await below.open(superior(below.config, peer.port, **more))
    await until(lambda: below.superior.is_registered)


async def invited(peer: Peer, channel: str = CHANNEL, call: str = "", **more) -> str:  # type: ignore[no-untyped-def]
    host, port = more.pop("host", "127.0.0.1"), more.pop("port", 40_000)
    body = invite_body(channel, host, port, **more)
    raw = peer.request("INVITE", channel, OWN, body, f"Subject: {channel}:1,{ABOVE}:0", call=call, content=SDP)
    return await peer.ask(raw)


async def acknowledge(peer: Peer, call: str) -> None:
    peer._way.sendto(peer.request("ACK", CHANNEL, OWN, call=call), peer.below)


def status(text: str) -> int:
    return int(text.split(" ", 2)[1])


# --- questions -------------------------------------------------------------------------------------


async def test_questions_are_answered_with_their_own_number(below: Below, peer: Peer) -> None:
    await registered(below, peer)
    for command, about in (("DeviceInfo", OWN), ("DeviceStatus", shared(2).code), ("RecordInfo", CHANNEL),
                           ("ConfigDownload", CHANNEL), ("PresetQuery", CHANNEL)):  # fmt: skip
        assert status(await peer.ask(peer.request("MESSAGE", about, OWN, query(command, about, "4711")))) == 200
    await until(lambda: len(peer.told("PresetQuery")) == 1)
    said = {
        command: peer.told(command)[0] for command in ("DeviceInfo", "DeviceStatus", "RecordInfo", "ConfigDownload")
    }
    assert all("<SN>4711</SN>" in text for text in said.values())
    assert "<Channel>2</Channel>" in said["DeviceInfo"]
    assert "<Online>OFFLINE</Online>" in said["DeviceStatus"]
    assert "<SumNum>0</SumNum>" in said["RecordInfo"]
    assert "<Result>ERROR</Result>" in said["ConfigDownload"]
    assert '<PresetList Num="0">' in peer.told("PresetQuery")[0]
    assert below.turned == []


async def test_a_node_of_the_catalogue_is_asked_for_alone_and_what_is_not_lent_is_not_there(
    below: Below, peer: Peer
) -> None:
    await registered(below, peer)
    for about in (PLANT, "33038100001320000999"):
        await peer.ask(peer.request("MESSAGE", OWN, OWN, query("Catalog", about)))
    await until(lambda: any("<SumNum>0</SumNum>" in text for text in peer.told("Catalog")))
    parts = [text for text in peer.told("Catalog") if "<SumNum>3</SumNum>" in text]
    assert len(re.findall("<Item>", "".join(parts))) == 3
    assert "&lt;一厂&gt; &amp; Co" in "".join(parts)


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (query("Catalog", OWN, "x1"), 400), (query("Catalog", OWN, ""), 400), (b"<Query><oops", 400),
        (b'<!DOCTYPE a [<!ENTITY b "c">]>' + query("Catalog", OWN)[40:], 400),
        (query("Catalog", OWN, inner="<a>" * 20 + "</a>" * 20), 400),
        (query("Catalog", OWN, inner="<a>b</a>" * 30_000), 0), (query("NeverHeard", OWN), 200),
    ],
)  # fmt: skip
async def test_bad_questions_cost_themselves_only(below: Below, peer: Peer, body: bytes, wanted: int) -> None:
    await registered(below, peer)
    if wanted:
        assert status(await peer.ask(peer.request("MESSAGE", OWN, OWN, body))) == wanted
    else:  # too large for a datagram, so it does not even leave
        with pytest.raises(TimeoutError):
            await peer.ask(peer.request("MESSAGE", OWN, OWN, body))
    assert status(await peer.ask(peer.request("OPTIONS", OWN, OWN))) == 200
    assert below.station.refusals.of["internal"] == 0


async def test_many_questions_at_once_are_refused_and_not_queued(
    below: Below, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "MOST_ANSWERS", 2)
    await registered(below, peer)
    peer.silent_to.add("DeviceInfo")
    raws = [peer.request("MESSAGE", OWN, OWN, query("DeviceInfo", OWN, str(k))) for k in range(5)]
    found = [status(await peer.ask(raw)) for raw in raws]
    assert found == [200, 200, 486, 486, 486]


async def test_nobody_but_the_platform_above_is_answered(below: Below, peer: Peer) -> None:
    await registered(below, peer)
    assert peer.below is not None
    stranger = Peer(ABOVE, host="127.0.0.9")
    await stranger.open()
    raw = stranger.request("INVITE", CHANNEL, OWN, invite_body(CHANNEL, "127.0.0.9", 40_000), content=SDP)
    assert status(await stranger.ask(raw, peer.below)) == 403
    raw = stranger.request("MESSAGE", OWN, OWN, query("Catalog", OWN))
    assert status(await stranger.ask(raw, peer.below)) == 403
    stranger.close()
    other = peer.request("MESSAGE", OWN, OWN, query("Catalog", OWN), sender="33030000002000000099")
    assert status(await peer.ask(other)) == 403
    assert peer.told("Catalog") == []
    assert below.superior.calls.open == []


async def test_a_subscription_to_other_things_is_refused_and_one_that_ends_is_forgotten(
    below: Below, peer: Peer
) -> None:
    await registered(below, peer)
    body = query("Catalog", OWN)
    wrong = peer.request("SUBSCRIBE", OWN, OWN, query("MobilePosition", OWN), "Event: presence\r\nExpires: 60")
    assert status(await peer.ask(wrong)) == 489
    answer = await peer.ask(peer.request("SUBSCRIBE", OWN, OWN, body, "Event: Catalog;id=1\r\nExpires: 60", call="s"))
    assert (status(answer), below.superior.subscriptions.count) == (200, 1)
    await peer.ask(peer.request("SUBSCRIBE", OWN, OWN, body, "Event: Catalog;id=1\r\nExpires: 0", call="s"))
    assert below.superior.subscriptions.count == 0
    odd = re.sub(rb"<SN>[^<]*", "<SN>²".encode(), body)  # a digit, and no number
    answer = await peer.ask(peer.request("SUBSCRIBE", OWN, OWN, odd, "Event: Catalog;id=2\r\nExpires: 60", call="o"))
    assert status(answer) == 200


async def test_a_platform_that_forgot_us_is_registered_with_again(below: Below, peer: Peer) -> None:
    await registered(below, peer, keepalive_s=1)
    peer.silent_to.add("Keepalive")
    below.superior.registration.missed = 2
    await until(lambda: below.superior.registration.registrations == 2, 25)
    peer.silent_to.clear()
    await until(lambda: below.superior.registration.missed == 0 and below.superior.is_registered)


# --- turning ---------------------------------------------------------------------------------------


def turned(command: str) -> bytes:
    return query("DeviceControl", CHANNEL, root="Control", inner=f"<PTZCmd>{command}</PTZCmd>")


async def test_turning_is_refused_unless_it_was_allowed(below: Below, peer: Peer) -> None:
    await registered(below, peer)
    assert status(await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.move(1, 0, 0))))) == 403
    assert below.turned == []


async def test_an_allowed_platform_turns_like_a_person_until_it_stops(below: Below, peer: Peer) -> None:
    await registered(below, peer, may_turn=True)
    assert status(await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.move(0.5, -1, 0))))) == 200
    await until(lambda: len(below.turned) >= 2)  # renewed: a move at the helm lasts a second
    first = below.turned[0]
    assert (first.what, first.camera_id, first.hand_id, first.hand_name) == ("move", SEEN, -3, "上级平台 市平台")
    assert (round(first.pan, 1), first.tilt, first.zoom) == (0.5, -1.0, 0.0)
    await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.stop())))
    await until(lambda: below.turned[-1].what == "stop")
    count = len(below.turned)
    await asyncio.sleep(0.8)
    assert len(below.turned) == count
    await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.preset(1))))
    await until(lambda: below.turned[-1].what == "preset")
    assert below.turned[-1].preset == "p-7"


async def test_what_it_turned_is_on_its_way_to_the_audit_trail(below: Below, peer: Peer) -> None:
    telling = asyncio.create_task(below.notes.run())
    await registered(below, peer, may_turn=True)
    await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.preset(1))))
    await until(lambda: below.noted)
    telling.cancel()
    ((message_id, note),) = below.noted
    assert message_id == note.id
    assert (note.superior_id, note.superior_name, note.camera_id, note.preset) == (3, "市平台", SEEN, "p-7")
    assert abs(note.at_ms - SystemClock().now_ms()) < 60_000


async def test_nothing_is_turned_that_could_not_be_written_down(
    below: Below, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "MOST", 1)
    await registered(below, peer, may_turn=True)
    preset, stop = (peer.request("MESSAGE", CHANNEL, OWN, turned(one)) for one in (ptz.preset(1), ptz.stop()))
    assert status(await peer.ask(preset)) == 200
    await until(lambda: below.notes.is_full)
    count = len(below.turned)
    assert status(await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(ptz.preset(1))))) == 503
    assert len(below.turned) == count
    assert status(await peer.ask(stop)) == 200  # what turns may always be stopped
    await until(lambda: below.turned[-1].what == "stop")
    assert below.station.refusals.of["superior_not_noted"] == 1


async def test_damaged_and_unknown_commands_are_refused(below: Below, peer: Peer) -> None:
    await registered(below, peer, may_turn=True)
    for bad in ("A50F0102FF0000B7", "zz", "A50F018100030039"):
        assert status(await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, turned(bad)))) == 400
    guard = query("DeviceControl", CHANNEL, root="Control", inner="<GuardCmd>SetGuard</GuardCmd>")
    assert status(await peer.ask(peer.request("MESSAGE", CHANNEL, OWN, guard))) == 200
    await until(lambda: any("<Result>ERROR</Result>" in text for text in peer.told("DeviceControl")))
    assert below.turned == []


# --- alarms ----------------------------------------------------------------------------------------


def raised(point_id: int, is_late: bool = False) -> SimpleNamespace:
    alarm = AlarmTransition(
        id="t", alarm_id="a", kind="raised", point_id=point_id, rule="limit", label="HH", grade=Grade.RED,
        at_ms=SystemClock().now_ms(), logged_at_ms=0, is_late=is_late,
    )  # fmt: skip
    return SimpleNamespace(data=to_json(AlarmBatch(partition=0, source_seq=1, transitions=[alarm])))


async def test_alarms_of_lent_cameras_are_told_where_that_was_allowed(below: Below, peer: Peer) -> None:
    for camera_id in (SEEN, GONE):
        camera = below.cameras.all[camera_id]
        camera.points = [70 + camera_id]
        camera.config = type(camera.config)(
            id=camera_id, source="x", scenes=[SceneConfig(point_id=70 + camera_id, behaviour="absence", name="脱岗")]
        )
    await registered(below, peer, sends_alarms=True, cameras=[shared(1)])
    await below.cascade.hear(raised(70 + GONE))  # type: ignore[arg-type]  # a camera that is not lent
    await below.cascade.hear(raised(70 + SEEN, is_late=True))  # type: ignore[arg-type]
    await below.cascade.hear(SimpleNamespace(data=b"{"))  # type: ignore[arg-type]
    await below.cascade.hear(raised(70 + SEEN))  # type: ignore[arg-type]
    await until(lambda: below.superior.notices.told == 1)
    assert len(peer.told("Alarm")) == 1
    text = peer.told("Alarm")[0]
    assert f"<DeviceID>{CHANNEL}</DeviceID>" in text
    assert "<AlarmPriority>1</AlarmPriority><AlarmMethod>5</AlarmMethod>" in text
    assert "一号库房 脱岗 HH" in text


async def test_no_alarm_is_told_where_nobody_allowed_it(below: Below, peer: Peer) -> None:
    below.cameras.all[SEEN].points = [70]
    await registered(below, peer)
    await below.cascade.hear(raised(70))  # type: ignore[arg-type]
    assert below.superior.notices.next() is None


# --- calls -----------------------------------------------------------------------------------------


def show(below: Below, count: int = 1) -> None:
    for number in range(count):
        frame = Frame(SystemClock().now_ms(), program_stream.picture(number, 640, 360))
        below.cameras.all[SEEN].ring.put(frame, [])


@pytest.mark.parametrize(
    ("wanted", "more"),
    [
        (404, {"channel": "33038100001320000999"}), (480, {"channel": shared(2).code}), (488, {"name": "Playback"}),
        (488, {"payload": "98"}), (488, {"port": 0}), (403, {"host": "127.0.0.8"}), (403, {"host": "8.8.8.8"}),
        (403, {"host": "169.254.169.254"}), (403, {"host": "999.1.1.1"}),
    ],
)  # fmt: skip
async def test_a_call_that_must_not_be_is_refused(below: Below, peer: Peer, wanted: int, more: dict) -> None:  # type: ignore[type-arg]
    show(below)
    await registered(below, peer)
    assert status(await invited(peer, **more)) == wanted
    assert below.superior.calls.open == []


async def test_a_media_server_that_was_entered_gets_pictures(below: Below, peer: Peer) -> None:
    show(below)
    below.cascade._settings = below.config.model_copy(update={"field_hosts": "127.0.0.0/8"})
    await registered(below, peer, media_networks="127.0.0.8/32")
    assert status(await invited(peer, host="127.0.0.8")) == 200
    assert status(await invited(peer, host="127.0.0.7")) == 403


async def test_more_calls_than_there_may_be_are_told_that_it_is_busy(
    below: Below, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(below)
    await registered(below, peer)
    monkeypatch.setattr(call_module, "MOST_CODED", 2)
    assert [status(await invited(peer, call=f"c{k}")) for k in range(3)] == [200, 200, 486]
    bye = await peer.ask(peer.request("BYE", CHANNEL, OWN, call="c0"))
    assert status(bye) == 200
    assert status(await peer.ask(peer.request("BYE", CHANNEL, OWN, call="c0"))) == 481
    assert status(await invited(peer, call="c3")) == 200
    assert status(await peer.ask(peer.request("CANCEL", CHANNEL, OWN, call="c3"))) == 200  # before its ACK
    assert [call.request.call_id for call in below.superior.calls.open] == ["c1"]


async def test_an_answer_is_repeated_until_its_ack_and_given_up_without(
    below: Below, peer: Peer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calls_module, "ACK_WITHIN_S", 1.0)
    show(below)
    await registered(below, peer)
    await invited(peer, call="never")
    await until(lambda: any(text.startswith("BYE ") for text in peer.heard))
    assert len([text for text in peer.answers if "INVITE" in text and text.startswith("SIP/2.0 200")]) >= 2
    assert below.superior.calls.open == []
    assert below.cascade._lines.busy == []


async def received(below: Below, peer: Peer, count: int) -> list[bytes]:
    """Payloads of RTP that a platform above gets over UDP; each packet is looked at."""
    with media_socket() as ears:
        answer = await invited(peer, call="film", port=ears.getsockname()[1])
        assert "y=0381000123" in answer
        await acknowledge(peer, "film")
        packets = [await asyncio.to_thread(ears.recv, 2_000) for _ in range(count)]
        await peer.ask(peer.request("BYE", CHANNEL, OWN, call="film"))
    numbers = [struct.unpack_from("!H", packet, 2)[0] for packet in packets]
    assert numbers == list(range(count))
    assert {struct.unpack_from("!I", packet, 8)[0] for packet in packets} == {381000123}
    assert {packet[1] & 0x7F for packet in packets} == {96}
    assert max(len(packet) for packet in packets) <= 1_372
    return [packet[12:] for packet in packets]


async def test_ffmpeg_decodes_what_is_sent(below: Below, peer: Peer, tmp_path: Path) -> None:
    """The foreign check: payloads of RTP into a file, opened as an MPEG program stream by FFmpeg."""
    running = asyncio.create_task(_analysing(below))
    await registered(below, peer)
    payloads = await received(below, peer, 60)
    running.cancel()
    path = tmp_path / "film.mpg"
    path.write_bytes(b"".join(payloads))
    with av.open(str(path), format="mpeg") as container:
        stream = container.streams.video[0]
        assert stream.codec_context.name == "h264"
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(stream)]
    assert len(frames) > 5
    assert all(is_the_picture(one, 24) for one in frames[:-1])  # the last may be cut
    assert payloads[0][:4] == b"\x00\x00\x01\xba"
    assert b"\x00\x00\x01\xbc" in payloads[0][:100]  # a stream map, by which platforms know the codec


async def _analysing(below: Below) -> None:
    while True:
        show(below, 1 + below.cameras.all[SEEN].ring.size_bytes % 7)
        await asyncio.sleep(0.1)


@pytest.mark.parametrize("setup", ["passive", "active"])
async def test_pictures_go_over_a_connection_that_either_side_opens(below: Below, peer: Peer, setup: str) -> None:
    show(below)
    await registered(below, peer)
    with socket.socket() as waiting:
        waiting.bind(("127.0.0.1", 0))
        waiting.listen(1)
        waiting.settimeout(8)
        answer = await invited(peer, call="tcp", tcp=setup, port=waiting.getsockname()[1])
        await acknowledge(peer, "tcp")
        if setup == "passive":
            assert "a=setup:active" in answer
            way, _ = await asyncio.to_thread(waiting.accept)
        else:
            assert "a=setup:passive" in answer
            port = int(re.search(r"m=video (\d+)", answer)[1])  # type: ignore[index]
            way = await asyncio.to_thread(socket.create_connection, ("127.0.0.1", port), 8)
        with way:
            way.settimeout(8)
            head = await asyncio.to_thread(way.recv, 18, socket.MSG_WAITALL)
    assert head[2] >> 6 == 2
    assert head[14:18] == b"\x00\x00\x01\xba"
    await until(lambda: any(text.startswith("BYE ") for text in peer.heard))  # it closed: so do we
    assert below.superior.calls.open == []
