"""Messages of one subject, in order, from a place in the log on; asks again by itself when anything goes wrong.

A continuous pull: the server sends what is there and what comes, up to an agreed number of messages and bytes.
Nothing is acknowledged: the place in the log is the reader's own (the engine's snapshot, a row in SQL).
"""

import asyncio
import json
from collections import deque
from dataclasses import dataclass

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Most messages and bytes asked for at once: this is all that can wait in memory.
ASK_MESSAGES = 256
ASK_BYTES = 64 * 2**20
_ASK_EXPIRES_S = 30
_HEARTBEAT_S = 2
#: Nothing at all from the server, not even a heartbeat, for this long: the pull is taken up anew.
_DEAF_AFTER_S = 3 * _HEARTBEAT_S


@dataclass(frozen=True, slots=True)
class LogMessage:
    """One message as the log has it."""

    seq: int
    logged_at_ms: int
    payload: bytes
    headers: dict[str, str]
    subject: str = ""


class LogReader:
    """Reads ``subject`` of ``stream``. Full: it stops asking; the server keeps the rest."""

    def __init__(self, bus: Bus, subject: str, stream: str = subjects.READINGS) -> None:
        self._bus = bus
        self._stream = stream
        self._subject = subject
        self._inbox: deque[LogMessage] = deque()
        self._subscription: Subscription | None = None
        self._consumer = ""
        self._reply = ""
        self._woken = asyncio.Event()
        self._outstanding = 0
        self._next_delivery = 1
        self._heard_at = 0.0
        self._is_broken = True
        self.restarts = 0

    async def read(self, after_seq: int, wait_s: float) -> list[LogMessage]:
        """What follows ``after_seq``: at once when something waits, else the first that comes within ``wait_s``.

        An empty list means: nothing yet. The caller must go on from the last message it was given.
        """
        deadline = asyncio.get_running_loop().time() + wait_s
        while not self._inbox:
            if self._is_broken or self._is_deaf():
                await self._reopen(after_seq)
            await self._ask()
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                return []
            self._woken.clear()
            if not self._inbox and not self._is_broken:
                await _wait(self._woken, left)
        messages = list(self._inbox)
        self._inbox.clear()
        await self._ask()
        return messages

    async def close(self) -> None:
        """Stop reading and remove the consumer."""
        await self._drop()

    def restart(self) -> None:
        """Take the pull up anew at the next read."""
        self._is_broken = True
        self._inbox.clear()

    def _is_deaf(self) -> bool:
        return asyncio.get_running_loop().time() - self._heard_at > _DEAF_AFTER_S

    async def _reopen(self, after_seq: int) -> None:
        await self._drop()
        self._inbox.clear()
        config = ConsumerConfig(
            name=self._bus.nc._nuid.next().decode(),
            deliver_policy=DeliverPolicy.BY_START_SEQUENCE,
            opt_start_seq=after_seq + 1,
            ack_policy=AckPolicy.NONE,
            filter_subject=self._subject,
            inactive_threshold=60.0,
            mem_storage=True,
            num_replicas=1,
        )
        try:
            await self._bus.js.add_consumer(self._stream, config)
            inbox = self._bus.nc.new_inbox()
            self._subscription = await self._bus.nc.subscribe(inbox, cb=self._receive)
        except (NatsError, TimeoutError, OSError) as error:
            log.warning("log not readable yet, trying again", error=repr(error))
            await asyncio.sleep(0.5)
            return
        self._consumer, self._reply = config.name or "", inbox
        self._outstanding, self._next_delivery = 0, 1
        self._heard_at = asyncio.get_running_loop().time()
        self._is_broken = False
        self.restarts += 1

    async def _drop(self) -> None:
        self._is_broken = True
        subscription, self._subscription = self._subscription, None
        if subscription is None:
            return
        for step in (subscription.unsubscribe, self._delete_consumer):
            try:
                async with asyncio.timeout(2):
                    await step()
            except (NatsError, TimeoutError, OSError) as error:
                log.debug("old pull not removed; the server forgets it by itself", error=repr(error))

    async def _delete_consumer(self) -> None:
        try:
            await self._bus.js.delete_consumer(self._stream, self._consumer)
        except NotFoundError:
            return

    async def _ask(self) -> None:
        """Keep a request open while there is room for what it may bring."""
        if self._is_broken or self._outstanding > 0 or self._inbox:
            return
        request = {
            "batch": ASK_MESSAGES,
            "max_bytes": ASK_BYTES,
            "expires": _ASK_EXPIRES_S * 10**9,
            "idle_heartbeat": _HEARTBEAT_S * 10**9,
        }
        self._outstanding = ASK_MESSAGES
        api = f"$JS.API.CONSUMER.MSG.NEXT.{self._stream}.{self._consumer}"
        try:
            await self._bus.nc.publish(api, json.dumps(request).encode(), reply=self._reply)
        except (NatsError, OSError):
            self._is_broken = True

    async def _receive(self, message: Msg) -> None:
        self._heard_at = asyncio.get_running_loop().time()
        status = (message.headers or {}).get("Status")
        if status is not None and not message.data:
            self._note_status(status, (message.headers or {}).get("Description", ""))
        elif not self._is_broken:
            self._take(message)
        self._woken.set()

    def _note_status(self, status: str, description: str) -> None:
        """100 is a heartbeat; 404, 408 and most 409 end a request; the rest ends the pull."""
        if status == "100":
            return
        self._outstanding = 0
        if status not in {"404", "408"} and not description.startswith(("Message Size", "Batch Completed")):
            log.info("pull ended by the server", status=status, description=description)
            self._is_broken = True

    def _take(self, message: Msg) -> None:
        metadata = message.metadata
        if metadata.sequence.consumer != self._next_delivery:
            # Something the server sent was lost on the way: ask again from the reader's place.
            self._is_broken = True
            self._inbox.clear()
            return
        self._next_delivery += 1
        self._outstanding -= 1
        self._inbox.append(
            LogMessage(
                metadata.sequence.stream,
                round(metadata.timestamp.timestamp() * 1000),
                message.data,
                message.headers or {},
                message.subject,
            )
        )


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
