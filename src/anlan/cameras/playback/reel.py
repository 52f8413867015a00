"""What a device must be able to do to be played: the contract between a protocol and :mod:`device_film`."""

from collections.abc import Callable
from typing import Protocol

#: A picture's time (ms since 1970) and the JPEG.
Show = Callable[[int, bytes], None]
#: Why nothing more comes; ``film.THE_END`` when nothing more is recorded.
Ended = Callable[[str], None]


class Reel(Protocol):
    """One recording being played by a device. Every method blocks for some seconds at most; one thread uses it.

    Between ``start`` and ``stop`` it calls ``show`` and, once, ``ended``, from threads of its own.
    """

    def start(self, at_ms: int, until_ms: int, speed: float, show: Show, ended: Ended) -> float:
        """Ask the device to play from there; the speed it really plays at.

        Raises:
            SourceLost: it does not; the message says why, and holds no login and no address.
        """
        ...

    def seek(self, at_ms: int, speed: float) -> float | None:
        """Go elsewhere in the same conversation; None when that cannot be done: stop, and start there."""
        ...

    def pause(self) -> bool:
        """Stand still; False when the device cannot: stop it."""
        ...

    def resume(self, speed: float) -> float | None:
        """Go on, or go on at another speed; the speed it really plays at, None when that cannot be done."""
        ...

    def stop(self) -> None:
        """End the conversation with the device, if there is one."""
        ...
