"""Pictures lent upwards: Anlan above asks Anlan below; what arrives is decoded by FFmpeg."""

import asyncio
import threading
from pathlib import Path

import av
import cv2
import pytest

from anlan.cameras.gb28181.station import Station
from anlan.cameras.reader import Reader
from anlan.cameras.slot import NewestFrame
from anlan.cameras.sources.video import VideoSource
from anlan.cameras.views import Frame
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from tests.integration.cascade.conftest import CHANNEL, OWN, SEEN, Below, camera, superior
from tests.integration.gb28181 import program_stream
from tests.integration.gb28181.conftest import until
from tests.integration.gb28181.program_stream import is_the_picture
from tests.integration.gb28181.test_pictures import pictures

ADDRESS = f"gb28181://{OWN}/{CHANNEL}"


def film_file(folder: Path, codec: str, name: str) -> Path:
    """A film of a camera: Annex B as streams have it, or in a container with lengths."""
    path = folder / name
    if name.endswith(".mp4"):
        with av.open(str(path), "w") as out:
            stream = out.add_stream(codec, rate=25)
            stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
            stream.codec_context.gop_size, stream.codec_context.max_b_frames = 10, 0
            for number in range(50):
                frame = av.VideoFrame.from_ndarray(program_stream.picture(number), format="bgr24")
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
        return path
    path.write_bytes(b"".join(data for data, _ in program_stream.coded(50, codec)))
    return path


class Watched:
    """A camera whose reader reads a film, as in the cameras process."""

    def __init__(self, path: Path) -> None:
        self.camera = camera(SEEN)
        self._reader = Reader(
            "film", lambda: VideoSource(str(path), path.name, "file", is_live=False), NewestFrame(), SystemClock(),
            self.camera.tap,
        )  # fmt: skip
        self._reader.start()

    def stop(self) -> None:
        self._reader.stop()
        self._reader.join(5)


async def registered(below: Below, above: Station, **more) -> None:  # type: ignore[no-untyped-def]
    await below.open(superior(below.config, above._config.gb28181_port, **more))
    await until(lambda: CHANNEL in above.devices.get(OWN).catalogue.channels)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("codec", "name", "needs_udp"),
    [
        ("libx264", "film.h264", False), ("libx264", "film.mp4", True), ("libx265", "film.mp4", False),
    ],
)  # fmt: skip
async def test_a_camera_that_sends_h264_or_h265_is_passed_on_as_it_is(
    below: Below, above: Station, tmp_path: Path, codec: str, name: str, needs_udp: bool
) -> None:
    watched = await asyncio.to_thread(lambda: Watched(film_file(tmp_path, codec, name)))
    below.cameras.all[SEEN] = watched.camera
    try:
        await until(lambda: watched.camera.tap.is_coded)
        await registered(below, above)
        above.devices.get(OWN).needs_udp = needs_udp  # type: ignore[union-attr]
        found = await pictures(above, 40, ADDRESS)
        assert found[0].shape == (180, 320, 3)
        assert all(is_the_picture(one) for one in found)
        assert len({one.tobytes() for one in found}) >= 25  # the block moves
        await until(lambda: below.superior.calls.open == [])
        await until(lambda: watched.camera.tap._listeners == ())
    finally:
        await asyncio.to_thread(watched.stop)


async def test_of_any_other_camera_the_newest_analysed_picture_is_coded(below: Below, above: Station) -> None:
    drawn, stop = below.cameras.all[SEEN], threading.Event()

    def analyse() -> None:
        number = 0
        while not stop.wait(0.1):
            number += 1
            drawn.ring.put(Frame(SystemClock().now_ms(), program_stream.picture(number, 640, 360)), [])

    thread = threading.Thread(target=analyse)
    thread.start()
    try:
        await registered(below, above)
        found = await pictures(above, 8, ADDRESS)
        assert found[0].shape == (360, 640, 3)
        assert all(is_the_picture(one, 24) for one in found)
        assert len({one.tobytes() for one in found}) > 4
    finally:
        stop.set()
        thread.join()


async def test_a_camera_that_is_gone_is_said_to_be(below: Below, above: Station) -> None:
    await registered(below, above)
    below.cameras.all[SEEN] = camera(SEEN, CameraState.GONE)
    with pytest.raises(Exception, match="480"):
        await pictures(above, 1, ADDRESS)


async def test_taking_a_camera_back_ends_its_call(below: Below, above: Station) -> None:
    below.cameras.all[SEEN].ring.put(Frame(SystemClock().now_ms(), program_stream.picture(1, 640, 360)), [])
    await registered(below, above)
    config = below.superior.config
    stop = threading.Event()
    watching = asyncio.create_task(asyncio.to_thread(lambda: list(above.source(ADDRESS).arrivals(stop))))
    await until(lambda: len(below.superior.calls.open) == 1 and below.superior.calls.open[0].sender.sent_pictures > 2)
    below.lend(superior(below.config, config.port, sealed_password=config.sealed_password, cameras=[]))
    with pytest.raises(Exception, match="ended its pictures"):
        await asyncio.wait_for(watching, 15)
    assert below.superior.calls.open == []
    assert below.cascade._lines.busy == []


def test_pictures_are_shown_right_way_up() -> None:
    """The helper above would not notice a film of one colour."""
    assert not is_the_picture(cv2.flip(program_stream.picture(1), 0))
