"""Asking the cameras process to play back."""

from anlan.bus.camera_client import QUICK_S, answer_to
from anlan.bus.client import Bus
from anlan.bus.playback_messages import (
    PlaybackAnswer,
    PlaybackOpen,
    PlaybackSteer,
    RecordingsAnswer,
    RecordingsAsk,
)

#: A recorder lists a full day in many messages.
LISTED_S = 25.0


async def recordings(bus: Bus, wanted: RecordingsAsk) -> RecordingsAnswer:
    """When there is something to play.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "recordings", wanted, RecordingsAnswer, LISTED_S)


async def begin(bus: Bus, wanted: PlaybackOpen) -> PlaybackAnswer:
    """Begin a session; a device is asked meanwhile.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "playback_open", wanted, PlaybackAnswer, QUICK_S)


async def steer(bus: Bus, wanted: PlaybackSteer) -> PlaybackAnswer:
    """Steer a session and fetch its pictures.

    Raises:
        NoAnswer: nobody answers.
    """
    return await answer_to(bus, "playback", wanted, PlaybackAnswer, QUICK_S)
