"""Lines of text → readings."""

import asyncio
import os
from typing import Literal

import msgspec

from acme_driver.config import Options
from anlan.bus.readings import Readings
from anlan.gateway import driver as contract
from anlan.gateway.driver import Host, secret_matches
from anlan.gateway.listener import Listener

LONGEST_LINE = 200
MOST_CONNECTIONS = 100


class Driver(contract.Driver):
    """Listens on ``ACME_PORT``."""

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._listener = Listener()
        self._open: set[asyncio.StreamWriter] = set()

    async def start(self) -> None:
        """Listen."""
        port = int(os.environ["ACME_PORT"])
        await self._listener.open(self._protocol, bind=self.host.settings.bind, port=port)

    def _protocol(self) -> asyncio.StreamReaderProtocol:
        return asyncio.StreamReaderProtocol(asyncio.StreamReader(LONGEST_LINE), self._serve)

    async def stop(self) -> None:
        """Close everything."""
        self._listener.close()
        for writer in self._open:
            writer.close()
        await self._listener.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            while len(self._open) <= MOST_CONNECTIONS and (line := await reader.readline()):
                await self.host.room()
                writer.write(await self._answer(line.decode("ascii", "replace").split()))
                await writer.drain()
        except (ValueError, ConnectionError):
            self.host.refused(self.name, "", "line_too_long")
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, words: list[str]) -> bytes:
        reading = self._reading(words)
        if reading is None:
            return b"NO\n"
        decided: asyncio.Future[Literal["full", "lost"] | None] = asyncio.get_running_loop().create_future()
        self.host.submit(reading, decided.set_result)
        return b"OK\n" if await decided is None else b"AGAIN\n"

    def _reading(self, words: list[str]) -> Readings | None:
        if len(words) != 4:
            self.host.refused(self.name, "", "not_four_words")
            return None
        code, secret, address, text = words
        gateway = self.host.registry.gateway(self.name, code)
        if gateway is None or not secret_matches(gateway.secret_hash, secret):
            self.host.refused(self.name, code, "credentials")
            return None
        self.host.seen(gateway)
        point = self.host.registry.point_id(gateway.id, address)
        if point is None:
            self.host.unknown(self.name, code, address, text)
            return None
        try:
            value = float(text) * msgspec.convert(dict(gateway.options), Options, strict=False).factor
        except ValueError:
            self.host.count("values_unreadable", driver=self.name)
            return None
        return Readings.of([(point, self.host.clock.now_ms(), value, 0)])
