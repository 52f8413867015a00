"""Asking an ONVIF device over a real socket: logins, wrong clocks, and strangers who answer badly."""

import re
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from anlan.cameras.onvif import wire
from anlan.cameras.onvif.answers import sub_stream, turning
from anlan.cameras.onvif.device import PTZ, Device, Login
from anlan.cameras.onvif.errors import Fault, LoginRefused, NonsenseAnswer, OnvifError, Unreachable
from anlan.cameras.onvif.recordings import recordings_of
from anlan.cameras.onvif.wire import Endpoint
from anlan.cli import app
from anlan.cli import cameras as cli_cameras
from anlan.kit.settings import Settings
from tests.factories.certificates import make_certificate
from tests.servers.onvif_device import Make, OnvifDevice

HERE = "127.0.0.1"


def device_of(camera: OnvifDevice, password: str = "geheim") -> Device:
    return Device(Endpoint.of(camera.address, HERE), Login("watch", password))


def test_a_device_says_who_it_is_and_which_streams_it_has(onvif: Make) -> None:
    device = device_of(onvif())
    assert device.facts()[:2] == ("Anlan tests", "PTZ-1")
    profiles = device.profiles()
    assert [(p.token, p.width) for p in profiles] == [("main", 2560), ("sub", 704), ("tiny", 320)]
    chosen = sub_stream(profiles)
    assert chosen is not None
    assert chosen.token == "sub"  # the narrowest that is wide enough
    ptz = turning(profiles)
    assert ptz is not None
    assert (ptz.node, ptz.turns, ptz.zooms) == ("node0", True, True)


def test_the_stream_is_on_the_machine_that_was_judged_whatever_the_device_says(onvif: Make) -> None:
    camera = onvif()
    assert device_of(camera).stream_address("sub") == "rtsp://127.0.0.1:554/Streaming/Channels/sub"
    camera.how.stream = "rtsp://admin:secret@169.254.169.254:8554/x?channel=1&amp;subtype=1"
    assert device_of(camera).stream_address("sub") == "rtsp://127.0.0.1:8554/x?channel=1&subtype=1"
    for bad in ("file:///etc/passwd", "concat:a|b", "rtsp://h:99999/x", "", "http://127.0.0.1/x"):
        camera.how.stream = bad
        with pytest.raises(NonsenseAnswer, match="no stream"):
            device_of(camera).stream_address("sub")


def test_snapshots_have_an_address(onvif: Make) -> None:
    assert device_of(onvif()).snapshot_address("main") == "http://127.0.0.1:80/snapshot/main.jpg"


@pytest.mark.parametrize("ahead_s", [-40 * 365 * 86_400.0, -3600.0, 7200.0])
def test_a_login_is_stamped_by_the_clock_of_the_device(onvif: Make, ahead_s: float) -> None:
    device = device_of(onvif(clock_ahead_s=ahead_s))
    assert device.facts().model == "PTZ-1"
    assert device.clock_offset_s == pytest.approx(ahead_s, abs=3)


def test_http_digest_where_the_device_asks_for_it(onvif: Make) -> None:
    camera = onvif(auth="digest")
    device = device_of(camera)
    assert device.facts().model == "PTZ-1"
    assert len(device.profiles()) == 3
    with pytest.raises(LoginRefused):
        device_of(camera, "wrong").facts()


def test_a_refused_password_is_said_without_naming_it(onvif: Make) -> None:
    with pytest.raises(LoginRefused) as refused:
        device_of(onvif(), "wr0ng-one").facts()
    assert "wr0ng-one" not in str(refused.value)


def test_a_password_is_never_sent_in_clear(onvif: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    camera, sent = onvif(), []
    post = Endpoint.post

    def heard(self, path, body, headers):  # type: ignore[no-untyped-def]
        sent.append(body + repr(headers).encode())
        return post(self, path, body, headers)

    monkeypatch.setattr(Endpoint, "post", heard)
    device_of(camera).facts()
    camera.how.auth = "digest"
    device_of(camera).facts()
    assert len(sent) >= 4
    assert not any(b"geheim" in one for one in sent)


def test_services_are_found_on_devices_too_old_for_get_services(onvif: Make) -> None:
    old = onvif()
    old._GetServices = None  # type: ignore[method-assign, assignment]
    old._GetCapabilities = lambda asked: (  # type: ignore[attr-defined]
        "<x:Capabilities><tt:Media><tt:XAddr>http://192.168.1.64/onvif/media</tt:XAddr><tt:StreamingCapabilities/>"
        "</tt:Media><tt:PTZ><tt:XAddr>http://192.168.1.64/onvif/ptz</tt:XAddr></tt:PTZ></x:Capabilities>"
    )
    assert len(device_of(old).profiles()) == 3


def test_over_tls_a_certificate_must_be_trusted(onvif: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = make_certificate(tmp_path)
    camera = onvif(certificate=certificate)
    with pytest.raises(Unreachable):
        device_of(camera).facts()
    assert camera.asked == []
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate.chain))  # as an administrator of this machine would
    assert device_of(camera).facts().model == "PTZ-1"


def test_what_a_device_has_recorded_and_where_it_is_played(onvif: Make) -> None:
    (found,) = recordings_of(device_of(onvif(records=True)))
    assert found == (
        "R1", "gate", "2026-11-01T00:00:00Z", "2026-11-23T08:00:00Z", "rtsp://127.0.0.1:554/Streaming/Channels/replay/R1"
    )  # fmt: skip
    assert recordings_of(device_of(onvif())) == []


def test_the_command_prints_what_an_installer_wants_to_know(onvif: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    camera = onvif(records=True, clock_ahead_s=7200.0)
    monkeypatch.setattr(cli_cameras, "settings", lambda: Settings(field_hosts=HERE))
    asked = ["cameras", "ask", camera.address, "--user", "watch"]
    done = CliRunner().invoke(app, asked, input="geheim\n")
    assert done.exit_code == 0
    for line in (
        "PTZ-1",
        "sub: H264 704 x 576  <- analysed",
        "snapshot: http://",
        "recording R1",
        "PTZ: yes",
    ):
        assert line in done.stdout
    assert re.search(r"its clock: \+7(19\d|200) s", done.stdout)  # the device tells whole seconds
    assert "geheim" not in done.output
    refused = CliRunner().invoke(app, asked, input="wrong-one\n")
    assert refused.exit_code == 1
    assert "refuses the account" in refused.stderr


def test_a_device_with_the_newer_media_service_only(onvif: Make) -> None:
    device = device_of(onvif(media="media2"))
    chosen = sub_stream(device.profiles())
    assert chosen is not None
    assert (chosen.token, chosen.encoding) == ("sub", "H265")
    assert device.stream_address("sub") == "rtsp://127.0.0.1:554/Streaming/Channels/sub"


def test_the_camera_of_these_tests_notices_a_message_that_breaks_the_schema(onvif: Make) -> None:
    camera = onvif()
    device_of(camera).ask(PTZ, "Stop", "<x:Pan>true</x:Pan>")
    assert "ProfileToken" in camera.faulty.pop()


def test_a_device_without_a_service_says_so(onvif: Make) -> None:
    with pytest.raises(Fault, match="does not offer"):
        device_of(onvif(has_ptz=False)).ask(PTZ, "GetNodes")


@pytest.mark.parametrize(("ill", "why"), [("huge", "larger"), ("bomb", "not plain XML"), ("rubbish", "not plain XML")])
def test_what_is_no_answer_is_refused(onvif: Make, ill: str, why: str) -> None:
    with pytest.raises(NonsenseAnswer, match=why):
        device_of(onvif(ill=ill)).facts()


@pytest.mark.parametrize("ill", ["slow", "drip"])
def test_a_slow_device_is_given_up(onvif: Make, ill: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire, "ANSWER_S", 0.5)
    begun = time.monotonic()
    with pytest.raises(Unreachable):
        device_of(onvif(ill=ill)).facts()
    assert time.monotonic() - begun < 20  # the answer would have taken thirty


def test_a_redirect_is_not_followed(onvif: Make) -> None:
    other = onvif()
    with pytest.raises(NonsenseAnswer, match="redirect"):
        device_of(onvif(redirect_to=f"http://127.0.0.1:{other.port}/onvif/device_service")).facts()
    assert other.asked == []


@pytest.mark.parametrize(
    "address",
    [
        "onvif://127.0.0.1", "onvif://[::1]", "onvif://0x7f000001", "onvif://2130706433", "onvif://0177.0.0.1",
        "onvif://[::ffff:127.0.0.1]", "onvif://169.254.169.254", "onvif://localhost", "onvif://0.0.0.0",
        "onvif://224.0.0.1", "onvif://[fe80::1]", "http://10.0.0.5", "onvif://", "onvif://10.0.0.5:99999",
        "onvif:10.0.0.5",
    ],
)  # fmt: skip
def test_addresses_that_must_not_be_called_are_not(address: str) -> None:
    with pytest.raises(Unreachable):
        Endpoint.of(address, "")


def test_a_machine_that_is_not_there(onvif: Make) -> None:
    camera = onvif()
    device = device_of(camera)
    camera.close()
    with pytest.raises(OnvifError, match="no answer"):
        device.facts()
