"""Cameras that are asked where their stream is, at every connection: a path that changed heals itself."""

import threading
from collections.abc import Callable, Iterator

from anlan.cameras.onvif import answers
from anlan.cameras.onvif.device import Device
from anlan.cameras.onvif.errors import NonsenseAnswer, OnvifError
from anlan.cameras.sources.base import Arrival, Source, SourceLost

#: Makes the source of the stream at an address; it adds the login.
Open = Callable[[str], Source]


class OnvifSource:
    """``profile``: the token of a profile to use; "" takes the sub-stream."""

    def __init__(self, device: Callable[[], Device], shown: str, open_stream: Open, profile: str = "") -> None:
        self._device, self._shown, self._open, self._profile = device, shown, open_stream, profile

    def arrivals(self, stop: threading.Event) -> Iterator[Arrival]:
        """Pictures of the stream that the device names now."""
        try:
            address = stream_of(self._device(), self._profile)
        except OnvifError as error:
            raise SourceLost(f"{self._shown}: {error}") from None
        yield from self._open(address).arrivals(stop)


def stream_of(device: Device, profile: str = "") -> str:
    """Where the stream is, without a login.

    Raises:
        OnvifError: the device cannot be asked, or has no such stream.
    """
    known = device.profiles()
    chosen = next((one for one in known if one.token == profile), None) if profile else answers.sub_stream(known)
    if chosen is None:
        raise NonsenseAnswer(f"the device has no profile {profile!r}" if profile else "the device has no stream")
    return device.stream_address(chosen.token)
