"""A camera may send its reader to another machine only if that machine may be called."""

import contextlib
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from anlan.bus.messages import CameraConfig
from anlan.cameras.sources.address import open_source
from anlan.cameras.sources.base import SourceLost
from anlan.cameras.sources.rtsp import REDIRECTS_MAX
from anlan.cameras.sources.video import VideoSource
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.factories.certificates import make_certificate
from tests.servers.rtsp_sender import SDP, Spoken, behind_tls, redirect, refuse, speaking, yes

PASSWORD = "geheim:p@ss/wort"
#: A machine that the setting does not name.
FORBIDDEN = "127.0.0.2"


@pytest.fixture
def config(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", field_hosts="127.0.0.1")


@pytest.fixture
def trap() -> Iterator[Spoken]:
    """Whoever comes here was led past the guard."""
    with speaking(lambda method, text, before: yes(text), FORBIDDEN) as spoken:
        yield spoken


def first_picture(source: str, config: Settings, login: str = "") -> tuple[int, ...]:
    sealed = seal(login, config) if login else ""
    stop = threading.Event()
    for arrival in open_source(CameraConfig(id=1, source=source, sealed_login=sealed), config).arrivals(stop):
        stop.set()
        return arrival.load().shape
    raise AssertionError("no picture")


@contextlib.contextmanager
def tls_server(port: int, folder: Path) -> Iterator[int]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    pair = make_certificate(folder)
    context.load_cert_chain(pair.chain, pair.key)
    with behind_tls(port, context) as secure:
        yield secure


@pytest.mark.parametrize("login", ["", f"watch:{PASSWORD}"])
@pytest.mark.parametrize("status", [301, 302])
def test_a_redirect_to_a_machine_that_may_be_called_is_followed(
    rtsp,  # type: ignore[no-untyped-def]
    port: int,
    config: Settings,
    login: str,
    status: int,
) -> None:
    rtsp(port, *login.split(":", 1) if login else ())
    to = f"rtsp://127.0.0.1:{port}/cam"

    def answer(method: str, text: str, before: int) -> bytes:
        return refuse(text) if login and "Authorization: Digest" not in text else redirect(text, to, status)

    with speaking(answer) as sender:
        assert first_picture(sender.url, config, login) == (360, 640, 3)


def at(moment: str, to: str):  # type: ignore[no-untyped-def]
    """Well-behaved until the question ``moment``."""

    def answer(method: str, text: str, before: int) -> bytes:
        if method == moment:
            return redirect(text, to)
        return yes(text, body=SDP if method == "DESCRIBE" else b"")

    return answer


@pytest.mark.parametrize("moment", ["OPTIONS", "DESCRIBE"])
def test_a_redirect_to_a_machine_that_may_not_be_called_is_refused_and_says_why(
    moment: str, trap: Spoken, config: Settings
) -> None:
    with speaking(at(moment, trap.url)) as sender, pytest.raises(SourceLost, match="ANLAN_FIELD_HOSTS") as lost:
        first_picture(sender.url, config, f"watch:{PASSWORD}")
    assert trap.connections == 0
    assert "sends its reader elsewhere" in str(lost.value)
    assert PASSWORD not in str(lost.value)


@pytest.mark.parametrize("moment", ["OPTIONS", "DESCRIBE", "SETUP"])
@pytest.mark.parametrize("scheme", ["rtsp", "rtsps", "tcp", "tls", "tls,tcp", "tcp,rtsp", "http", "udp", "satip", ""])
@pytest.mark.parametrize("secure", [False, True])
def test_ffmpeg_itself_follows_nothing_whenever_it_comes(
    moment: str, scheme: str, secure: bool, trap: Spoken, tmp_path: Path
) -> None:
    """What we judge beforehand may change until FFmpeg comes: it must not follow by itself."""
    to = f"{scheme}{':' if scheme else ''}//{FORBIDDEN}:{trap.port}/cam"
    with speaking(at(moment, to)) as sender, tls_server(sender.port, tmp_path) as port:
        url = f"rtsps://127.0.0.1:{port}/cam" if secure else sender.url
        with pytest.raises(SourceLost):
            next(VideoSource(url, "x", "rtsps" if secure else "rtsp", is_live=True).arrivals(threading.Event()))
        assert moment in sender.asked[-1]
    assert trap.connections == 0


@pytest.mark.parametrize(("moment", "secure"), [("SETUP", False), ("OPTIONS", True), ("DESCRIBE", True)])
def test_where_nobody_can_ask_the_camera_s_page_says_what_to_enter(
    moment: str, secure: bool, trap: Spoken, config: Settings, tmp_path: Path
) -> None:
    said = pytest.raises(SourceLost, match="enter the address that the stream itself has")
    with speaking(at(moment, trap.url)) as sender, tls_server(sender.port, tmp_path) as port, said:
        first_picture(f"rtsps://127.0.0.1:{port}/cam" if secure else sender.url, config)
    assert trap.connections == 0


def test_a_camera_that_behaves_the_first_time_gains_nothing(trap: Spoken, config: Settings) -> None:
    """First it asks for the password, and to the same question with the password it answers by a redirect."""

    def answer(method: str, text: str, before: int) -> bytes:
        return redirect(text, trap.url) if "Authorization" in text else refuse(text)

    with speaking(answer) as sender, pytest.raises(SourceLost, match="ANLAN_FIELD_HOSTS"):
        first_picture(sender.url, config, f"watch:{PASSWORD}")
    assert trap.connections == 0


def test_redirects_in_a_circle_end(config: Settings) -> None:
    own: list[str] = []
    with speaking(lambda method, text, before: redirect(text, own[0])) as sender:
        own.append(sender.url)
        with pytest.raises(SourceLost, match=f"more than {REDIRECTS_MAX}"):
            first_picture(sender.url, config)
        assert sender.connections == 2 * (REDIRECTS_MAX + 1)


@pytest.mark.parametrize(
    "to",
    ["/elsewhere", "http://127.0.0.1/", "file:///etc/passwd", "rtsp://", "rtsp://[::1", "rtsp://a b/", "x" * 9_000],
)
def test_a_redirect_to_no_stream_is_refused_plainly(to: str, config: Settings) -> None:
    with (
        speaking(lambda method, text, before: redirect(text, to)) as sender,
        pytest.raises(SourceLost, match="sends its reader"),
    ):
        first_picture(sender.url, config)


def test_a_camera_that_speaks_tls_is_read(rtsp, port: int, config: Settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rtsp(port, "watch", PASSWORD)
    with tls_server(port, tmp_path) as secure:
        assert first_picture(f"rtsps://127.0.0.1:{secure}/cam", config, f"watch:{PASSWORD}") == (360, 640, 3)


class Lists(http.server.BaseHTTPRequestHandler):
    """Answers everything by a list of addresses."""

    content = b""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.content)))
        self.end_headers()
        self.wfile.write(self.content)

    def log_message(self, *args: object) -> None:
        pass


LISTS = {
    "hls": "#EXTM3U\n#EXT-X-TARGETDURATION:5\n#EXTINF:5,\nhttp://{to}/a.ts\n#EXT-X-ENDLIST\n",
    "concat": "ffconcat version 1.0\nfile 'http://{to}/a.ts'\n",
    "sdp": "v=0\no=- 0 0 IN IP4 {host}\ns=x\nc=IN IP4 {host}\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n",
}


@pytest.mark.parametrize("ending", ["cam", "cam.ts", "cam.mp4", "cam.m3u8"])
@pytest.mark.parametrize("kind", LISTS)
def test_a_camera_that_answers_with_a_list_of_addresses_leads_nowhere(
    kind: str, ending: str, trap: Spoken, config: Settings
) -> None:
    Lists.content = LISTS[kind].format(to=f"{FORBIDDEN}:{trap.port}", host=FORBIDDEN).encode() * 40
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Lists) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        with pytest.raises(SourceLost):
            first_picture(f"http://127.0.0.1:{server.server_port}/{ending}", config)
        server.shutdown()
    assert trap.connections == 0
