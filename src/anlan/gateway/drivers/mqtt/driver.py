"""The MQTT driver: listeners, upkeep, reload, downlink. README.md says what it speaks."""

import asyncio
import contextlib
import time
from collections.abc import Callable

import orjson

from anlan.gateway import driver as contract
from anlan.gateway.driver import Host
from anlan.gateway.drivers.mqtt import topics
from anlan.gateway.drivers.mqtt.codec import Reason
from anlan.gateway.drivers.mqtt.config import Limits
from anlan.gateway.drivers.mqtt.connection import Connection
from anlan.gateway.drivers.mqtt.credentials import options_of
from anlan.gateway.drivers.mqtt.endpoint import DRIVER, Endpoint
from anlan.gateway.listener import Listener

#: Seconds between two looks at time-outs.
SWEEP_S = 1.0


class Driver(contract.Driver):
    """Takes readings over MQTT and acknowledges them when they are durable."""

    name = DRIVER

    def __init__(
        self, host: Host, *, limits: Limits | None = None, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(host)
        self.endpoint = Endpoint(host, limits or Limits(), monotonic)
        self._listener = Listener()
        self._sweeper: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Open the listeners.

        Raises:
            OSError: a port is taken.
            ValueError: a TLS port is set without certificate and key.
        """
        settings = self.host.settings
        await self._listener.open(
            lambda: Connection(self.endpoint),
            bind=settings.bind,
            port=settings.mqtt_port,
            tls_port=settings.mqtt_tls_port,
            certificate=self.host.certificate,
        )
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())

    async def stop(self) -> None:
        """Close everything; what is not acknowledged yet, the devices will repeat."""
        self._listener.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sweeper
        await self.endpoint.stop_waiting()
        for connection in list(self.endpoint.connections):
            connection.why_ended = "gateway process stops"
            connection.close(Reason.SERVER_SHUTTING_DOWN, "the gateway process stops")
        await asyncio.sleep(0)
        for connection in list(self.endpoint.connections):
            connection.abort()
        await self._listener.wait_closed()

    def facts(self) -> dict[str, float | int | str]:
        """Open connections, kept sessions, and bytes of unfinished or undecided messages."""
        endpoint = self.endpoint
        return {
            "connections": len(endpoint.connections),
            "sessions": len(endpoint.sessions),
            "held_bytes": endpoint.held_bytes,
        }

    async def reload(self) -> None:
        """A new configuration: clients whose credentials changed go, the others stay and get their new options."""
        for connection in list(self.endpoint.connections):
            if connection.gateway is None or connection.session is None:
                continue
            current = self.endpoint.credentials.current(connection.gateway)
            if current is None:
                connection.why_ended = "credentials withdrawn"
                connection.close(Reason.NOT_AUTHORIZED, "credentials were withdrawn")
                self.endpoint.sessions.drop(connection.session)
            else:
                connection.gateway = connection.session.gateway = current
                connection.options = options_of(current)
        for session in self.endpoint.sessions.all():
            if session.connection is None and self.endpoint.credentials.current(session.gateway) is None:
                self.endpoint.sessions.drop(session)

    async def downlink(self, gateway_id: int, payload: bytes) -> bool:
        """Send to every client of that gateway that listens; True when at least one took it.

        Anlan clients get it on ``anlan/v1/<code>/down/message``. ThingsBoard clients get a JSON object as an
        attribute update on ``v1/devices/me/attributes``.
        """
        sent = False
        is_object = _is_object(payload)
        for session in self.endpoint.sessions.of(gateway_id):
            connection = session.connection
            if connection is not None:
                sent |= connection.publish(topics.down(session.gateway.code, "message"), payload)
                if is_object:
                    sent |= connection.publish("v1/devices/me/attributes", payload)
        return sent

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            self.endpoint.sweep()


def _is_object(payload: bytes) -> bool:
    try:
        return isinstance(orjson.loads(payload), dict)
    except orjson.JSONDecodeError:
        return False
