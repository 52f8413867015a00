"""Which kind of control a camera has; another kind is one line in ``KINDS``.

Asked is the address in the camera's option ``control`` (an RTSP camera with an ONVIF service), else its source.
"""

from collections.abc import Callable

from anlan.bus.messages import CameraConfig
from anlan.cameras.control.base import CameraControl
from anlan.cameras.control.onvif import OnvifControl
from anlan.cameras.sources.address import device_at
from anlan.kit.settings import Settings


def _onvif(address: str, camera: CameraConfig, config: Settings) -> CameraControl:
    return OnvifControl(lambda: device_at(address, camera, config))


#: Scheme of an address → its control.
KINDS: dict[str, Callable[[str, CameraConfig, Settings], CameraControl]] = {"onvif": _onvif, "onvifs": _onvif}


def control_of(camera: CameraConfig, config: Settings) -> CameraControl | None:
    """The control of a camera; None when its kind cannot be turned. Nothing is called yet."""
    address = camera.options.get("control") or camera.source
    make = KINDS.get(address.partition(":")[0])
    return make(address, camera, config) if make else None
