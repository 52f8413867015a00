"""Turning a camera over ONVIF's PTZ service."""

from collections.abc import Callable
from xml.etree.ElementTree import Element
from xml.sax.saxutils import escape

from anlan.cameras.control.base import Abilities, CannotTurn, ControlFailed, Preset
from anlan.cameras.onvif import answers, soap
from anlan.cameras.onvif.device import PTZ, Device
from anlan.cameras.onvif.errors import Fault, OnvifError
from anlan.kit.sealing import NotOurs

#: The camera stops by itself after this, also when nobody is left to tell it.
MOVES_FOR = "PT1S"
#: Stands for the home position, which has no token of its own.
HOME = "@home"


class Refused(ControlFailed):
    """The camera understood and says no."""


class OnvifControl:
    """``make``: connects anew; used at first and after every failure, since the clock or the paths may have changed."""

    def __init__(self, make: Callable[[], Device]) -> None:
        self._make = make
        self._known: tuple[Device, answers.Profile] | None = None
        self._has_home = False

    def abilities(self) -> Abilities:
        """Of the first profile with a PTZ unit."""
        _, profile = self._device()
        return Abilities(profile.turns, profile.zooms)

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Only axes that the unit has are named: some refuse the others, even with speed 0."""
        _, profile = self._device()
        turning = f'<tt:PanTilt x="{pan:.3f}" y="{tilt:.3f}"/>' if profile.turns else ""
        zooming = f'<tt:Zoom x="{zoom:.3f}"/>' if profile.zooms else ""
        self._tell("ContinuousMove", f"<x:Velocity>{turning}{zooming}</x:Velocity><x:Timeout>{MOVES_FOR}</x:Timeout>")

    def stop(self) -> None:
        """Both axes."""
        self._tell("Stop", "<x:PanTilt>true</x:PanTilt><x:Zoom>true</x:Zoom>")

    def presets(self) -> list[Preset]:
        """Those stored on the camera; its home position first, where it has one."""
        self._device()
        home = [Preset(HOME, HOME)] if self._has_home else []
        try:
            return [*home, *(Preset(*one) for one in answers.presets_of(self._ask("GetPresets", self._token())))]
        except Refused:  # presets are optional
            return home

    def goto_preset(self, token: str) -> None:
        """``HOME`` is the home position."""
        if token == HOME:
            self._tell("GotoHomePosition", "")
        else:
            self._tell("GotoPreset", f"<x:PresetToken>{escape(token)}</x:PresetToken>")

    def is_moving(self) -> bool | None:
        """By GetStatus, which many cameras do not fill in."""
        return answers.is_moving(self._ask("GetStatus", self._token()))

    def _device(self) -> tuple[Device, answers.Profile]:
        if self._known is None:
            try:
                device = self._make()
                profile = answers.turning(device.profiles()) if device.has(PTZ) else None
                if profile is None:
                    raise CannotTurn("the camera has no PTZ unit")
                self._has_home = _has_home(device, profile.node)
            except (OnvifError, NotOurs) as error:
                raise ControlFailed(str(error)) from None
            self._known = device, profile
        return self._known

    def _token(self) -> str:
        return f"<x:ProfileToken>{escape(self._device()[1].token)}</x:ProfileToken>"

    def _tell(self, operation: str, inside: str) -> None:
        self._ask(operation, self._token() + inside)

    def _ask(self, operation: str, inside: str) -> Element:
        device, _ = self._device()
        try:
            return device.ask(PTZ, operation, inside)
        except OnvifError as error:
            if isinstance(error, Fault):  # it was understood: the connection is well
                raise Refused(str(error)) from None
            self._known = None
            raise ControlFailed(str(error)) from None


def _has_home(device: Device, node: str) -> bool:
    """A camera that does not say has none: it must never be sent to a place nobody chose."""
    try:
        told = device.ask(PTZ, "GetNode", f"<x:NodeToken>{escape(node)}</x:NodeToken>")
    except OnvifError:
        return False
    return soap.words(told, "PTZNode/HomeSupported", 8).lower() in ("true", "1")
