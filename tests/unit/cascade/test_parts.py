"""The parts of the cascade that need no socket: stamps, full outboxes, packs, codes, pages of a catalogue."""

import io
import itertools

import av
import pytest

from anlan.cameras.cascade import entries, film, offer, outbox, program_stream, turning
from anlan.cameras.cascade.film import Coder, Line
from anlan.cameras.cascade.outbox import Outbox
from anlan.cameras.cascade.sending import PAYLOAD_MAX, packets_of
from anlan.cameras.gb28181 import ptz
from anlan.cameras.ring import as_jpeg
from anlan.cameras.tap import Coded, Tap
from anlan.domain import gb28181_codes as codes
from anlan.kit.sip.refusals import Refused
from tests.integration.cascade.superior_peer import invite_body
from tests.integration.gb28181 import program_stream as foreign

OWN = "33038100002000000007"


def coded(is_key: bool, size: int = 10) -> Coded:
    return Coded("h264", b"x" * size, is_key, None)


# --- pictures --------------------------------------------------------------------------------------


def test_a_full_outbox_goes_on_with_the_next_key_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "PICTURES_MAX", 5)
    box = Outbox()
    box.put(coded(False))  # nobody can begin here
    for is_key in (True, False, False, False, False):
        box.put(coded(is_key))
    box.put(coded(False))  # full: all that waits goes
    box.put(coded(False))
    assert box.take(0) is None
    box.put(coded(True, 11))
    box.put(coded(False))
    taken = [box.take(0), box.take(0), box.take(0)]
    assert [one and one.is_key for one in taken] == [True, False, None]
    assert box.dropped == 8


def test_an_outbox_is_bounded_in_bytes_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox, "BYTES_MAX", 100)
    box = Outbox()
    box.put(coded(True, 90))
    box.put(coded(True, 80))  # a key picture may replace what waits
    assert len(box.take(0).data) == 80  # type: ignore[union-attr]
    assert box.take(0) is None


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
def test_ffmpeg_reads_our_program_stream_in_both_codecs(codec: str) -> None:
    name = {"libx264": "h264", "libx265": "hevc"}[codec]
    packs = [
        program_stream.pack(name, data, 2**33 - 9_000 + 3_600 * number, is_key=is_key)
        for number, (data, is_key) in enumerate(foreign.coded(20, codec))
    ]  # the stamps wrap
    with av.open(io.BytesIO(b"".join(packs)), format="mpeg") as container:
        assert container.streams.video[0].codec_context.name == name
        frames = [frame.to_ndarray(format="bgr24") for frame in container.decode(video=0)]
    assert len(frames) == 20
    assert all(foreign.is_the_picture(one) for one in frames)


def test_a_large_picture_goes_in_several_packets_and_comes_out_whole() -> None:
    data = b"\x00\x00\x00\x01\x65" + bytes(range(1, 250)) * 600
    pack = program_stream.pack("h264", data, 90_000, is_key=True)
    packets = list(packets_of(pack, 90_000, 7, 65_530))
    assert max(map(len, packets)) == PAYLOAD_MAX + 12
    assert b"".join(packet[12:] for packet in packets) == pack
    assert [bool(packet[1] & 0x80) for packet in packets].count(True) == 1
    assert packets[-1][1] & 0x80
    assert pack.count(b"\x00\x00\x01\xe0") == 3


def test_stamps_go_on_when_the_cameras_own_begin_again() -> None:
    line = Line()
    stamps = [line.at(stamp_s) for stamp_s in (100.0, 100.04, 100.08, 0.0, 0.04, 5_000.0, 5_000.04)]
    steps = [after - before for before, after in itertools.pairwise(stamps)]
    assert all(0 < step <= 4_000 for step in steps)


def test_coded_anew_every_picture_can_be_decoded_and_many_can_be_begun_with() -> None:
    coder = Coder()
    made = [one for number in range(9) for one in coder.coded(as_jpeg(foreign.picture(number, 640, 360)))]
    assert [one.is_key for one in made] == [True, False, False, False] * 2 + [True]
    assert [one.is_key for one in coder.coded(as_jpeg(foreign.picture(1, 320, 180)))] == [True]  # another size
    assert film.KEY_EVERY == 4


def test_a_listener_that_fails_costs_the_reader_nothing() -> None:
    tap, heard = Tap(), []

    def fails(one: Coded) -> None:
        heard.append(one)
        raise RuntimeError

    raw = io.BytesIO(b"".join(data for data, _ in foreign.coded(5)))
    with av.open(raw, format="h264") as container, tap.listening(fails):
        for packet in container.demux(video=0):
            if packet.size:
                tap.put((packet,))
    assert heard
    assert tap.is_coded
    tap.begin()
    assert not tap.is_coded


# --- words -----------------------------------------------------------------------------------------


def test_codes_are_made_by_rule() -> None:
    assert codes.code_beside(OWN, codes.CAMERA, 42) == "33038100001320000042"
    assert codes.enterprise_code(OWN, 7) != codes.town_code(OWN, "330381007")
    assert codes.town_code(OWN, "330381101000") == "33038100002160900101"
    with pytest.raises(ValueError, match="no code"):
        codes.code_beside("123", codes.CAMERA, 1)
    with pytest.raises(ValueError, match="no code"):
        codes.code_beside(OWN, codes.CAMERA, 1_000_000)


def test_parts_of_a_catalogue_fit_and_none_is_cut() -> None:
    items = [f"<Item>{'名' * (k % 40)}</Item>" for k in range(50)]
    parts = list(entries.parts(items, 600))
    assert [entry for part in parts for entry in part] == items
    assert all(sum(len(entry.encode("gb18030")) for entry in part) + entries.AROUND <= 600 for part in parts)
    assert list(entries.parts(["x" * 5_000], 600)) == [["x" * 5_000]]
    assert list(entries.parts([], 600)) == [[]]


def test_names_cannot_break_out_of_xml() -> None:
    assert entries.named("</Name><Item>\x00\n") == "&lt;/Name&gt;&lt;Item&gt;"


@pytest.mark.parametrize("speeds", [(1, 0, 0), (-1, 1, 0), (0, -0.5, 0), (0, 0, 1), (0, 0, -0.2)])
def test_a_command_of_turning_is_read_as_it_was_written(speeds: tuple[float, float, float]) -> None:
    command = turning.read(ptz.move(*speeds))
    assert command is not None
    assert [round(value, 1) for value in command[:3]] == [float(value) for value in speeds]
    assert turning.read(ptz.stop()) == turning.Command()
    assert turning.read(ptz.preset(9)) == turning.Command(preset=9)


@pytest.mark.parametrize("body", [b"", b"\xff" * 9_000, b"v=0\r\nm=video 4000 RTP/AVP 98\r\n", b"m=video 0 RTP/AVP 96"])
def test_an_offer_without_what_is_needed_is_refused(body: bytes) -> None:
    with pytest.raises(Refused):
        offer.read(body)


def test_offers_say_who_connects() -> None:
    assert offer.read(invite_body("1", "10.1.1.1", 9_000)).is_tcp is False
    assert offer.read(invite_body("1", "10.1.1.1", 9_000, tcp="passive")).listens is True
    one = offer.read(invite_body("1", "10.1.1.1", 9_000, tcp="active"))
    assert (one.listens, one.ssrc, one.what) == (False, "0381000123", "Play")
