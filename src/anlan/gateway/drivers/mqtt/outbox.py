"""What the platform sends to one client: QoS 1 until acknowledged, within the client's receive maximum."""

from collections import deque

import msgspec

from anlan.gateway.drivers.mqtt.codec import Publish


class Outbox:
    """Messages under way and waiting; both bounded."""

    def __init__(self, most_waiting: int) -> None:
        self.receive_maximum = 65_535
        self._most_waiting = most_waiting
        self._under_way: dict[int, Publish] = {}
        self._waiting: deque[Publish] = deque()
        self._last_id = 0

    def push(self, message: Publish) -> Publish | None:
        """The message to send now, or None when it has to wait. OverflowError when the queue is full."""
        if not message.qos:
            return message
        if len(self._under_way) >= min(self.receive_maximum, self._most_waiting):
            if len(self._waiting) >= self._most_waiting:
                raise OverflowError("the client does not acknowledge what it is sent")
            self._waiting.append(message)
            return None
        return self._number(message)

    def acknowledged(self, packet_id: int) -> Publish | None:
        """One is done; the next to send, if any."""
        if self._under_way.pop(packet_id, None) is None or not self._waiting:
            return None
        return self._number(self._waiting.popleft())

    def again(self) -> list[Publish]:
        """What was under way when the connection broke, to be sent again in order."""
        return [msgspec.structs.replace(message, dup=True) for message in self._under_way.values()]

    def _number(self, message: Publish) -> Publish:
        while True:
            self._last_id = self._last_id % 65_535 + 1
            if self._last_id not in self._under_way:
                break
        message.packet_id = self._last_id
        self._under_way[self._last_id] = message
        return message
