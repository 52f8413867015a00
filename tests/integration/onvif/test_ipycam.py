"""Against somebody else's ONVIF camera: ``ipycam`` (pure Python, MIT), whose HTTP, PTZ and discovery servers run here.

It is no dependency, because it wants another build of OpenCV. To run this, put it beside:
``pip install --no-deps --target DIR ipycam==1.3.0`` and ``PYTHONPATH=DIR``.
"""

import http.server
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from bench.ports import free_port

from anlan.cameras.control.onvif import OnvifControl
from anlan.cameras.onvif.answers import sub_stream
from anlan.cameras.onvif.device import Device, Login
from anlan.cameras.onvif.discovery import discover
from anlan.cameras.onvif.errors import LoginRefused
from anlan.cameras.onvif.wire import Endpoint

pytest.importorskip("ipycam", reason="needs ipycam: pip install --no-deps --target DIR ipycam, PYTHONPATH=DIR")


@pytest.fixture
def camera(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)  # it keeps its presets where it runs
    from ipycam.config import CameraConfig
    from ipycam.http import IPCameraHTTPHandler
    from ipycam.onvif import ONVIFService
    from ipycam.ptz import PTZController

    config = CameraConfig(local_ip="127.0.0.1", onvif_port=free_port(), username="watch", password="geheim")
    ptz = PTZController(output_width=1920, output_height=1080)
    made = SimpleNamespace(config=config, ptz=ptz, onvif=ONVIFService(config, ptz))
    # Version 1.3.0 forgets to declare the prefixes of its PTZ answers; no XML reader can read them without.
    declared = " ".join(f'xmlns:{prefix}="http://www.onvif.org/ver20/ptz/wsdl"' for prefix in ("ptz", "tptz"))
    made.onvif._templates["envelope"] = made.onvif._templates["envelope"].replace("xmlns:tt=", f"{declared} xmlns:tt=")
    handler = type("Handler", (IPCameraHTTPHandler,), {"camera": made})
    with http.server.ThreadingHTTPServer(("127.0.0.1", config.onvif_port), handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        yield made
        server.shutdown()
    ptz.stop()


def device_of(camera: Any, password: str = "geheim") -> Device:
    endpoint = Endpoint.of(f"onvif://127.0.0.1:{camera.config.onvif_port}", "127.0.0.1")
    return Device(endpoint, Login("watch", password))


def test_it_is_asked_for_its_streams(camera: Any) -> None:
    device = device_of(camera)
    assert device.facts().model == camera.config.model
    chosen = sub_stream(device.profiles())
    assert chosen is not None
    assert chosen.width == camera.config.sub_width
    assert device.stream_address(chosen.token).startswith("rtsp://127.0.0.1:")
    with pytest.raises(LoginRefused):
        device_of(camera, "wrong").facts()


def test_it_turns_stops_and_goes_to_its_presets(camera: Any) -> None:
    camera.ptz.set_preset("gate", "门口")
    control = OnvifControl(lambda: device_of(camera))
    can = control.abilities()
    assert (can.turns, can.zooms) == (True, True)
    assert ("gate", "门口") in control.presets()
    control.move(0.5, -0.25, 0.0)
    assert (camera.ptz.velocity.pan_speed, camera.ptz.velocity.tilt_speed) == (0.5, -0.25)
    control.stop()
    assert camera.ptz.velocity.pan_speed == 0.0
    control.goto_preset("gate")


def test_it_is_discovered(camera: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from ipycam.discovery import WSDiscoveryServer

    monkeypatch.setattr(WSDiscoveryServer, "MULTICAST_PORT", free_port())
    server = WSDiscoveryServer(camera.onvif)  # joins the group on the loopback interface
    server.start()
    found = discover("127.0.0.1", 0.9, (server.MULTICAST_ADDR, server.MULTICAST_PORT))
    server.stop()
    assert f"onvif://127.0.0.1:{camera.config.onvif_port}" in [one.address for one in found]
