"""What all connections of the listener share."""

import asyncio
import contextlib
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

from anlan.gateway.driver import Host
from anlan.gateway.drivers.mqtt.codec import Prop
from anlan.gateway.drivers.mqtt.config import Limits
from anlan.gateway.drivers.mqtt.credentials import Credentials
from anlan.gateway.drivers.mqtt.payload import Parser
from anlan.gateway.drivers.mqtt.sessions import Session, Sessions

if TYPE_CHECKING:
    from anlan.gateway.drivers.mqtt.connection import Connection

DRIVER = "mqtt"


class Endpoint:
    """Host, bounds, sessions, counters and the set of open connections."""

    def __init__(self, host: Host, limits: Limits, monotonic: Callable[[], float]) -> None:
        self.host = host
        self.limits = limits
        self.monotonic = monotonic
        self.credentials = Credentials(lambda: host.registry, DRIVER)
        self.parser = Parser(lambda: host.registry)
        self.sessions = Sessions(limits.sessions_per_gateway, limits.outgoing)
        self.connections: set[Connection] = set()
        self.unauthenticated = 0
        self.held_bytes = 0  # of unfinished packets, all connections
        self.tally: Counter[str] = Counter()
        self._starved: set[Connection] = set()
        self._waiting: asyncio.Task[None] | None = None

    # --- back-pressure ---------------------------------------------------------------------------

    def wait_for_room(self, connection: "Connection") -> None:
        """Let ``connection`` read again when the host has room."""
        self._starved.add(connection)
        if self._waiting is None:
            self._waiting = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        try:
            await self.host.room()
        finally:
            self._waiting = None
        starved, self._starved = self._starved, set()
        for connection in starved:
            connection.room_again()

    async def stop_waiting(self) -> None:
        """Cancel the wait for room."""
        if self._waiting is not None:
            self._waiting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._waiting

    def hold(self, size: int) -> bool:
        """Account for bytes of unfinished packets; False when there are too many in all."""
        self.held_bytes += size
        return self.held_bytes <= self.limits.held_bytes

    # --- lives -----------------------------------------------------------------------------------

    def left(self, connection: "Connection") -> None:
        """A connection is gone: end or keep its session, say its will."""
        self.connections.discard(connection)
        self.hold(-connection.held_bytes)
        self._starved.discard(connection)
        session = connection.session
        if session is None:
            self.unauthenticated -= 1
            return
        if session.connection is not connection:
            return  # taken over: nobody went away
        session.connection = None
        will = session.will
        if will is not None and self._delay_s(session) > 0:
            session.will_at = self.monotonic() + self._delay_s(session)
            will = None
        self._end_or_keep(session)
        self._announce(session, connection.why_ended, will is not None)

    def _delay_s(self, session: Session) -> float:
        """A will waits for its delay or the end of its session, whichever comes first (MQTT 5, 3.1.3.2.2)."""
        will = session.will
        return min(will.properties.get(Prop.WILL_DELAY, 0), session.expiry_s) if will is not None else 0

    def _end_or_keep(self, session: Session) -> None:
        if session.expiry_s > 0:
            session.expires_at = self.monotonic() + session.expiry_s
        else:
            self.sessions.drop(session)

    def _announce(self, session: Session, why: str, with_will: bool) -> None:
        others = any(s.connection is not None for s in self.sessions.of(session.gateway.id))
        if with_will and session.will is not None:
            text = session.will.payload[:200].decode("utf-8", "replace")
            self.host.gone(session.gateway, f"will: {session.will.topic[:100]}: {text}")
            self.tally["wills"] += 1
            session.will = None
            if others:  # one of several clients died; the gateway itself is still there
                self.host.seen(session.gateway)
        elif not others:
            self.host.gone(session.gateway, why)

    # --- upkeep ----------------------------------------------------------------------------------

    def sweep(self) -> None:
        """Once a second: time-outs, expired sessions, delayed wills, counters."""
        now = self.monotonic()
        for connection in list(self.connections):
            connection.check_time(now)
        for session in self.sessions.all():
            if session.will_at is not None and now >= session.will_at:
                session.will_at = None
                self._announce(session, "", True)
            if session.expires_at is not None and now >= session.expires_at:
                self.sessions.drop(session)
        tally, self.tally = self.tally, Counter()
        for name, amount in tally.items():
            if amount:
                self.host.count(name, amount, driver=DRIVER)
