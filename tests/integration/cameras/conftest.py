"""A real RTSP server and small film files."""

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import av
import pytest
from bench.ports import free_port

from tests.unit.cameras.pictures import room, with_block

SYSTEM_PYTHON = "/usr/bin/python3"
NEEDS = "needs Debian's gir1.2-gst-rtsp-server-1.0, python3-gi, gstreamer1.0-plugins-{base,good,ugly}"
_TRY = (
    "import gi; gi.require_version('Gst','1.0'); gi.require_version('GstRtspServer','1.0');"
    "from gi.repository import Gst, GstRtspServer; Gst.init(None);"
    "assert Gst.ElementFactory.find('x264enc') and Gst.ElementFactory.find('rtph264pay')"
)

Serve = Callable[..., subprocess.Popen[bytes]]


@pytest.fixture(scope="session")
def _gstreamer() -> None:
    try:
        done = subprocess.run([SYSTEM_PYTHON, "-c", _TRY], capture_output=True, timeout=30, check=False)
    except OSError:
        pytest.skip(NEEDS)
    if done.returncode:
        pytest.skip(NEEDS)


@pytest.fixture
def rtsp(_gstreamer: None) -> Iterator[Serve]:
    """``rtsp(port, "user", "password")`` starts a server; all are ended with the test."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(port: int, *login: str) -> subprocess.Popen[bytes]:
        script = str(Path(__file__).with_name("rtsp_server.py"))
        process = subprocess.Popen([SYSTEM_PYTHON, script, str(port), *login], stdout=subprocess.PIPE)
        running.append(process)
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        return process

    yield serve
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """Two seconds of something moving, 320 × 180, 10 a second."""
    path = tmp_path / "film.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        for k in range(20):
            picture = with_block(room(at=k), 10 * k, 60)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path
