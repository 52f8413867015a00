"""The recording of one camera on its ONVIF device: which one it is, how far it reaches, and where it is played.

A device tells the first and the last time of a recording and not what is missing between, so a day is one bar. Of
several recordings (a recorder of many cameras) the camera's option ``recording`` names one by its token.
"""

from datetime import UTC, datetime

from anlan.bus.messages import CameraConfig
from anlan.cameras.onvif.device import Device
from anlan.cameras.onvif.errors import OnvifError
from anlan.cameras.onvif.recordings import Recording, recordings_of
from anlan.cameras.onvif.replay import Place
from anlan.cameras.onvif.wire import SCHEMES
from anlan.cameras.sources.address import at_port, device_at, login_of
from anlan.cameras.sources.base import SourceLost
from anlan.domain.clock import to_ms
from anlan.kit.sealing import NotOurs
from anlan.kit.settings import Settings


def onvif_address(camera: CameraConfig) -> str:
    """Where the camera's device is asked; "" when it does not speak ONVIF."""
    address = camera.options.get("control") or camera.source
    return address if address.partition(":")[0] in SCHEMES else ""


class OnvifRecorder:
    """Asked anew each time; every method blocks for some seconds at most and raises ``SourceLost``."""

    def __init__(self, camera: CameraConfig, config: Settings) -> None:
        self._camera, self._config = camera, config

    def reach(self) -> tuple[int, int] | None:
        """From when to when there is something, ms since 1970 by our clock; None without a recording."""
        device, found = self._asked()
        if found is None:
            return None
        ahead_ms = round(device.clock_offset_s * 1000)
        begin, end = _instant(found.earliest), _instant(found.latest)
        if begin is None or end is None or end <= begin:
            raise SourceLost("the device does not say from when to when it recorded")
        return begin - ahead_ms, end - ahead_ms

    def place(self) -> Place:
        """Where it is played."""
        device, found = self._asked()
        if found is None:
            raise SourceLost("the device has no recordings")
        port = self._camera.options.get("rtsp_port", "")
        address = at_port(found.address, int(port)) if port.isdecimal() else found.address
        return Place(address, login_of(self._camera, self._config), round(device.clock_offset_s * 1000))

    def _asked(self) -> tuple[Device, Recording | None]:
        try:
            device = device_at(onvif_address(self._camera), self._camera, self._config)
            known = recordings_of(device)
        except (OnvifError, NotOurs) as error:
            raise SourceLost(str(error)) from None
        wanted = self._camera.options.get("recording", "")
        if wanted and all(one.token != wanted for one in known):
            raise SourceLost(f"the device has no recording {wanted!r}")
        return device, next((one for one in known if one.token == wanted or not wanted), None)


def _instant(text: str) -> int | None:
    """Of an xs:dateTime; one without a zone is UTC, as ONVIF wants it."""
    try:
        told = datetime.fromisoformat(text)
        return to_ms(told if told.tzinfo else told.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return None
