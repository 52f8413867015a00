"""The field clients against peers that misbehave on real sockets."""

import asyncio
import struct
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from anlan.demo.fieldclient import Hj212Sender, HttpSender, MqttPublisher, QueueFull, Refused, build_frame, crc16

Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


class Peer:
    """A TCP server that plays the platform's part as a test scripts it."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.connections = 0

    async def __aenter__(self) -> "Peer":
        self.server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.server.sockets[0].getsockname()[1]
        return self

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            await self.handler(reader, writer)
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def __aexit__(self, *_: object) -> None:
        self.server.close()


async def read_packet(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    first = (await reader.readexactly(1))[0]
    size = shift = 0
    while True:
        byte = (await reader.readexactly(1))[0]
        size |= (byte & 127) << shift
        shift += 7
        if not byte & 128:
            return first, await reader.readexactly(size)


def publication(body: bytes) -> tuple[str, bytes, bytes]:
    end = 2 + struct.unpack(">H", body[:2])[0]
    return body[2:end].decode(), body[end : end + 2], body[end + 2 :]


async def test_mqtt_delivers_everything_through_dropped_connections() -> None:
    seen: dict[bytes, list[bool]] = {}

    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_packet(reader)
        writer.write(b"\x20\x02\x00\x00")
        for number in range(40):
            first, body = await read_packet(reader)
            topic, packet_id, payload = publication(body)
            assert topic == "t/1"
            seen.setdefault(payload, []).append(bool(first & 8))
            if number % 2 == 0:  # every other message stays unanswered, then the line is cut
                writer.write(b"\x40\x02" + packet_id)

    acknowledged: list[int] = []
    async with Peer(platform) as peer:
        client = MqttPublisher(
            "127.0.0.1",
            peer.port,
            client_id="c",
            in_flight=50,
            answer_timeout_s=0.5,
            on_ack=lambda k, _: acknowledged.append(k),
        )
        await client.start()
        for number in range(100):
            await client.publish("t/1", b"%d" % number + b"x" * 200, key=number)
        assert await client.flush(20)
        assert sorted(acknowledged) == list(range(100))
        assert len(seen) == 100
        assert peer.connections > 1
        assert all(is_repeat for marks in seen.values() for is_repeat in marks[1:]), "a repetition carries DUP"
        await client.close()


async def test_mqtt_refusal_says_why() -> None:
    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_packet(reader)
        writer.write(b"\x20\x02\x00\x04")

    async with Peer(platform) as peer:
        client = MqttPublisher("127.0.0.1", peer.port, client_id="GW-9", username="u", password="p")
        with pytest.raises(Refused, match="GW-9: user name or password wrong"):
            await client.start()
        await client.close()


async def test_a_vanished_gateway_keeps_its_backlog_up_to_the_queue_size() -> None:
    taken: list[bytes] = []

    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_packet(reader)
        writer.write(b"\x20\x02\x00\x00")
        while True:
            _, body = await read_packet(reader)
            _, packet_id, payload = publication(body)
            taken.append(payload)
            writer.write(b"\x40\x02" + packet_id)

    async with Peer(platform) as peer:
        client = MqttPublisher("127.0.0.1", peer.port, client_id="c", queue_size=10)
        await client.start()
        client.vanish()
        for number in range(10):
            client.publish_nowait("t", b"%d" % number)
        with pytest.raises(QueueFull):
            client.publish_nowait("t", b"one too many")
        await client.start()
        assert await client.flush(10)
        assert taken == [b"%d" % n for n in range(10)]
        await client.close()


async def test_mqtt_reconnects_when_an_acknowledgement_stays_out() -> None:
    rounds = 0

    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal rounds
        rounds += 1
        await read_packet(reader)
        writer.write(b"\x20\x02\x00\x00")
        while True:
            _, body = await read_packet(reader)
            if rounds > 1:
                writer.write(b"\x40\x02" + publication(body)[1])

    async with Peer(platform) as peer:
        client = MqttPublisher("127.0.0.1", peer.port, client_id="c", answer_timeout_s=0.5)
        await client.start()
        await client.publish("t", b"x")
        assert await client.flush(10)
        assert client.counters.resent == 1
        await client.close()


def test_crc_is_the_standards_example() -> None:
    segment = b"QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&"
    assert crc16(segment) == 0x1C80
    assert build_frame(segment) == b"##0101" + segment + b"1C80\r\n"


async def test_hj212_repeats_unanswered_frames_with_their_old_qn() -> None:
    frames: list[bytes] = []

    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            line = await reader.readuntil(b"\r\n")
            frames.append(line)
            qn = line.split(b"QN=")[1].split(b";")[0]
            if len(frames) == 3:
                return  # the third frame is lost with the connection
            answer = b"QN=" + qn + b";ST=91;CN=9014;PW=123456;MN=1;Flag=4;CP=&&&&"
            writer.write(build_frame(answer))

    async with Peer(platform) as peer:
        sender = Hj212Sender("127.0.0.1", peer.port, mn="330381000000000000000001")
        await sender.start()
        for second in range(6):
            await sender.send_values(datetime(2026, 11, 23, 10, 0, second, tzinfo=UTC), {"a21001": (12.6, "N")})
        assert await sender.flush(10)
        assert sender.counters.acknowledged == 6
        assert frames[0].startswith(b"##0140QN=20261123180000000;ST=22;CN=2011;PW=123456;MN=330381000000000000000001")
        assert b"DataTime=20261123180000;a21001-Rtd=12.6,a21001-Flag=N&&" in frames[0]
        assert frames.count(frames[2]) == 2
        await sender.close()


async def test_hj212_frame_that_wants_no_answer_is_not_waited_for() -> None:
    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n")

    async with Peer(platform) as peer:
        sender = Hj212Sender("127.0.0.1", peer.port)
        await sender.start()
        await sender.send(build_frame("QN=20261123180000001;ST=22;CN=2011;PW=123456;MN=1;Flag=4;CP=&&a-Rtd=1&&"))
        assert await sender.flush(5)
        assert sender.counters.sent == 1
        assert sender.counters.acknowledged == 0
        await sender.close()


async def test_http_repeats_under_one_key_until_taken() -> None:
    keys: list[bytes] = []

    async def platform(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(5)
            keys.append(head.split(b"Idempotency-Key: ")[1].split(b"\r\n")[0])
            if len(keys) == 1:
                return  # cut without an answer
            if len(keys) == 2:
                writer.write(b"HTTP/1.1 503 Full\r\nContent-Length: 4\r\n\r\nfull")
            else:
                writer.write(b'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n')
            await writer.drain()

    async with Peer(platform) as peer:
        sender = HttpSender(f"http://127.0.0.1:{peer.port}", token="t")
        answer = await sender.post("/x", b"12345")
        assert (answer.status, answer.body, answer.repeats) == (200, b'{"a":1}', 2)
        assert len(set(keys)) == 1
        again = await sender.post("/x", b"12345", idempotency_key="mine")
        assert keys[-1] == b"mine"
        assert again.repeats == 0
        await sender.close()
