"""The camera server speaks HTTP-MJPEG to a real decoder, over a real socket."""

import asyncio
import base64
import contextlib
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import cv2
import numpy as np
import pytest
from bench.ports import free_port

from anlan.demo import plan
from anlan.demo.pictures import county
from anlan.demo.pictures.serve import RTSP_PACKAGES, SYSTEM_PYTHON, Publisher, bridged, serving
from anlan.demo.pictures.stories import Pace
from anlan.domain.clock import ManualClock, SystemClock

_CODE = "E01-CAM05"


def _publisher(pace: Pace | None = None, credentials: str | None = None, clock: Any = None) -> Publisher:
    cameras = {c.code: c for c in county.cameras(plan.build(), pace or Pace.for_spacing(200)) if c.code == _CODE}
    return Publisher(cameras, clock or SystemClock(), 10.0, credentials)


@contextlib.asynccontextmanager
async def _served(publisher: Publisher) -> AsyncIterator[str]:
    async with serving(publisher) as address:
        yield address


async def _get(url: str, credentials: str = "") -> tuple[int, bytes]:
    def fetch() -> tuple[int, bytes]:
        request = urllib.request.Request(url)
        if credentials:
            request.add_header("Authorization", "Basic " + base64.b64encode(credentials.encode()).decode())
        try:
            with urllib.request.urlopen(request, timeout=20) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    return await asyncio.to_thread(fetch)


async def test_a_decoder_reads_the_stream_frame_after_frame() -> None:
    def read(url: str) -> list[np.ndarray]:
        capture = cv2.VideoCapture(url)
        frames = [frame for ok, frame in (capture.read() for _ in range(5)) if ok]
        capture.release()
        return frames

    async with _served(_publisher()) as address:
        frames = await asyncio.to_thread(read, f"{address}/cameras/{_CODE}.mjpg")
    assert len(frames) == 5
    assert all(frame.shape == (360, 640, 3) for frame in frames)
    assert not np.array_equal(frames[0], frames[-1])


async def test_the_picture_belongs_to_the_truth() -> None:
    clock = ManualClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    async with _served(_publisher(clock=clock)) as address:
        clock.advance(2.0)
        _, jpeg = await _get(f"{address}/cameras/{_CODE}.jpg")
        _, truth = await _get(f"{address}/cameras/{_CODE}/truth.json")
        _, listing = await _get(f"{address}/cameras")
    assert cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR).shape == (360, 640, 3)
    assert json.loads(truth)["in_zone"]["post"] == 1
    assert [s["behaviour"] for s in json.loads(listing)[0]["scenes"]] == ["absence", "smoking", "fire_smoke"]


async def test_many_viewers_cost_one_drawing_per_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = ManualClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    publisher = _publisher(clock=clock)
    drawn: list[float] = []
    original = publisher._encoded
    monkeypatch.setattr(publisher, "_encoded", lambda code, t: drawn.append(t) or original(code, t))
    await asyncio.gather(*(publisher.jpeg(_CODE) for _ in range(20)))
    assert drawn == [0.0]
    clock.advance(0.1)
    await publisher.jpeg(_CODE)
    assert len(drawn) == 2


async def test_a_camera_that_is_gone_refuses_and_drops_its_streams() -> None:
    clock = ManualClock(datetime(2026, 11, 23, 8, tzinfo=UTC))
    pace = replace(Pace.for_spacing(200), faults=1.0)
    publisher = _publisher(pace, clock=clock)
    gone = next(h for h in publisher.cameras[_CODE].story.happenings(0, 1e5) if h.name == "gone")
    clock.advance(gone.began_s + 1)
    async with _served(publisher) as address:
        assert (await _get(f"{address}/cameras/{_CODE}.jpg"))[0] == 503
        assert (await _get(f"{address}/cameras/{_CODE}.mjpg"))[0] == 503
        assert [part async for part in publisher.parts(_CODE)] == []
        clock.advance(gone.ended_s - gone.began_s)
        assert (await _get(f"{address}/cameras/{_CODE}.jpg"))[0] == 200


async def test_wrong_requests_are_refused_with_what_to_do() -> None:
    async with _served(_publisher(credentials="camera:secret")) as address:
        assert (await _get(f"{address}/cameras"))[0] == 401
        assert (await _get(f"{address}/cameras", "camera:wrong"))[0] == 401
        assert (await _get(f"{address}/cameras/{_CODE}.jpg", "camera:secret"))[0] == 200
        status, body = await _get(f"{address}/cameras/E99-CAM01.jpg", "camera:secret")
        assert (status, b"GET /cameras lists them" in body) == (404, True)
        for bad in ("soon", "-1", "nan", "1e99"):
            assert (await _get(f"{address}/happenings.json?until_s={bad}", "camera:secret"))[0] == 400
        status, body = await _get(f"{address}/happenings.json?until_s=1000", "camera:secret")
        assert (status, len(json.loads(body)["happenings"]) >= 4) == (200, True)


_HAS_GSTREAMER = (
    "import gi; gi.require_version('Gst','1.0'); gi.require_version('GstRtspServer','1.0');"
    "from gi.repository import Gst, GstRtspServer; Gst.init(None);"
    "assert all(Gst.ElementFactory.find(e) for e in ('souphttpsrc', 'multipartdemux', 'jpegdec', 'x264enc'))"
)


@pytest.fixture
def _gstreamer() -> None:
    try:
        has = subprocess.run([SYSTEM_PYTHON, "-c", _HAS_GSTREAMER], capture_output=True, timeout=60).returncode == 0
    except OSError:
        has = False
    if not has:
        pytest.skip(f"needs Debian's {RTSP_PACKAGES}")


@pytest.mark.usefixtures("_gstreamer")
async def test_the_same_camera_is_to_be_had_over_rtsp() -> None:

    def read(url: str) -> list[np.ndarray]:
        capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG)
        frames = [frame for ok, frame in (capture.read() for _ in range(4)) if ok]
        capture.release()
        return frames

    publisher = _publisher()
    async with serving(publisher) as address, bridged(publisher, address, free_port()) as rtsp:
        frames = await asyncio.to_thread(read, f"{rtsp}/{_CODE}")
    assert len(frames) == 4
    plain = publisher.cameras[_CODE].virtual.backdrop.clean
    assert frames[-1].shape == plain.shape
    assert np.abs(frames[-1].astype(int) - plain).mean() < 12, "the picture is the camera's own"


async def test_rtsp_that_cannot_be_says_what_is_missing() -> None:
    publisher = _publisher()
    with pytest.raises(RuntimeError, match="gst-rtsp-server"):
        async with bridged(publisher, "http://127.0.0.1:1", free_port(), python="/bin/false"):
            pass
