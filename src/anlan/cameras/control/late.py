"""A control that is made when it is needed and anew after a failure: its device may come and go."""

from collections.abc import Callable
from typing import TypeVar

from anlan.cameras.control.base import Abilities, CameraControl, ControlFailed, Preset

T = TypeVar("T")


class LateControl:
    """``make`` may raise ``ControlFailed`` while the device is not here."""

    def __init__(self, make: Callable[[], CameraControl]) -> None:
        self._make = make
        self._made: CameraControl | None = None

    def abilities(self) -> Abilities:
        """See ``base``, as all below."""
        return self._do(lambda control: control.abilities())

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Turn."""
        self._do(lambda control: control.move(pan, tilt, zoom))

    def stop(self) -> None:
        """Stand still."""
        self._do(lambda control: control.stop())

    def presets(self) -> list[Preset]:
        """Stored positions."""
        return self._do(lambda control: control.presets())

    def goto_preset(self, token: str) -> None:
        """Turn to a stored position."""
        self._do(lambda control: control.goto_preset(token))

    def is_moving(self) -> bool | None:
        """Does it turn now?"""
        return self._do(lambda control: control.is_moving())

    def _do(self, work: Callable[[CameraControl], T]) -> T:
        if self._made is None:
            self._made = self._make()
        try:
            return work(self._made)
        except ControlFailed:
            self._made = None
            raise
