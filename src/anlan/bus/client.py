"""Connection to the bus, and the one way to write so that it is safe: :meth:`Bus.publish_durable`."""

import asyncio
import contextlib
import random
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

from nats.aio.client import Client
from nats.errors import Error as NatsError
from nats.js import JetStreamContext
from nats.js.api import PubAck, StreamConfig
from nats.js.errors import APIError, NotFoundError, ServerError

from anlan.bus import subjects
from anlan.bus.server import read_token
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings, settings

log = get_logger(__name__)

#: JetStream error codes that mean "no room": server, account or stream limit.
_FULL_CODES = {10023, 10047, 10077, 10028, 10120}


class BusError(Exception):
    """The bus could not do what was asked."""


class StoreFull(BusError):
    """The stream store is full: nothing was written. Free disk or raise the limit; senders must keep their data."""


class NotDurable(BusError):
    """No acknowledgement within the allowed time: it may or may not be written; repeat with the same id."""


class TlsClient(Client):
    """Says nothing, above all no password, to a server that does not offer TLS.

    The library encrypts when the server asks for it; whoever stands between the two could simply leave that out.
    """

    async def _process_info(self, info: dict[str, Any], initial_connection: bool = False) -> None:
        if initial_connection and not info.get("tls_required"):
            raise NatsError("the server offers no TLS, and ANLAN_NATS_CA makes it a must")
        await super()._process_info(info, initial_connection)


class Bus:
    """A connected client. ``nc`` is the plain connection, ``js`` JetStream."""

    def __init__(self, nc: Client, js: JetStreamContext, config: Settings) -> None:
        self.nc = nc
        self.js = js
        self.settings = config

    @classmethod
    async def connect(cls, name: str, config: Settings | None = None, wait_s: float = 30.0) -> "Bus":
        """Connect, waiting up to ``wait_s`` for a server that is still starting.

        Raises:
            BusError: no server took us in time; the text ends with what the server or the socket said.
        """
        config = config or settings()
        nc = TlsClient() if config.nats_url and config.nats_ca else Client()
        errors: list[Exception] = []

        async def note_error(error: Exception) -> None:
            # What the server said tells more than the reset that follows it.
            if not errors or isinstance(error, NatsError) or isinstance(errors[0], OSError):
                errors[:] = [error]
            await _log_error(error)

        try:
            # With endless reconnecting the client also tries the first connection for ever: the limit is ours.
            async with asyncio.timeout(wait_s):
                while True:
                    try:
                        await _connect(nc, name, config, note_error)
                        return cls(nc, nc.jetstream(timeout=5), config)
                    except (OSError, NatsError) as error:
                        await note_error(error)
                        await asyncio.sleep(0.1)
        except TimeoutError as error:
            await nc.close()
            why = f": {errors[0]!r}" if errors else ""
            raise BusError(f"no bus at {', '.join(_hosts(config))} within {wait_s:.0f} s{why}") from error

    async def close(self) -> None:
        """Leave the bus; what was published before is flushed."""
        # Not drain(): it waits for callbacks that are being cancelled, and leaves an error behind.
        with contextlib.suppress(TimeoutError, NatsError):
            await self.nc.flush(timeout=2)
        await self.nc.close()

    async def ensure_streams(self) -> None:
        """Make every declared stream and bucket, or bring its limits and number of copies up to date.

        Raises:
            BusError: the servers refuse, for instance three copies on one server; the text says why.
        """
        try:
            for config in subjects.streams(self.settings):
                await self._ensure(config)
            for bucket in (subjects.CONFIG_BUCKET, subjects.SNAPSHOT_BUCKET):
                await self._ensure_bucket(f"OBJ_{bucket}", self.js.create_object_store, bucket)
            await self._ensure_bucket(f"KV_{subjects.LEASES}", self.js.create_key_value, subjects.LEASES)
        except APIError as error:
            hint = (
                "ANLAN_NATS_REPLICAS needs as many servers with JetStream in the cluster, each with room in its "
                "max_file_store for ANLAN_READINGS_MAX_BYTES and the other streams"
            )
            raise BusError(f"the streams cannot be made: {error.description} ({hint})") from error

    async def _ensure(self, config: StreamConfig) -> None:
        # Asked for first: adding one that exists is refused for want of room in a store that is well filled.
        try:
            await self.js.stream_info(str(config.name))
        except NotFoundError:
            await self.js.add_stream(config)
        else:
            await self.js.update_stream(config)

    async def _ensure_bucket(self, stream: str, make: Callable[..., Awaitable[object]], bucket: str) -> None:
        """A bucket is a stream underneath; of one that exists only the number of copies is changed."""
        replicas = self.settings.nats_replicas
        try:
            config = (await self.js.stream_info(stream)).config
        except NotFoundError:
            await make(bucket=bucket, replicas=replicas)
            return
        if config.num_replicas != replicas:
            config.num_replicas = replicas
            await self.js.update_stream(config)

    async def publish_durable(
        self,
        subject: str,
        payload: bytes,
        *,
        msg_id: str,
        give_up_after_s: float = 60.0,
        headers: dict[str, str] | None = None,
    ) -> PubAck:
        """Write one message and return only when it is on disk.

        Repeats with the same ``msg_id`` (the server drops doubles) through a server restart or a change of
        leader, which was measured to take 5–7 s.

        Raises:
            StoreFull: the server refused for want of room; repeating at once is useless.
            NotDurable: no acknowledgement within ``give_up_after_s``.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + give_up_after_s
        full_headers = {"Nats-Msg-Id": msg_id, **(headers or {})}
        delay_s = 0.05
        while True:
            try:
                return await self.js.publish(subject, payload, timeout=5, headers=full_headers)
            except APIError as error:
                if error.err_code in _FULL_CODES:
                    raise StoreFull(f"{subject}: {error.description}") from error
                last: Exception = error
            except (NatsError, TimeoutError, ServerError, OSError) as error:
                last = error
            if loop.time() >= deadline:
                raise NotDurable(f"{subject}: not acknowledged within {give_up_after_s:.0f} s: {last!r}") from last
            await asyncio.sleep(delay_s * random.uniform(0.5, 1.0))
            delay_s = min(delay_s * 2, 1.0)


async def _connect(nc: Client, name: str, config: Settings, error_cb: Callable[[Exception], Awaitable[None]]) -> None:
    await nc.connect(
        config.nats_servers,
        name=f"anlan-{name}",
        **_identity(config),
        allow_reconnect=True,
        max_reconnect_attempts=-1,
        reconnect_time_wait=1,
        ping_interval=5,
        max_outstanding_pings=2,
        pending_size=32 * 2**20,
        error_cb=error_cb,
        disconnected_cb=_note("disconnected from the bus"),
        reconnected_cb=_note("reconnected to the bus"),
    )


def _identity(config: Settings) -> dict[str, Any]:
    """How to prove who we are: the embedded server's token, or a cluster's credentials and certificates."""
    if not config.nats_url:
        return {"token": read_token(config)}
    options: dict[str, Any] = {"connect_timeout": 2}  # a dead server must not hold up the way to a living one
    if config.nats_credentials:
        options["user_credentials"] = str(config.nats_credentials)
    if config.nats_ca:
        options["tls"] = ssl.create_default_context(cafile=str(config.nats_ca))
        if config.nats_cert and config.nats_key:
            options["tls"].load_cert_chain(config.nats_cert, config.nats_key)
    return options


def _hosts(config: Settings) -> list[str]:
    """The servers without what may be secret in their URLs."""
    return [url.rpartition("@")[2].removeprefix("nats://") for url in config.nats_servers]


def _note(event: str) -> Callable[[], Awaitable[None]]:
    async def note() -> None:
        log.info(event)

    return note


async def _log_error(error: Exception) -> None:
    log.debug("bus error", error=repr(error))


__all__ = ["Bus", "BusError", "NotDurable", "StoreFull"]
