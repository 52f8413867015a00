"""A camera that is killed, frozen, blackened, unplugged: the right state within 30 s, and back without a restart.

Once with the limits of production (slow: a picture must stand still for 20 s to be frozen), once with short ones.
"""

import contextlib
import ctypes
import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from anlan.bus.messages import CameraConfig, SceneConfig
from anlan.cameras import camera as camera_module
from anlan.cameras import condition
from anlan.cameras import reader as reader_module
from anlan.cameras.analysts import Analysts
from anlan.cameras.camera import Camera
from anlan.cameras.console.states import StateBook
from anlan.cameras.scene import SceneReading
from anlan.cameras.sources.address import open_source
from anlan.cameras.views import Picture, Seen
from anlan.domain.camera_states import CameraState
from anlan.domain.clock import SystemClock
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.integration.cameras.mjpeg_camera import MjpegCamera

STATE, COUNT = 1, 2
#: What is promised: from the fault to its state, and from the repair to being well.
WITHIN_S = 30.0


class NobodyThere:
    """Models that see nobody: states of cameras do not depend on them."""

    def look(self, picture: Picture, needs: frozenset[str]) -> Seen:
        return Seen()


class Watched:
    """One camera that is read, analysed and ticked as in the process."""

    def __init__(self, source: str, config: Settings) -> None:
        self.last: dict[int, SceneReading] = {}
        known = CameraConfig(
            id=1, source=source, state_point_id=STATE, analysed_fps=5,
            scenes=[SceneConfig(point_id=COUNT, behaviour="headcount", name="gate")],
        )  # fmt: skip
        self.camera = Camera(known, lambda c: open_source(c, config), NobodyThere(), self._take, SystemClock())
        self._analysts = Analysts(lambda: [self.camera], 1)
        self._stop = threading.Event()
        self._ticking = threading.Thread(target=self._tick, daemon=True)

    def __enter__(self) -> "Watched":
        self.camera.start()
        self._analysts.start()
        self._ticking.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._ticking.join(5)
        self._analysts.stop()
        self.camera.stop()
        self.camera.reader.join(25)

    def is_in(self, state: CameraState) -> bool:
        """Both points say it: the camera's own, and the scene's by its quality."""
        own, scene = self.last.get(STATE), self.last.get(COUNT)
        wanted = Quality.GOOD if state is CameraState.OK else Quality.SOURCE_LOST
        return own is not None and scene is not None and own.value == state and scene.quality is wanted

    @property
    def why(self) -> str:
        """What its page says keeps it from working."""
        return StateBook().status(self.camera, (0, 0)).problem

    def comes_to(self, state: CameraState) -> None:
        until(lambda: self.is_in(state), f"not {state.name.lower()} but {self.camera.state.name.lower()}")

    def _take(self, readings: list[SceneReading]) -> None:
        self.last.update({reading.point_id: reading for reading in readings})

    def _tick(self) -> None:
        while not self._stop.wait(0.2):
            self.camera.tick(SystemClock().now_ms())


def until(what: Callable[[], bool], otherwise: str = "did not happen in time", wait_s: float = WITHIN_S) -> None:
    deadline = time.monotonic() + wait_s
    while not what():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


@pytest.fixture(params=["short", pytest.param("production", marks=pytest.mark.slow)])
def limits(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "short":
        monkeypatch.setattr(camera_module, "GONE_AFTER_S", 1.5)
        monkeypatch.setattr(reader_module, "BACK_OFF_FIRST_S", 0.1)
        monkeypatch.setattr(reader_module, "BACK_OFF_MAX_S", 0.5)
        monkeypatch.setattr(condition, "LASTS_S", {**condition.LASTS_S, CameraState.DARK: 0.5, CameraState.FROZEN: 1.0})
        monkeypatch.setattr(condition, "ENDS_S", 0.2)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", camera_files=tmp_path, field_hosts="127.0.0.1")


@pytest.fixture
def mjpeg(port: int) -> Iterator[MjpegCamera]:
    served = MjpegCamera(port)
    served.start()
    yield served
    served.kill()


@pytest.fixture
def watched(limits: None, mjpeg: MjpegCamera, config: Settings) -> Iterator[Watched]:
    with Watched(mjpeg.url, config) as seen:
        seen.comes_to(CameraState.OK)
        yield seen


def test_a_killed_camera_is_gone_and_is_back_when_it_is(watched: Watched, mjpeg: MjpegCamera) -> None:
    mjpeg.kill()
    watched.comes_to(CameraState.GONE)
    until(lambda: "refused" in watched.why, "its page does not say why")
    mjpeg.start()
    watched.comes_to(CameraState.OK)
    assert watched.why == ""


def test_a_frozen_picture_is_no_picture(watched: Watched, mjpeg: MjpegCamera) -> None:
    mjpeg.is_frozen = True
    watched.comes_to(CameraState.FROZEN)
    mjpeg.is_frozen = False
    watched.comes_to(CameraState.OK)
    assert mjpeg.connections == 1


def test_a_blackened_lens_sees_nothing(watched: Watched, mjpeg: MjpegCamera) -> None:
    mjpeg.is_black = True
    watched.comes_to(CameraState.DARK)
    mjpeg.is_black = False
    watched.comes_to(CameraState.OK)
    assert mjpeg.connections == 1


def test_a_pulled_cable_is_noticed_though_the_connection_stays_open(watched: Watched, mjpeg: MjpegCamera) -> None:
    mjpeg.is_unplugged = True
    watched.comes_to(CameraState.GONE)
    mjpeg.is_unplugged = False
    watched.comes_to(CameraState.OK)


def test_an_rtsp_server_that_is_killed_and_started_again(
    limits: None,
    rtsp,  # type: ignore[no-untyped-def]
    port: int,
    config: Settings,
) -> None:
    server = rtsp(port)
    with Watched(f"rtsp://127.0.0.1:{port}/cam", config) as seen:
        seen.comes_to(CameraState.OK)
        server.kill()
        server.wait()
        seen.comes_to(CameraState.GONE)
        rtsp(port)
        seen.comes_to(CameraState.OK)


@pytest.mark.parametrize("times", [30, pytest.param(500, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_reconnects_leave_no_thread_no_socket_and_no_memory_behind(
    times: int, mjpeg: MjpegCamera, config: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A camera that reboots again and again, on a stream that really ran each time."""

    def reboot() -> None:
        mjpeg.kill()
        mjpeg.start()

    leaves_nothing_behind(times, mjpeg.url, reboot, config, monkeypatch)


@pytest.mark.parametrize("times", [25, pytest.param(500, marks=[pytest.mark.slow, pytest.mark.timeout(600)])])
def test_reconnects_to_an_rtsp_server_leave_nothing_behind_either(
    times: int,
    rtsp,  # type: ignore[no-untyped-def]
    port: int,
    config: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Five cameras of one recorder that reboots: each reboot is five real connections lost and made again."""
    monkeypatch.setenv("RTSP_KEY_EVERY", "2")
    served = [rtsp(port)]

    def reboot() -> None:
        served[-1].kill()
        served[-1].wait()
        served[-1].stdout.close()
        served.append(rtsp(port))

    leaves_nothing_behind(times, f"rtsp://127.0.0.1:{port}/cam", reboot, config, monkeypatch, cameras=5)


def leaves_nothing_behind(
    times: int,
    source: str,
    reboot: Callable[[], None],
    config: Settings,
    monkeypatch: pytest.MonkeyPatch,
    cameras: int = 1,
) -> None:
    """``times``: connections made in all."""
    monkeypatch.setattr(reader_module, "BACK_OFF_FIRST_S", 0.01)
    monkeypatch.setattr(reader_module, "BACK_OFF_MAX_S", 0.02)
    process, held = psutil.Process(), []
    with contextlib.ExitStack() as stack:
        watched = [stack.enter_context(Watched(source, config)).camera for _ in range(cameras)]
        reboots = times // cameras
        for number in range(reboots):
            before = [camera.slot.arrived for camera in watched]
            until(lambda before=before: all(c.slot.arrived > n + 1 for c, n in zip(watched, before, strict=True)))  # type: ignore[misc]
            if number in (reboots // 5, reboots - 1):
                rings = sum(camera.ring.size_bytes for camera in watched)  # they fill for a minute
                held.append((process.num_fds(), threading.active_count(), process.memory_info().rss - rings))
            reboot()
        assert sum(camera.reader.connections for camera in watched) >= times
    (files, threads, memory), (files_after, threads_after, memory_after) = held
    assert files_after <= files + 4
    assert threads_after <= threads + 3
    assert memory_after - memory < 12 * 2**20


def _held_bytes(process: psutil.Process) -> int:
    """What a leak would hold: without garbage, and without what the allocator only keeps for next time."""
    gc.collect()
    with contextlib.suppress(OSError, AttributeError):  # another libc than glibc
        ctypes.CDLL(None).malloc_trim(0)
    return int(process.memory_info().rss)
