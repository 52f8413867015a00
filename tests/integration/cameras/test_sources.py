"""Pictures from real files, sockets and servers; losses, returns, and no login in any message."""

import contextlib
import http.server
import itertools
import socket
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import pytest

from anlan.bus.messages import CameraConfig
from anlan.cameras import reader as reader_module
from anlan.cameras.reader import Reader
from anlan.cameras.slot import NewestFrame
from anlan.cameras.sources import virtual
from anlan.cameras.sources.address import open_source, shown
from anlan.cameras.sources.base import SourceLost
from anlan.domain.clock import SystemClock
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.unit.cameras.pictures import room

PASSWORD = "geheim:p@ss/wort"


def until(what: Callable[[], bool], wait_s: float = 30.0) -> None:
    deadline = time.monotonic() + wait_s
    while not what():
        assert time.monotonic() < deadline, "did not happen in time"
        time.sleep(0.05)


def arrivals(camera: CameraConfig, config: Settings, count: int) -> list[tuple[float, tuple[int, ...]]]:
    stop = threading.Event()
    found = []
    for arrival in open_source(camera, config).arrivals(stop):
        found.append((arrival.stream_s, arrival.load().shape))
        if len(found) == count:
            stop.set()
            break
    return found


def camera(source: str, **more) -> CameraConfig:  # type: ignore[no-untyped-def]
    return CameraConfig(id=1, source=source, **more)


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", camera_files=tmp_path, field_hosts="127.0.0.1")


def test_a_file_is_looped_at_its_own_pace(film: Path, config: Settings) -> None:
    begun = time.monotonic()
    found = arrivals(camera("file:film.mp4"), config, 25)
    assert time.monotonic() - begun > 2.0
    assert found[0][1] == (180, 320, 3)
    assert [b > a for (a, _), (b, _) in itertools.pairwise(found)] == [True] * 24


def test_a_folder_of_pictures_is_shown_in_the_order_of_names(tmp_path: Path, config: Settings) -> None:
    (tmp_path / "corridor").mkdir()
    for k in range(3):
        cv2.imwrite(str(tmp_path / "corridor" / f"{k}.png"), room(at=k))
    found = arrivals(camera("folder:corridor", options={"seconds_per_picture": "0.05"}), config, 7)
    assert len(found) == 7


@pytest.mark.parametrize(
    "source", ["file:../secret.mp4", "file:/etc/passwd", "folder:nowhere", "gopher://x", "virtual:x"]
)
def test_an_address_that_cannot_be_used_says_why(source: str, config: Settings, tmp_path: Path) -> None:
    with pytest.raises(SourceLost):
        arrivals(camera(source), config, 1)


def test_a_file_that_is_no_film_is_lost_not_fatal(tmp_path: Path, config: Settings) -> None:
    (tmp_path / "film.mp4").write_bytes(b"this is no film" * 100)
    with pytest.raises(SourceLost):
        arrivals(camera("file:film.mp4"), config, 1)


def test_virtual_cameras_are_drawn_by_whoever_offers_the_scene(
    monkeypatch: pytest.MonkeyPatch, config: Settings
) -> None:
    class Drawn:
        def frame(self, at_s: float):  # type: ignore[no-untyped-def]
            return room(at=int(at_s * 10))

    monkeypatch.setattr(virtual, "installed", lambda: [lambda scene, options: Drawn() if scene == "room" else None])
    assert arrivals(camera("virtual:room", options={"fps": "20"}), config, 3)[0][1] == (180, 320, 3)


class Mjpeg(http.server.BaseHTTPRequestHandler):
    """Sends ten pictures as multipart, then closes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        for k in range(10):
            jpeg = cv2.imencode(".jpg", room(at=k))[1].tobytes()
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
            self.wfile.write(head.encode() + jpeg + b"\r\n")
            time.sleep(0.02)

    def log_message(self, *args: object) -> None:
        pass


def test_http_mjpeg(config: Settings) -> None:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mjpeg) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        found = arrivals(camera(f"http://127.0.0.1:{server.server_port}/video"), config, 5)
        server.shutdown()
    assert found[0][1] == (180, 320, 3)


class Elsewhere(http.server.BaseHTTPRequestHandler):
    """A camera that sends its reader to another machine."""

    target = ""

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", self.target)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: object) -> None:
        pass


def test_a_camera_cannot_send_the_platform_to_another_machine(config: Settings) -> None:
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Mjpeg) as other,
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server,
    ):
        Elsewhere.target = f"http://127.0.0.1:{other.server_port}/video"
        for each in (other, server):
            threading.Thread(target=each.serve_forever, daemon=True).start()
        with pytest.raises(SourceLost):
            arrivals(camera(f"http://127.0.0.1:{server.server_port}/video"), config, 1)
        assert arrivals(camera(Elsewhere.target), config, 1)  # it would have been reached
        for each in (other, server):
            each.shutdown()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "169.254.169.254"])
def test_an_address_of_this_machine_is_not_called(host: str, tmp_path: Path) -> None:
    with pytest.raises(SourceLost, match="ANLAN_FIELD_HOSTS"):
        arrivals(camera(f"rtsp://viewer@{host}:8554/cam"), Settings(data=tmp_path), 1)


def test_rtsp_over_tcp_with_a_sealed_login(rtsp, port: int, config: Settings) -> None:  # type: ignore[no-untyped-def]
    rtsp(port, "watch", PASSWORD)
    known = camera(f"rtsp://127.0.0.1:{port}/cam", sealed_login=seal(f"watch:{PASSWORD}", config))
    assert arrivals(known, config, 5)[0][1] == (360, 640, 3)
    with pytest.raises(SourceLost) as refused:
        arrivals(camera(f"rtsp://127.0.0.1:{port}/cam", sealed_login=seal("watch:wrong-one", config)), config, 1)
    assert "wrong-one" not in str(refused.value)
    assert "watch" not in str(refused.value)


def test_pictures_begin_with_the_first_key_picture_not_with_the_next(
    rtsp,  # type: ignore[no-untyped-def]
    port: int,
    config: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Cameras send one in several seconds: one more to wait for is that much longer blind. This one sends no other."""
    monkeypatch.setenv("RTSP_KEY_EVERY", "100000")
    rtsp(port)
    assert arrivals(camera(f"rtsp://127.0.0.1:{port}/cam"), config, 1)[0][1] == (360, 640, 3)


def test_a_login_sealed_for_another_key_is_refused_plainly(config: Settings, tmp_path: Path) -> None:
    foreign = seal("watch:x", Settings(data=tmp_path / "elsewhere"))
    with pytest.raises(SourceLost, match="enter the login again"):
        arrivals(camera("rtsp://127.0.0.1:1/cam", sealed_login=foreign), config, 1)


def test_addresses_are_shown_without_login_and_query() -> None:
    assert shown("rtsp://admin:secret@10.0.0.5:554/live?token=abc") == "rtsp://10.0.0.5:554/live"


def test_a_camera_that_is_unplugged_and_plugged_in_comes_back(
    rtsp,  # type: ignore[no-untyped-def]
    port: int,
    config: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reader_module, "BACK_OFF_FIRST_S", 0.1)
    monkeypatch.setattr(reader_module, "BACK_OFF_MAX_S", 0.5)
    slot = NewestFrame()
    known = camera(f"rtsp://127.0.0.1:{port}/cam")
    reader = Reader("gate", lambda: open_source(known, config), slot, SystemClock())
    reader.start()
    try:
        until(lambda: bool(reader.problem))  # nobody there yet
        server: subprocess.Popen[bytes] = rtsp(port)
        until(lambda: slot.arrived > 3 and not reader.problem)
        server.kill()
        server.wait()
        until(lambda: bool(reader.problem))
        before = slot.arrived
        rtsp(port)
        until(lambda: slot.arrived > before + 3 and not reader.problem)
    finally:
        reader.stop()
        reader.join(25)


def test_five_hundred_reconnects_leave_no_thread_and_no_socket_behind(config: Settings) -> None:
    """Each connection is accepted and closed at once: the rudest way to be lost."""
    import psutil

    process = psutil.Process()
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(5)

        def refuse() -> None:
            with contextlib.suppress(OSError):  # the end of the test
                while True:
                    server.accept()[0].close()

        refusing = threading.Thread(target=refuse, daemon=True)
        refusing.start()
        known = camera(f"rtsp://127.0.0.1:{server.getsockname()[1]}/cam")
        counts = []
        for attempt in range(500):
            with pytest.raises(SourceLost):
                arrivals(known, config, 1)
            if attempt in (50, 499):
                counts.append((process.num_fds(), process.num_threads(), process.memory_info().rss))
    assert counts[1][0] <= counts[0][0] + 2
    assert counts[1][1] <= counts[0][1] + 1
    assert counts[1][2] - counts[0][2] < 20 * 2**20
