"""Recordings of a recorder: listed whatever it answers, played from any time, steered, and ended by either side."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from anlan.bus.messages import CameraConfig
from anlan.bus.playback_messages import RecordingsAnswer, Shot
from anlan.cameras.gb28181 import recordings
from anlan.cameras.gb28181.station import Station
from anlan.cameras.playback import device_film
from anlan.cameras.playback.device_film import DeviceFilm
from anlan.cameras.playback.devices import DeviceRecordings
from anlan.kit.settings import Settings
from tests.integration.gb28181.conftest import CHANNEL, RECORDER, until
from tests.integration.gb28181.playing import PlayingRecorder, written
from tests.integration.gb28181.recorded_film import second_shown

CAMERA = CameraConfig(id=1, source=f"gb28181://{RECORDER}/{CHANNEL}")
#: 2026-11-26 10:00:00 of the county.
T0 = 1_795_658_400
DAY = (T0 - 10 * 3600) * 1000, (T0 + 14 * 3600) * 1000

Make = Callable[..., Awaitable[PlayingRecorder]]


@pytest_asyncio.fixture
async def recorder(station: Station, gb_settings: Settings) -> AsyncIterator[Make]:
    opened: list[PlayingRecorder] = []

    async def make(**how: object) -> PlayingRecorder:
        opened.append(PlayingRecorder(port=gb_settings.gb28181_port, **how))  # type: ignore[arg-type]
        await opened[-1].open()
        await opened[-1].register()
        return opened[-1]

    yield make
    for device in opened:
        await device.close()


@pytest.fixture
def devices(station: Station, gb_settings: Settings) -> DeviceRecordings:
    return DeviceRecordings(station, gb_settings)


async def listed(devices: DeviceRecordings) -> RecordingsAnswer:
    return await devices.spans(CAMERA, *DAY)


def hours(*spans: tuple[float, float]) -> list[tuple[str, str]]:
    return [(written(T0 + begin * 3600), written(T0 + end * 3600)) for begin, end in spans]


# --- what there is -----------------------------------------------------------------------------------


@pytest.mark.parametrize("over", ["UDP", "TCP"])
async def test_a_day_is_listed_from_many_messages_in_county_time(
    devices: DeviceRecordings, recorder: Make, over: str
) -> None:
    halves = [(k / 2, k / 2 + 0.5) for k in range(-8, 0)]
    device = await recorder(over=over, records=hours(*halves, (2, 3)))
    told = await listed(devices)
    assert told.spans == (((T0 - 4 * 3600) * 1000, T0 * 1000), ((T0 + 7200) * 1000, (T0 + 10_800) * 1000))
    assert (told.why, told.is_whole, told.left_out) == ("", True, 0)
    (query,) = device.queries
    for line in ("<StartTime>2026-11-26T00:00:00<", "<EndTime>2026-11-27T00:00:00<", "<Type>all<", f">{CHANNEL}<"):
        assert line in query


async def test_a_day_without_recordings_is_empty_and_whole(devices: DeviceRecordings, recorder: Make) -> None:
    await recorder()
    assert await listed(devices) == RecordingsAnswer()


async def test_times_that_are_none_are_left_out_and_counted(devices: DeviceRecordings, recorder: Make) -> None:
    bad = [
        ("yesterday", "today"), ("2026-13-01T00:00:00", "2026-13-01T01:00:00"), ("", ""),
        ("2026-11-26T11:00:00", "2026-11-26T10:00:00"), ("2001-01-01T00:00:00", "2001-01-01T01:00:00"),
        ("9999-12-31T23:59:59", "9999-12-31T23:59:59"),
    ]  # fmt: skip
    good = [("2026-11-25T23:00:00", "2026-11-26T00:30:00"), ("2026-11-26 10:00:00", "2026-11-26 10:00:05")]
    await recorder(records=bad + good)
    told = await listed(devices)
    assert told.left_out == len(bad)
    assert told.spans == ((DAY[0], DAY[0] + 1_800_000), (T0 * 1000, (T0 + 5) * 1000))


async def test_a_list_that_stops_in_the_middle_is_told_as_such(
    devices: DeviceRecordings, recorder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "SILENT_S", 0.3)
    item = f"<Item><StartTime>{written(T0)}</StartTime><EndTime>{written(T0 + 60)}</EndTime></Item>"
    await recorder(record_pages=[f"<SumNum>7</SumNum><RecordList>{item}</RecordList>"])
    told = await listed(devices)
    assert (told.spans, told.is_whole) == (((T0 * 1000, (T0 + 60) * 1000),), False)


async def test_an_endless_list_has_an_end(
    devices: DeviceRecordings, recorder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recordings, "RECORDS_MAX", 50)
    pages = [
        f"<SumNum>999999999</SumNum><RecordList><Item><StartTime>{written(T0 + 60 * k)}</StartTime>"
        f"<EndTime>{written(T0 + 60 * k + 30)}</EndTime></Item></RecordList>"
        for k in range(150)
    ]
    await recorder(over="TCP", record_pages=pages)
    told = await listed(devices)
    assert len(told.spans) == 50
    assert not told.is_whole
    assert told.left_out > 50


async def test_ten_thousand_records_are_one_day(devices: DeviceRecordings, recorder: Make) -> None:
    """Eight seconds each, as a recorder writes that cuts at every movement."""
    begin_s = T0 - 10 * 3600
    files = [(written(begin_s + 8 * k), written(begin_s + 8 * k + 8)) for k in range(10_000)]
    await recorder(over="TCP", per_page=200, records=files)
    told = await listed(devices)
    assert told.spans == ((begin_s * 1000, (begin_s + 80_000) * 1000),)
    assert (told.is_whole, told.left_out) == (True, 0)


async def test_who_does_not_answer_or_is_not_there_is_said(
    devices: DeviceRecordings, recorder: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "not registered" in (await listed(devices)).detail
    device = await recorder()
    device.silent_to.add("RecordInfo")
    monkeypatch.setattr("anlan.cameras.gb28181.questions.TOLD_WITHIN_S", 0.5)
    monkeypatch.setattr("anlan.cameras.gb28181.exchange.ANSWER_WITHIN_S", 0.5)
    told = await listed(devices)
    assert told.why == "failed"
    assert "no answer" in told.detail or "did not answer" in told.detail
    assert (await devices.spans(CameraConfig(id=2, source="rtsp://10.0.0.5/x"), *DAY)).why == "none"
    assert devices.film(CameraConfig(id=2, source="rtsp://10.0.0.5/x"), 0, 1, 1.0) is None


# --- playing it --------------------------------------------------------------------------------------


@pytest_asyncio.fixture
async def play(devices: DeviceRecordings) -> AsyncIterator[Callable[..., DeviceFilm]]:
    """``play(at_s, until_s)`` begins; all films end with the test."""
    films: list[DeviceFilm] = []

    def begin(at_s: float, until_s: float = T0 + 3600, speed: float = 1.0) -> DeviceFilm:
        made = devices.film(CAMERA, round(at_s * 1000), round(until_s * 1000), speed)
        assert made is not None
        films.append(made())  # type: ignore[arg-type]
        return films[-1]

    yield begin
    for film in films:
        film.close()
    await asyncio.sleep(0.5)


async def shots(film: DeviceFilm, count: int, within_s: float = 20) -> list[Shot]:
    found: list[Shot] = []
    async with asyncio.timeout(within_s):
        while len(found) < count and film.state != "ended":
            found += film.take()
            await asyncio.sleep(0.05)
    return found


def are_of_their_time(found: list[Shot]) -> None:
    """Every picture says the second that its time says; a picture at the edge of one may be of the neighbour."""
    for shot in found:
        said, told = second_shown(shot.jpeg), shot.at_ms / 1000 % 1024
        assert min(abs(said + 0.5 - told), 1024 - abs(said + 0.5 - told)) < 0.9, (said, told)


@pytest.mark.parametrize("takes_tcp", [True, False])
async def test_it_is_played_from_the_chosen_time_and_every_picture_has_its_own(
    station: Station, recorder: Make, play: Callable[..., DeviceFilm], takes_tcp: bool
) -> None:
    device = await recorder(takes_tcp=takes_tcp)
    film = play(T0 + 600)
    found = await shots(film, 8)
    assert film.state == "playing"
    assert found[0].at_ms == (T0 + 600) * 1000
    are_of_their_time(found)
    assert (found[-1].at_ms - found[1].at_ms) / (len(found) - 2) > 150  # about five a second
    offer = device.invites[-1]
    for line in ("s=Playback", f"u={CHANNEL}:0", f"t={T0 + 600} {T0 + 3600}", "\r\ny=1"):
        assert line in offer
    assert "streamnumber" not in offer
    film.close()
    await until(lambda: device.byes == 1)
    assert station.calls.count == 0


async def test_it_pauses_goes_on_goes_elsewhere_and_runs_faster(
    recorder: Make, play: Callable[..., DeviceFilm]
) -> None:
    device = await recorder()
    film = play(T0)
    before = await shots(film, 3)
    film.pause()
    await until(lambda: film.state == "paused")
    assert device.infos[-1] == "PAUSE RTSP/1.0\r\nCSeq: 1\r\nPauseTime: now\r\n\r\n"
    film.take()
    await asyncio.sleep(0.6)
    assert film.take() == []
    film.play(1.0)
    found = await shots(film, 3)
    assert "Range: npt=now-" in device.infos[-1]
    assert 0 <= found[0].at_ms - before[-1].at_ms < 2_500
    are_of_their_time(found)

    film.seek((T0 + 1200) * 1000, 4.0)
    found = await shots(film, 6)
    assert any("Range: npt=1200-" in body for body in device.infos)
    assert any("Scale: 4.0" in body for body in device.infos)
    assert (film.run, film.speed) == (1, 4.0)
    assert abs(found[0].at_ms - (T0 + 1200) * 1000) < 1_000
    are_of_their_time(found)
    assert found[-1].at_ms - found[0].at_ms > 2_000  # six pictures, a second of watching
    assert len(device.invites) == 1

    film.seek((T0 - 300) * 1000, 1.0)  # before what was asked for: another conversation
    found = await shots(film, 3)
    assert len(device.invites) == 2
    assert found[0].at_ms == (T0 - 300) * 1000
    are_of_their_time(found)


async def test_a_paused_film_that_is_sent_elsewhere_shows_one_picture(
    recorder: Make, play: Callable[..., DeviceFilm]
) -> None:
    await recorder()
    film = play(T0)
    await shots(film, 2)
    film.pause()
    await until(lambda: film.state == "paused")
    film.seek((T0 + 900) * 1000, 1.0)
    (found,) = await shots(film, 1)
    assert abs(found.at_ms - (T0 + 900) * 1000) < 1_000
    await asyncio.sleep(1)
    assert film.state == "paused"
    assert len(film.take()) <= 1


async def test_a_device_that_refuses_to_be_steered_is_asked_anew_and_plays_at_one(
    recorder: Make, play: Callable[..., DeviceFilm]
) -> None:
    device = await recorder(refuses=("Range: npt=5", "PAUSE", "Scale"))
    film = play(T0, speed=8.0)
    await shots(film, 2)
    assert film.speed == 1.0
    film.seek((T0 + 500) * 1000, 1.0)
    found = await shots(film, 2)
    assert found[0].at_ms == (T0 + 500) * 1000
    assert len(device.invites) == 2
    film.pause()
    await until(lambda: device.byes == 2)
    film.play(1.0)
    are_of_their_time(await shots(film, 2))
    assert len(device.invites) == 3


async def test_a_device_is_let_go_of_while_a_film_stands_long(
    recorder: Make, play: Callable[..., DeviceFilm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_film, "HELD_S", 0.3)
    device = await recorder()
    film = play(T0)
    last = (await shots(film, 3))[-1].at_ms
    film.pause()
    await until(lambda: device.byes == 1)
    film.play(1.0)
    found = await shots(film, 2)
    assert -1_000 <= found[0].at_ms - last < 3_000
    assert len(device.invites) == 2


@pytest.mark.parametrize("names_the_call", [True, False])
async def test_the_end_of_the_recording_is_the_end(
    recorder: Make, play: Callable[..., DeviceFilm], names_the_call: bool
) -> None:
    device = await recorder(names_the_call=names_the_call, leads=2.0)
    film = play(T0, T0 + 4)
    found = await shots(film, 1000)
    assert (film.state, film.detail) == ("ended", "end")
    assert found[-1].at_ms >= (T0 + 2) * 1000
    film.seek(T0 * 1000, 1.0)
    assert (await shots(film, 1))[0].at_ms == T0 * 1000
    assert len(device.invites) == 2


async def test_a_stream_that_breaks_off_is_said_and_can_be_begun_again(
    recorder: Make, play: Callable[..., DeviceFilm]
) -> None:
    device = await recorder()
    film = play(T0)
    await shots(film, 3)
    device.cut()
    await shots(film, 1000)
    assert film.state == "ended"
    assert "closed the connection" in film.detail
    film.seek((T0 + 60) * 1000, 1.0)
    assert (await shots(film, 1))[0].at_ms == (T0 + 60) * 1000


async def test_pictures_nobody_fetches_are_dropped_and_counted(
    recorder: Make, play: Callable[..., DeviceFilm], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_film, "MOST_WAITING", 4)
    await recorder()
    film = play(T0)
    await until(lambda: film.skipped > 2)
    found = film.take()
    assert len(found) <= 4
    are_of_their_time(found)


async def test_who_is_not_there_cannot_play(play: Callable[..., DeviceFilm]) -> None:
    film = play(T0)
    await until(lambda: film.state == "ended")
    assert "not registered" in film.detail
