"""RTSP messages out of bytes as they arrive."""

import pytest

from anlan.cameras.sources.rtsp_messages import (
    BODY_MAX,
    HEAD_MAX,
    Message,
    NotRtsp,
    begins_with_packet,
    packet_taken,
    taken,
)

ANSWER = b"RTSP/1.0 401 Unauthorized\r\nCSeq: 2\r\nWWW-Authenticate: Digest a\r\nWWW-Authenticate: Basic b\r\n"
BODY = b"Content-Length: 5\r\n\r\nhello"


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1_000])
def test_messages_come_out_whole_however_they_arrive(size: int) -> None:
    waiting, found = bytearray(), []
    sent = (ANSWER + BODY) * 2 + b"OPTIONS * RTSP/1.0\r\nCSeq: 1\r\n\r\n"
    for at in range(0, len(sent), size):
        waiting += sent[at : at + size]
        while (message := taken(waiting)) is not None:
            found.append(message)
    assert [(one.status, one.body) for one in found] == [(401, b"hello"), (401, b"hello"), (0, b"")]
    assert found[0].all("www-authenticate") == ["Digest a", "Basic b"]
    assert (found[0].header("cseq"), found[0].header("session")) == ("2", "")
    assert waiting == b""


def test_bare_line_feeds_will_do() -> None:
    message = taken(bytearray(b"RTSP/1.0 200 OK\nCSeq: 4\n\n"))
    assert message == Message(200, "OK", (("cseq", "4"),), b"")


@pytest.mark.parametrize("length", ["-1", "99999999999999999999", str(BODY_MAX + 1), "5 5", "²"])
def test_an_impossible_length_is_no_message(length: str) -> None:
    with pytest.raises(NotRtsp, match="too much"):
        taken(bytearray(f"RTSP/1.0 200 OK\r\nContent-Length: {length}\r\n\r\n".encode("latin-1")))


@pytest.mark.parametrize("end", [b"", b"\r\n\r\n"])
def test_a_head_without_an_end_is_no_message(end: bytes) -> None:
    with pytest.raises(NotRtsp, match="does not speak RTSP"):
        taken(bytearray(b"x" * (HEAD_MAX + 1) + end))


def test_packets_of_media_stand_between_messages() -> None:
    waiting = bytearray(b"$\x01\x00\x02ab" + ANSWER + b"\r\n")
    assert begins_with_packet(waiting)
    assert packet_taken(bytearray(waiting[:5])) is None
    assert packet_taken(waiting) == (1, b"ab")
    assert not begins_with_packet(waiting)
