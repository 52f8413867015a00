"""What every player is: it has a place and a speed, and gives the pictures that are due. No method blocks for long."""

from typing import Literal, Protocol

from anlan.bus.playback_messages import Shot

State = Literal["opening", "playing", "paused", "ended"]

#: Speeds that a screen may ask for.
SPEEDS = (1.0, 2.0, 4.0, 8.0)
#: Pictures a second that a screen gets, at any speed.
SHOTS_PER_S = 5
#: ``detail`` of a film that ended because nothing more is recorded.
THE_END = "end"


class Film(Protocol):
    """One player for one person. ``run``, ``state``, ``detail`` and ``skipped``: see ``PlaybackAnswer``."""

    state: State
    detail: str
    run: int
    speed: float
    skipped: int

    def take(self) -> list[Shot]:
        """Pictures that are due, oldest first, each once; at most an answer's worth."""
        ...

    def play(self, speed: float) -> None:
        """Go on, at this speed."""
        ...

    def pause(self) -> None:
        """Stand still."""
        ...

    def seek(self, at_ms: int, speed: float) -> None:
        """Go there; a paused film shows one picture and stays paused, an ended one plays again."""
        ...

    def close(self) -> None:
        """End it; the device, if any, is told in the background."""
        ...
