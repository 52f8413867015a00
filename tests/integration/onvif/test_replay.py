"""Recordings of an ONVIF device: how far they reach by its own clock, and playing them from any time."""

import time
from collections.abc import Callable, Iterator

import pytest

from anlan.bus.messages import CameraConfig
from anlan.bus.playback_messages import Shot
from anlan.cameras.onvif.replay import OnvifReel
from anlan.cameras.onvif.replay_units import Units
from anlan.cameras.onvif.rtsp import Conversation, track_of
from anlan.cameras.playback.device_film import DeviceFilm
from anlan.cameras.playback.onvif_recorder import OnvifRecorder, onvif_address
from anlan.cameras.playback.projector import Projector
from anlan.cameras.sources.base import SourceLost
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.integration.cameras.conftest import _gstreamer, port, rtsp
from tests.integration.gb28181.recorded_film import second_shown
from tests.servers.onvif_device import Make
from tests.servers.replay_server import ReplayServer, wait_until

__all__ = ["_gstreamer", "port", "rtsp"]  # fixtures

#: 2026-11-20 10:00:00 of the county, within what the device recorded.
T0 = 1_795_140_000

Serve = Callable[..., tuple[CameraConfig, ReplayServer]]
Play = Callable[..., DeviceFilm]


@pytest.fixture
def recorder(onvif: Make, config: Settings) -> Iterator[Serve]:
    """``recorder(ahead_s=3600)``: an ONVIF device beside an RTSP server that plays its recording."""
    servers: list[ReplayServer] = []

    def make(password: str = "geheim", **how: object) -> tuple[CameraConfig, ReplayServer]:
        servers.append(ReplayServer(**how))  # type: ignore[arg-type]
        device = onvif(
            records=True, clock_ahead_s=servers[-1].ahead_s, stream=f"rtsp://192.168.1.64:{servers[-1].port}/{{token}}"
        )
        return CameraConfig(id=1, source=device.address, sealed_login=seal(f"watch:{password}", config)), servers[-1]

    yield make
    for server in servers:
        server.close()


@pytest.fixture
def play(config: Settings) -> Iterator[Play]:
    films: list[DeviceFilm] = []

    def begin(camera: CameraConfig, at_s: float = T0, speed: float = 1.0) -> DeviceFilm:
        place = OnvifRecorder(camera, config).place
        films.append(DeviceFilm(lambda: OnvifReel(place), round(at_s * 1000), (T0 + 3600) * 1000, speed))
        return films[-1]

    yield begin
    for film in films:
        film.close()
    time.sleep(0.5)


def shots(film: DeviceFilm, count: int, within_s: float = 25) -> list[Shot]:
    found: list[Shot] = []
    until = time.monotonic() + within_s
    while len(found) < count and film.state != "ended":
        assert time.monotonic() < until, (film.state, len(found))
        found += film.take()
        time.sleep(0.05)
    return found


def are_of_their_time(found: list[Shot]) -> None:
    """To the whole seconds in which a device tells its clock."""
    for shot in found:
        said, told = second_shown(shot.jpeg), shot.at_ms / 1000 % 1024
        assert min(abs(said + 0.5 - told), 1024 - abs(said + 0.5 - told)) < 2, (said, told)


def test_how_far_it_reaches_is_told_by_our_clock(recorder: Serve, config: Settings) -> None:
    camera, _ = recorder(ahead_s=3600.0)
    begin, end = OnvifRecorder(camera, config).reach() or (0, 0)
    assert begin == pytest.approx((1_793_491_200 - 3600) * 1000, abs=2_500)  # it says 2026-11-01T00:00:00Z
    assert end == pytest.approx((1_795_420_800 - 3600) * 1000, abs=2_500)


def test_a_device_without_recordings_has_none_and_a_wrong_token_is_said(onvif: Make, config: Settings) -> None:
    login = seal("watch:geheim", config)
    plain = CameraConfig(id=1, source=onvif().address, sealed_login=login)
    assert OnvifRecorder(plain, config).reach() is None
    with pytest.raises(SourceLost, match="no recordings"):
        OnvifRecorder(plain, config).place()
    other = CameraConfig(
        id=1, source="rtsp://10.0.0.5/x", sealed_login=login,
        options={"control": onvif(records=True).address, "recording": "R9"},
    )  # fmt: skip
    assert onvif_address(other).startswith("onvif://")
    with pytest.raises(SourceLost, match="R9"):
        OnvifRecorder(other, config).place()
    assert onvif_address(CameraConfig(id=1, source="rtsp://10.0.0.5/x")) == ""


@pytest.mark.parametrize(("codec", "ahead_s"), [("libx264", 0.0), ("libx265", -7200.0)])
def test_it_is_played_from_the_chosen_time_whatever_the_device_s_clock(
    recorder: Serve, play: Play, codec: str, ahead_s: float
) -> None:
    camera, server = recorder(codec=codec, ahead_s=ahead_s)
    film = play(camera)
    found = shots(film, 8)
    assert abs(found[0].at_ms - T0 * 1000) < 2_500  # a device tells its clock in whole seconds
    are_of_their_time(found)
    film.close()
    wait_until(lambda: "TEARDOWN" in server.methods())
    (played,) = [text for text in server.asked if text.startswith("PLAY")]
    for line in ("Require: onvif-replay", "Range: clock=202611", "Scale: 1.0", "Session: s77"):
        assert line in played
    assert not any("geheim" in text for text in server.asked)
    assert "rtsp://127.0.0.1" in next(text for text in server.asked if text.startswith("SETUP"))


def test_it_pauses_goes_elsewhere_and_runs_faster(recorder: Serve, play: Play) -> None:
    camera, server = recorder()
    film = play(camera)
    shots(film, 3)
    film.pause()
    wait_until(lambda: film.state == "paused")
    assert server.methods()[-1] == "PAUSE"
    film.take()
    time.sleep(0.5)
    assert film.take() == []
    film.play(4.0)
    found = shots(film, 5)
    assert (film.speed, server.methods()[-1]) == (4.0, "PLAY")
    assert found[-1].at_ms - found[0].at_ms > 1_500
    film.seek((T0 + 1800) * 1000, 1.0)
    found = shots(film, 3)
    assert abs(found[0].at_ms - (T0 + 1800) * 1000) < 2_500
    assert server.methods().count("DESCRIBE") == 2  # the first was asked for the account
    film.seek((T0 - 1800) * 1000, 1.0)
    assert abs(shots(film, 1)[0].at_ms - (T0 - 1800) * 1000) < 2_500


def test_a_device_that_plays_no_faster_says_so(recorder: Serve, play: Play) -> None:
    camera, _ = recorder(fastest=2.0)
    film = play(camera, speed=8.0)
    shots(film, 2)
    assert film.speed == 2.0


def test_a_device_that_does_not_know_replay_is_asked_without_it_and_timed_by_its_stamps(
    recorder: Serve, play: Play
) -> None:
    camera, server = recorder(knows_replay=False)
    film = play(camera)
    found = shots(film, 5)
    assert found[0].at_ms == T0 * 1000
    are_of_their_time(found)
    assert ["Require" in text for text in server.asked if text.startswith("PLAY")] == [True, False]


def test_the_end_is_the_end_and_a_break_is_said(recorder: Serve, play: Play) -> None:
    camera, _ = recorder(ends_at_s=T0 + 2)
    film = play(camera)
    shots(film, 1000)
    assert (film.state, film.detail) == ("ended", "end")
    film.seek((T0 - 60) * 1000, 1.0)
    assert shots(film, 1)


def test_a_refused_account_is_said_without_naming_it(recorder: Serve, play: Play, config: Settings) -> None:
    camera, server = recorder()
    server.password = "other"
    film = play(camera)
    shots(film, 1)
    assert film.state == "ended"
    assert "refuses the account" in film.detail
    assert "geheim" not in film.detail
    assert "127.0.0.1" not in film.detail


def test_a_real_rtsp_server_is_understood(rtsp, port: int) -> None:  # type: ignore[no-untyped-def]
    """GStreamer's: it has no recordings and refuses ``onvif-replay``, but describes, sets up and sends like any."""
    rtsp(port)
    shown: list[int] = []
    units: list[Units] = []
    projector = Projector("h264", lambda at_ms, jpeg: shown.append(at_ms))

    def packet(raw: bytes) -> None:
        for unit in units[0].put(raw):
            projector.unit(unit.stamp // 90, unit.data)

    talk = Conversation(f"rtsp://127.0.0.1:{port}/cam", None, packet, lambda why: None)
    track = talk.describe()
    units.append(Units(track.codec, track.payload_type, track.parameters))
    talk.set_up(track)
    assert talk.told("PLAY", "", {"Require": "onvif-replay"}).status == 551
    talk.ask("PLAY")
    wait_until(lambda: len(shown) > 3)
    talk.ask("PAUSE")
    talk.close()
    projector.close()
    assert shown == sorted(shown)


@pytest.mark.parametrize(
    ("sdp", "why"),
    [
        ("v=0\r\nm=audio 0 RTP/AVP 0\r\n", "no video"),
        ("m=video 0 RTP/AVP 26\r\na=control:x\r\n", "unknown coding"),
        ("m=video 0 RTP/AVP 96\r\na=rtpmap:96 MP4V-ES/90000\r\n", "MP4V-ES"),
    ],
)
def test_what_cannot_be_shown_is_said(sdp: str, why: str) -> None:
    with pytest.raises(SourceLost, match=why):
        track_of(sdp, "rtsp://10.0.0.5/x")


def test_nobody_there_and_no_tls_are_said() -> None:
    with pytest.raises(SourceLost, match="no answer"):
        Conversation("rtsp://127.0.0.1:9/x", None, print, print)
    with pytest.raises(SourceLost, match="TLS"):
        Conversation("rtsps://127.0.0.1:9/x", None, print, print)
