"""Samples of what nobody registered, from the stream UNKNOWN into the records."""

import contextlib

from nats.aio.msg import Msg
from nats.aio.subscription import Subscription
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig, DeliverPolicy
from nats.js.errors import NotFoundError

from anlan.bus import subjects
from anlan.bus.client import Bus
from anlan.bus.messages import UnknownSource, from_json
from anlan.kit.logs import get_logger
from anlan.records.sites.unknown import unknown_source_observe
from anlan.web.records_thread import Database

log = get_logger(__name__)

SUBJECT, STREAM, DURABLE = "anlan.unknown.*.*", subjects.UNKNOWN, "worker-unknown"
#: Samples taken at a time.
MOST = 50


class UnknownIntake:
    """The one reader of the stream; its place in it is a durable consumer, which the next leader takes over."""

    def __init__(self, bus: Bus, database: Database) -> None:
        self._bus, self._database = bus, database

    async def run(self) -> None:
        """Note what nobody registered, until cancelled."""
        subscription = await self._subscribe()
        try:
            while True:
                messages = await _gather(subscription)
                if not messages and not await self._is_there():
                    await _leave(subscription)
                    subscription = await self._subscribe()
                for message in messages:
                    await self._take(message)
        finally:
            await _leave(subscription)

    async def _take(self, message: Msg) -> None:
        try:
            source = from_json(message.data, UnknownSource)
            await self._database(lambda: unknown_source_observe(source))
        except Exception:
            log.exception("unregistered source not noted")
        await message.ack()

    async def _subscribe(self) -> Subscription:
        start = await self._place_of_predecessor()
        return await self._bus.js.subscribe(
            SUBJECT,
            stream=STREAM,
            durable=DURABLE,
            manual_ack=True,
            config=ConsumerConfig(
                ack_policy=AckPolicy.EXPLICIT,
                deliver_policy=DeliverPolicy.BY_START_SEQUENCE if start else DeliverPolicy.ALL,
                opt_start_seq=start,
                ack_wait=30,
                max_ack_pending=1_000,
            ),
        )

    async def _place_of_predecessor(self) -> int | None:
        """Where to go on when the one before died with messages in hand; None where its consumer is in good order.

        What it held is then delivered again at once and first, not after newer messages. Should we die between
        delete and add, everything kept is delivered again; the records keep one row per source all the same.
        """
        try:
            info = await self._bus.js.consumer_info(STREAM, DURABLE)
        except NotFoundError:
            return None
        if not info.push_bound and not info.num_ack_pending:
            return None
        await self._bus.js.delete_consumer(STREAM, DURABLE)
        return (info.ack_floor.stream_seq if info.ack_floor else 0) + 1

    async def _is_there(self) -> bool:
        """False when the consumer went with a stream that was deleted and made again."""
        try:
            await self._bus.js.consumer_info(STREAM, DURABLE)
        except NotFoundError:
            return False
        except (NatsError, TimeoutError, OSError):
            return True  # no answer is no reason to subscribe twice
        return True


async def _gather(subscription: Subscription) -> list[Msg]:
    """The first message that comes, and what waits behind it."""
    try:
        messages = [await subscription.next_msg(timeout=5)]
    except (NatsError, TimeoutError):
        return []
    while len(messages) < MOST and subscription.pending_msgs:
        messages.append(await subscription.next_msg(timeout=1))
    return messages


async def _leave(subscription: Subscription) -> None:
    """Leave the consumer to the next leader."""
    with contextlib.suppress(NatsError, OSError):
        await subscription.unsubscribe()
