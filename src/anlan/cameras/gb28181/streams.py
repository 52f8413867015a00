"""Pictures of devices, live and recorded: asked for, received, steered and ended.

Its methods block and are for reader threads; the dialogues themselves run on the event loop.
"""

import asyncio
import contextlib
import threading
from collections.abc import Coroutine, Iterator
from typing import Any, TypeVar

from anlan.cameras.gb28181.calls import Call, Calls, Declined
from anlan.cameras.gb28181.devices import Device, Devices
from anlan.cameras.gb28181.exchange import NoAnswer
from anlan.cameras.gb28181.feed import Feed
from anlan.cameras.gb28181.media import Ports, Receiver
from anlan.cameras.gb28181.questions import Questions
from anlan.cameras.gb28181.sdp import Offer, Recorded
from anlan.cameras.gb28181.source import Address
from anlan.cameras.sources.base import OPEN_LIMIT_S, SourceLost
from anlan.domain.clock import Clock
from anlan.kit.sip.refusals import Refusals, Refused

T = TypeVar("T")

#: An INVITE may wait for others of the same device; then its answer takes up to ten seconds.
INVITE_LIMIT_S = 2 * OPEN_LIMIT_S
#: Refusals of an offer, not of the picture: another offer may be taken.
CANNOT = frozenset({400, 415, 488, 606})


class Streams:
    """All of one station. ``packets_lost`` counts over those that have ended."""

    def __init__(
        self, devices: Devices, questions: Questions, calls: Calls, ports: Ports, refusals: Refusals, clock: Clock
    ) -> None:
        self._devices, self._questions, self._calls, self._ports = devices, questions, calls, ports
        self._refusals, self._clock = refusals, clock
        self._loop = asyncio.get_running_loop()
        self.packets_lost = 0

    def device_here(self, address: Address) -> Device:
        """The device of a camera.

        Raises:
            SourceLost: nobody has entered it, or it is not here.
        """
        device = self._devices.get(address.device_id)
        if device is None:
            raise SourceLost(f"{address}: nobody has entered this device")
        if not device.is_here(self._clock.now_ms()):
            raise SourceLost(f"{address}: the device is not registered, or has been silent for three keepalives")
        return device

    # --- live --------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def playing(self, address: Address, stop: threading.Event) -> Iterator[Feed]:
        """A stream, for as long as the context lasts.

        Raises:
            SourceLost: the device does not send it.
        """
        device = self.device_here(address)
        feed = Feed(stop)
        call, receiver = self._begin(device, address, feed)
        try:
            yield feed
        finally:
            if not receiver.was_heard and not stop.is_set():
                device.needs_udp = not device.needs_udp  # the other way may go through
            self.packets_lost += receiver.lost
            feed.end("nobody wants the pictures any more")
            if not self._loop.is_closed():  # else all dialogues have ended with it
                asyncio.run_coroutine_threadsafe(self._calls.bye(call), self._loop)

    def _begin(
        self, device: Device, address: Address, feed: Feed, recorded: Recorded | None = None
    ) -> tuple[Call, Receiver]:
        """Ask in the way that should work, and in others while the device says that it cannot do that."""
        why: Exception = NoAnswer("no answer")
        for is_tcp, wants_sub in _ways(device, address):
            try:
                wanted = address._replace(wants_sub=wants_sub)
                begun = self._invite(device, wanted, feed, is_tcp=is_tcp, recorded=recorded)
            except Declined as declined:
                why = declined
                if declined.status not in CANNOT:
                    break
            except (NoAnswer, Refused, TimeoutError) as error:
                why = error
                break
            else:
                device.needs_udp = not is_tcp
                return begun
        raise SourceLost(f"{address}: {str(why) or 'no answer'}")

    def _invite(
        self, device: Device, address: Address, feed: Feed, *, is_tcp: bool, recorded: Recorded | None
    ) -> tuple[Call, Receiver]:
        port = self._ports.open(is_tcp=is_tcp)
        try:
            ssrc = self._calls.new_ssrc(is_live=recorded is None)
            here, wants_sub = self._questions.here(device), address.wants_sub
            offer = Offer(address.channel_id, here, port.number, ssrc, is_tcp, wants_sub, recorded)
            call = self._wait_for(self._calls.invite(device, offer, feed.end), INVITE_LIMIT_S)
        except BaseException:
            port.socket.close()
            raise
        hosts = frozenset(filter(None, (device.host, call.media.host)))
        receiver = Receiver(port, hosts, call.media.ssrc or int(ssrc), feed, self._refusals)
        receiver.start()
        return call, receiver

    # --- recorded ----------------------------------------------------------------------------------

    def begin_recording(self, address: Address, recorded: Recorded, feed: Feed) -> tuple[Call, Receiver]:
        """Ask for a recording.

        Raises:
            SourceLost: the device does not send it.
        """
        return self._begin(self.device_here(address), address, feed, recorded)

    def steer(self, call: Call, body: bytes) -> bool:
        """Send a command within a dialogue. False when the device does not take it."""
        try:
            return self._wait_for(self._calls.info(call, body), OPEN_LIMIT_S)
        except TimeoutError:
            return False

    def end(self, call: Call, receiver: Receiver) -> None:
        """End a dialogue, in the background."""
        self.packets_lost += receiver.lost
        if not self._loop.is_closed():
            asyncio.run_coroutine_threadsafe(self._calls.bye(call), self._loop)

    def _wait_for(self, work: Coroutine[Any, Any, T], limit_s: float) -> T:
        done = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return done.result(limit_s)
        except TimeoutError:
            done.cancel()
            raise


class Recordings:
    """One camera's recordings, as ``playback.Plays``."""

    def __init__(self, streams: Streams, address: Address) -> None:
        self._streams, self._address = streams, address

    def begin_recording(self, begin_s: int, end_s: int, feed: Feed) -> tuple[Call, Receiver]:
        """See ``Plays``."""
        return self._streams.begin_recording(self._address, Recorded(begin_s, end_s), feed)

    def steer(self, call: Call, body: str) -> bool:
        """See ``Plays``."""
        return self._streams.steer(call, body.encode())

    def end_recording(self, call: Call, receiver: Receiver) -> None:
        """See ``Plays``."""
        self._streams.end(call, receiver)


def _ways(device: Device, address: Address) -> list[tuple[bool, bool]]:
    """(over TCP, small stream) in the order to try them."""
    over = (not device.needs_udp, device.needs_udp)
    streams = (True, False) if address.wants_sub else (False,)
    return [(is_tcp, wants_sub) for wants_sub in streams for is_tcp in over]
