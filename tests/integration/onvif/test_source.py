"""A camera whose source is ``onvif://``: its stream is asked for at every connection."""

import threading

import pytest

from anlan.bus.messages import CameraConfig
from anlan.cameras.sources.address import open_source, shown
from anlan.cameras.sources.base import SourceLost
from anlan.kit.sealing import seal
from anlan.kit.settings import Settings
from tests.integration.cameras.conftest import _gstreamer, port, rtsp
from tests.servers.onvif_device import Make

__all__ = ["_gstreamer", "port", "rtsp"]  # fixtures


def first_picture(camera: CameraConfig, config: Settings) -> tuple[int, ...]:
    stop = threading.Event()
    for arrival in open_source(camera, config).arrivals(stop):
        stop.set()
        return arrival.load().shape
    raise AssertionError("no picture")


def test_the_stream_is_found_and_found_again_after_its_path_changed(
    onvif: Make, rtsp, port: int, config: Settings
) -> None:  # type: ignore[no-untyped-def]
    """The real RTSP server serves ``/cam`` only: a path that was asked for yesterday leads nowhere."""
    rtsp(port, "watch", "geheim")
    device = onvif(stream=f"rtsp://192.168.1.64:{port}/elsewhere")
    camera = CameraConfig(id=1, source=device.address, sealed_login=seal("watch:geheim", config))
    with pytest.raises(SourceLost) as lost:
        first_picture(camera, config)
    assert "geheim" not in str(lost.value)
    device.how.stream = f"rtsp://192.168.1.64:{port}/cam"
    assert first_picture(camera, config) == (360, 640, 3)
    assert device.asked.count("GetStreamUri") == 2


def test_a_profile_may_be_chosen_and_a_forwarded_port_named(onvif: Make, rtsp, port: int, config: Settings) -> None:  # type: ignore[no-untyped-def]
    rtsp(port, "watch", "geheim")
    device = onvif(stream="rtsp://192.168.1.64:554/{token}")
    device.how.widths["cam"] = (1280, 720)
    options = {"profile": "cam", "rtsp_port": str(port)}
    camera = CameraConfig(id=1, source=device.address, sealed_login=seal("watch:geheim", config), options=options)
    assert first_picture(camera, config) == (360, 640, 3)


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"password": "other"}, "refuses the account"),
        ({"ill": "bomb"}, "not plain XML"),
        ({"widths": {}}, "no stream"),
        ({"stream": "file:///etc/passwd"}, "no stream"),
    ],
)
def test_what_keeps_it_from_its_stream_is_said(onvif: Make, config: Settings, how: dict[str, object], why: str) -> None:
    camera = CameraConfig(id=1, source=onvif(**how).address, sealed_login=seal("watch:geheim", config))
    with pytest.raises(SourceLost, match=why):
        first_picture(camera, config)


def test_this_machine_is_not_asked_unless_it_is_named(onvif: Make, config: Settings) -> None:
    device = onvif()
    strict = config.model_copy(update={"field_hosts": ""})
    with pytest.raises(SourceLost, match="ANLAN_FIELD_HOSTS"):
        first_picture(CameraConfig(id=1, source=device.address), strict)
    assert device.asked == []


def test_an_address_is_shown_without_login() -> None:
    assert shown("onvif://admin:secret@10.0.0.5:8000/") == "onvif://10.0.0.5:8000/"
