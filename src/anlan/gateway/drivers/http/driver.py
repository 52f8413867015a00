"""The HTTP driver: it listens, bounds connections and memory, and hands requests on.

``wire``, ``answering``, ``messages`` HTTP itself · ``admission`` who may post · ``door``, ``sealed_bodies`` encrypted
bodies · ``ingest`` what becomes of a request · ``bodies``, ``rows`` its readings · ``idempotency`` none of them twice ·
``replies`` what is answered · ``language`` in which language.
"""

import asyncio

from anlan.domain.clock import from_ms
from anlan.gateway.driver import Driver as BaseDriver
from anlan.gateway.driver import Host
from anlan.gateway.listener import Listener

from .admission import NAME, TIME_PATH, Gate
from .door import Door
from .ingest import Ingest
from .messages import Answer, Request
from .wire import HttpConnection

MAX_BODY = 5 * 2**20
MAX_BODIES_HELD = 64 * 2**20
MAX_CONNECTIONS = 1024


class Driver(BaseDriver):
    """Listens on ``settings.http_ingest_port``."""

    name = NAME
    max_body = MAX_BODY

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.connections: dict[HttpConnection, None] = {}
        self.door = Door(host)
        self._gate = Gate(host, self.door)
        self._ingest = Ingest(host, self._gate, self.door)
        self._held = 0
        self._tasks: set[asyncio.Task[Answer]] = set()
        self._listener = Listener()

    async def start(self) -> None:
        """Listen. Raises OSError when a port is taken, ValueError when TLS is wanted without a certificate."""
        settings = self.host.settings
        await self._listener.open(
            self._connection,
            bind=settings.bind,
            port=settings.http_ingest_port,
            tls_port=settings.http_ingest_tls_port,
            certificate=self.host.certificate,
        )

    async def stop(self) -> None:
        """Close everything; senders repeat what was not answered."""
        self._listener.close()
        for connection in list(self.connections):
            connection.close()
        for task in self._tasks:
            task.cancel()
        await self._listener.wait_closed()

    async def reload(self) -> None:
        """Rates and body keys may have changed."""
        self._gate.reload()
        self.door.reload()

    def _connection(self) -> HttpConnection:
        connection = HttpConnection(self, self._closed)
        if len(self.connections) >= MAX_CONNECTIONS:
            self.host.refused(NAME, "", "too_many_connections")
            idle = next((c for c in self.connections if c.is_idle), None)
            (idle or next(iter(self.connections))).close()
        self.connections[connection] = None
        return connection

    def _closed(self, connection: HttpConnection) -> None:
        self.connections.pop(connection, None)

    def facts(self) -> dict[str, float | int | str]:
        """Open connections, and bytes of bodies held."""
        return {"connections": len(self.connections), "held_bytes": self._held}

    def note_refusal(self, code: str) -> None:
        """Count a request refused by its head, its size or its grammar."""
        self.host.count("requests_refused", driver=NAME, reason=code)

    def note_untranslated(self) -> None:
        """Count a sentence that was answered in Chinese to somebody who wanted English."""
        self.host.count("sentences_untranslated", driver=NAME)

    def reserve(self, size: int) -> bool:
        """Account for bodies held in memory; refuses above 64 MB."""
        if size > 0 and self._held + size > MAX_BODIES_HELD:
            return False
        self._held += size
        return True

    def admit(self, request: Request) -> Answer | None:
        """Judge a request by its head."""
        return self._gate.admit(request)

    async def handle(self, request: Request) -> Answer:
        """Answer an admitted request; a batch is finished even when its sender hangs up meanwhile."""
        if request.path == TIME_PATH:
            now = self.host.clock.now_ms()
            return Answer(200, {"ts_ms": now, "time": from_ms(now).isoformat(timespec="milliseconds")})
        task = asyncio.get_running_loop().create_task(self._ingest.take(request))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)
