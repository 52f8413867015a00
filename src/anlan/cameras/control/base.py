"""What a kind of camera must offer to be turned. Calls block, for at most some seconds, on a thread of their own."""

from typing import NamedTuple, Protocol


class ControlFailed(Exception):
    """The camera was not turned; ``str()`` says why, without a login."""


class CannotTurn(ControlFailed):
    """The camera has nothing to turn: asking again is of no use."""


class Abilities(NamedTuple):
    """What the camera can do."""

    turns: bool
    zooms: bool


class Preset(NamedTuple):
    """A stored position: ``token`` is the camera's word for it, ``name`` what people call it."""

    token: str
    name: str


class Velocity(NamedTuple):
    """Speeds from −1 to 1: right, up and closer are positive; 0 does not move."""

    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0


class CameraControl(Protocol):
    """One camera. Used by one thread at a time.

    Every call may raise :class:`ControlFailed`.
    """

    def abilities(self) -> Abilities:
        """What it can do.

        Raises:
            CannotTurn: nothing.
        """
        ...

    def move(self, pan: float, tilt: float, zoom: float) -> None:
        """Turn at these speeds (−1..1) until told otherwise; the camera may stop by itself after a second."""
        ...

    def stop(self) -> None:
        """Stand still."""
        ...

    def presets(self) -> list[Preset]:
        """Stored positions."""
        ...

    def goto_preset(self, token: str) -> None:
        """Begin to turn to a stored position; returns before it is reached."""
        ...

    def is_moving(self) -> bool | None:
        """Does it turn now? None: it does not tell."""
        ...
