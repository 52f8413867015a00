"""Finding devices on a network: real datagrams, from devices and from strangers."""

import socket
import threading
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner

from anlan.cameras.onvif import discovery
from anlan.cameras.onvif.discovery import discover, read
from anlan.cli import app
from tests.servers.onvif_device import BOMB

MATCH = """<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"
 xmlns:d="http://schemas.xmlsoap.org/ws/2005/04/discovery"><s:Body><d:ProbeMatches><d:ProbeMatch>
<d:Types>dn:NetworkVideoTransmitter</d:Types><d:Scopes>{scopes}</d:Scopes><d:XAddrs>{addresses}</d:XAddrs>
</d:ProbeMatch></d:ProbeMatches></s:Body></s:Envelope>"""
SCOPES = (
    "onvif://www.onvif.org/name/%E5%86%B7%E5%BA%93 onvif://www.onvif.org/hardware/DS-2DE4 onvif://x/location/ningbo"
)

Answering = Callable[..., tuple[str, int]]


@pytest.fixture
def answering() -> Iterator[Answering]:
    """``answering(b"…", b"…")`` stands in for a network whose machines send these datagrams to whoever asks."""
    sockets = []

    def start(*answers: bytes) -> tuple[str, int]:
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind(("127.0.0.1", 0))
        sockets.append(server)

        def run() -> None:
            while True:
                try:
                    probe, sender = server.recvfrom(4096)
                except OSError:
                    return
                assert b"NetworkVideoTransmitter" in probe
                for answer in answers:
                    server.sendto(answer, sender)

        threading.Thread(target=run, daemon=True).start()
        return server.getsockname()

    yield start
    for server in sockets:
        server.close()


def match(addresses: str, scopes: str = SCOPES) -> bytes:
    return MATCH.format(scopes=scopes, addresses=addresses).encode()


def test_a_device_is_named_once_with_name_model_and_scopes(answering: Answering) -> None:
    told = match("http://[fe80::1]/onvif/device_service http://127.0.0.1:8000/onvif/device_service")
    (found,) = discover("", 0.6, answering(told, told))
    assert found[:4] == ("127.0.0.1", "onvif://127.0.0.1:8000", "冷库", "DS-2DE4")
    assert len(found.scopes) == 3
    assert not found.is_elsewhere


def test_a_device_that_names_another_machine_is_marked() -> None:
    (found,) = read(match("http://192.168.1.64/onvif/device_service"), "10.0.0.5")
    assert found.address == "onvif://192.168.1.64"
    assert found.is_elsewhere


def test_what_is_no_answer_is_left_out_and_hides_nobody(answering: Answering) -> None:
    good = match("http://127.0.0.1/onvif/device_service")
    bad = [BOMB, b"\xff\x00", b"<a/>", match("file:///etc/passwd"), match("http://user:pw@127.0.0.1/"), b"<a>" * 9000]
    assert [found.address for found in discover("", 0.6, answering(*bad, good))] == ["onvif://127.0.0.1"]


def test_no_stranger_fills_the_memory_or_the_terminal(monkeypatch: pytest.MonkeyPatch, answering: Answering) -> None:
    monkeypatch.setattr(discovery, "DEVICES_MAX", 3)
    answers = [match(f"http://10.0.0.{k}/") for k in range(9)]
    assert len(discover("", 0.6, answering(*answers))) == 3
    (found,) = read(match("http://10.0.0.1/", "onvif://www.onvif.org/name/%1B%5B2Jgone" + "x" * 500), "10.0.0.1")
    assert found.name.startswith("[2Jgone")
    assert len(found.name) <= 64


def test_the_command_lists_what_answers(monkeypatch: pytest.MonkeyPatch, answering: Answering) -> None:
    there = answering(match("http://192.168.1.64/onvif/device_service"))
    monkeypatch.setattr(discovery, "discover", lambda interface, timeout_s: discover(interface, timeout_s, there))
    done = CliRunner().invoke(app, ["cameras", "discover", "--timeout-s", "0.6"])
    assert done.exit_code == 0
    assert "onvif://192.168.1.64" in done.stdout
    assert "冷库" in done.stdout
    assert "127.0.0.1" in done.stdout  # who really answered


def test_an_interface_that_is_not_ours_is_said() -> None:
    done = CliRunner().invoke(app, ["cameras", "discover", "--interface", "203.0.113.9", "--timeout-s", "0.3"])
    assert done.exit_code == 1
    assert "203.0.113.9" in done.stderr
