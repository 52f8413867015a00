"""What others did through a stream process, from the stream AUDIT into the audit trail.

A message is gone from the stream when it is written down. One that arrives twice is written down once; one that cannot
be is kept whole for a person to look at, and holds up nothing else.
"""

import asyncio
import contextlib

from django.db import InterfaceError, OperationalError
from nats.aio.msg import Msg
from nats.errors import Error as NatsError
from nats.js.api import AckPolicy, ConsumerConfig

from anlan.bus import subjects
from anlan.bus.cascade_messages import CameraTurned
from anlan.bus.client import Bus
from anlan.bus.ills import Ills
from anlan.bus.messages import from_json
from anlan.kit.logs import get_logger
from anlan.web import worker_store as store
from anlan.web.records_thread import Database
from anlan.web.turning_notes import camera_turned_note

log = get_logger(__name__)

DURABLE = "worker-audit"
#: A message that failed this often is set aside.
MOST_TRIES = 5
RETRY_S, WAIT_S = 5.0, 5.0


class AuditIntake:
    """The one reader of the stream. ``written`` counts messages."""

    def __init__(self, bus: Bus, database: Database, ills: Ills) -> None:
        self._bus, self._database, self._ills = bus, database, ills
        self.written = self.set_aside = 0

    async def run(self) -> None:
        """Write down what the stream has and what comes, until cancelled."""
        while True:
            try:
                await self._read()
            except (NatsError, TimeoutError, OSError) as error:  # also when the stream is gone: it is made again
                log.warning("audit stream not readable, trying again", error=repr(error))
                self._ills.note("stream", f"the audit stream does not answer; look at nats ({error!r})")
            except Exception as error:  # whoever leads also applies alarms: nothing here may end that
                log.exception("audit entries wait, trying again")
                self._ills.note("stream", f"what others did is not written down; look at the worker's log ({error!r})")
            await asyncio.sleep(RETRY_S)

    async def _read(self) -> None:
        config = ConsumerConfig(ack_policy=AckPolicy.EXPLICIT, ack_wait=30)
        subscription = await self._bus.js.pull_subscribe(
            "anlan.audit.*", durable=DURABLE, stream=subjects.AUDIT, config=config
        )
        try:
            while True:
                try:
                    messages = await subscription.fetch(1, timeout=WAIT_S)
                except TimeoutError:
                    await subscription.consumer_info()  # silent, or gone with its stream?
                    messages = []
                self._ills.over("stream")
                for message in messages:
                    await self._take(message)
        finally:
            with contextlib.suppress(NatsError, OSError):
                await subscription.unsubscribe()

    async def _take(self, message: Msg) -> None:
        """Write one down; it comes again while the database is away."""
        try:
            turned = from_json(message.data, CameraTurned)
            await self._database(lambda: camera_turned_note(turned))
        except (OperationalError, InterfaceError) as error:
            self._ills.note("database", f"the database does not take audit entries, they wait; look at it ({error})")
            await message.nak(delay=RETRY_S)
        except Exception as error:
            await self._failed(message, error)
        else:
            self.written += 1
            self._ills.over("database")
            await message.ack()

    async def _failed(self, message: Msg, error: Exception) -> None:
        tries, seq = message.metadata.num_delivered or 0, message.metadata.sequence.stream
        log.exception("not written into the audit trail", seq=seq, tries=tries)
        if tries < MOST_TRIES:
            await message.nak(delay=RETRY_S)
            return
        await self._database(lambda: store.keep_aside(subjects.AUDIT, seq, message.subject, message.data, repr(error)))
        self.set_aside += 1
        await message.ack()
