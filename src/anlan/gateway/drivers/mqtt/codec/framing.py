"""Cuts a TCP byte stream into MQTT packets; holds at most one unfinished packet."""

from anlan.gateway.drivers.mqtt.codec.reasons import MqttError, Reason
from anlan.gateway.drivers.mqtt.codec.wire import read_length

Frame = tuple[int, bytes]


class Framer:
    """Feed it what arrived; it returns whole packets as (first byte, body).

    ``most_bytes`` bounds a packet including its header. An error is raised by the next call of :meth:`feed` after
    the good packets before it were returned: see :attr:`error`.
    """

    __slots__ = ("_held", "_need", "error", "most_bytes")

    def __init__(self, most_bytes: int) -> None:
        self.most_bytes = most_bytes
        self.error: MqttError | None = None
        self._held = bytearray()
        self._need = 2

    @property
    def held_bytes(self) -> int:
        """Size of the unfinished packet."""
        return len(self._held)

    def feed(self, data: bytes) -> list[Frame]:
        """Whole packets, in order. When :attr:`error` is set afterwards, the stream is beyond repair."""
        if self._held:
            self._held += data
            if len(self._held) < self._need:
                return []
            data = bytes(self._held)
            self._held = bytearray()
        frames: list[Frame] = []
        try:
            at = self._cut(data, frames)
        except MqttError as error:
            self.error = error
            return frames
        if at < len(data):
            self._held += data[at:] if at else data
        return frames

    def _cut(self, data: bytes, frames: list[Frame]) -> int:
        at, size, most = 0, len(data), self.most_bytes
        self._need = 2
        while size - at >= 2:
            try:
                length, start = read_length(data, at + 1)
            except IndexError:
                self._need = size - at + 1
                break
            end = start + length
            if end - at > most:
                raise MqttError(Reason.PACKET_TOO_LARGE, "packet_too_large", f"packets may have {most} bytes here")
            if end > size:
                self._need = end - at
                break
            frames.append((data[at], data[start:end]))
            at = end
        return at
