"""The HJ 212 driver: who may speak, what becomes a reading, and what is answered when."""

import asyncio
import math
from collections import deque
from dataclasses import dataclass

from anlan.bus.messages import GatewayConfig
from anlan.bus.readings import Readings
from anlan.gateway.driver import Done, Host
from anlan.gateway.driver import Driver as BaseDriver
from anlan.gateway.listener import Listener
from anlan.kit.logs import get_logger

from . import answers
from .codec import MAX_SEGMENT, Rejected, build_frame
from .connection import MAX_SESSIONS, MAX_STRANGERS, Connection
from .factors import unit_hint
from .message import MalformedError, Message, parse_segment
from .reassembly import Upload
from .sessions import Doorkeeper, RefusedError, Session, verify
from .values import Sample, Samples, parse_samples

log = get_logger(__name__)

NAME = "hj212"
MAX_CONNECTIONS = 4096
KEPT_REJECTIONS = 200
TOLD_PER_MINUTE = 20  # rejections written to the log; all are counted and the last 200 kept
SWEEP_S = 5.0
STRANGER_EVERY_MS = 60_000  # an unregistered MN is reported once a minute per connection


@dataclass(frozen=True, slots=True)
class Refusal:
    """A rejected frame, kept for the screen."""

    at_ms: int
    peer: str
    reason: str
    detail: str
    raw: bytes


class Driver(BaseDriver):
    """Listens on ``settings.hj212_port``."""

    name = NAME

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.doorkeeper = Doorkeeper(host.clock)
        self.connections: dict[Connection, None] = {}  # in order of arrival
        self.owners: dict[str, Connection] = {}  # MN: the one connection that speaks for it
        self.rejections: deque[Refusal] = deque(maxlen=KEPT_REJECTIONS)
        self._listener = Listener()
        self._sweeper: asyncio.Task[None] | None = None
        self._told = (0, 0)  # minute, rejections written to the log in it

    async def start(self) -> None:
        """Listen. Raises OSError when a port is taken, ValueError when TLS is wanted without a certificate."""
        settings = self.host.settings
        await self._listener.open(
            lambda: Connection(self),
            bind=settings.bind,
            port=settings.hj212_port,
            tls_port=settings.hj212_tls_port,
            certificate=self.host.certificate,
        )
        self._sweeper = asyncio.get_running_loop().create_task(self._sweep())

    async def stop(self) -> None:
        """Close everything; devices repeat what was not answered."""
        self._listener.close()
        if self._sweeper is not None:
            self._sweeper.cancel()
        for connection in list(self.connections):
            connection.close("stopping")
        await self._listener.wait_closed()

    async def reload(self) -> None:
        """Drop MNs whose gateway, address or password is no longer valid."""
        for connection in list(self.connections):
            for mn, session in list(connection.sessions.items()):
                gateway = self.host.registry.gateway(NAME, mn)
                if gateway is None:
                    self._dismiss(connection, mn, "unregistered")
                    continue
                try:
                    connection.sessions[mn] = verify(gateway, session.password, connection.peer)
                except RefusedError as error:
                    self._dismiss(connection, mn, error.reason)

    def facts(self) -> dict[str, float | int | str]:
        """Open connections, stations present, and why the last frame was rejected."""
        last = self.rejections[-1] if self.rejections else None
        return {
            "connections": len(self.connections),
            "stations": len(self.owners),
            "last_rejection": f"{last.peer}: {last.detail}" if last else "",
        }

    def sweep(self) -> None:
        """Judge silence and slowness of all connections."""
        now = self.host.clock.now_ms()
        for connection in list(self.connections):
            connection.check_time(now)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            self.sweep()

    async def downlink(self, gateway_id: int, payload: bytes) -> bool:
        """Send a data segment (without ``##``, length, CRC) to a connected station.

        Only commands that set the clock or the uploads, or ask who the device is; nothing that acts on a plant.
        """
        if len(payload) > MAX_SEGMENT:
            return False
        try:
            message = parse_segment(payload)
        except MalformedError:
            return False
        owner = self.owners.get(message.mn)
        if owner is None or owner.sessions[message.mn].gateway.id != gateway_id or message.cn not in answers.COMMANDS:
            return False
        return owner.send(build_frame(payload))

    # --- connections -------------------------------------------------------------------------------

    def opened(self, connection: Connection) -> None:
        """A connection came; when there are too many, the oldest that never proved anything goes."""
        if len(self.connections) >= MAX_CONNECTIONS:
            idle = next((c for c in self.connections if not c.sessions), None)
            self.host.refused(NAME, "", "too_many_connections", peer=(idle or connection).peer)
            if idle is None:
                connection.close("too_many_connections")
                return
            idle.close("too_many_connections")
        self.connections[connection] = None

    def closed(self, connection: Connection, reason: str) -> None:
        """A connection ended, from either side."""
        self.connections.pop(connection, None)
        for mn, session in connection.sessions.items():
            if self.owners.get(mn) is connection:
                del self.owners[mn]
                self.host.gone(session.gateway, reason)
        connection.sessions.clear()

    def _dismiss(self, connection: Connection, mn: str, reason: str) -> None:
        session = connection.sessions.pop(mn)
        self.owners.pop(mn, None)
        self.host.refused(NAME, mn, reason, peer=connection.peer)
        self.host.gone(session.gateway, reason)
        if not connection.sessions:
            connection.close(reason)

    # --- frames ------------------------------------------------------------------------------------

    def reject(self, connection: Connection, rejected: Rejected) -> None:
        """Count, explain and keep what is no frame; by the standard it gets no answer."""
        self.host.count("frames_rejected", driver=NAME, reason=rejected.reason)
        self.rejections.append(
            Refusal(self.host.clock.now_ms(), connection.peer, rejected.reason, rejected.detail, rejected.raw)
        )
        if self._may_tell():
            log.info("frame rejected", peer=connection.peer, reason=rejected.reason, detail=rejected.detail)

    def _may_tell(self) -> bool:
        minute = self.host.clock.now_ms() // 60_000
        told = self._told[1] + 1 if self._told[0] == minute else 1
        self._told = (minute, told)
        return told <= TOLD_PER_MINUTE

    def receive(self, connection: Connection, message: Message) -> None:
        """One message with right length and CRC."""
        gateway = self.host.registry.gateway(NAME, message.mn)
        if gateway is None:
            self._stranger(connection, message)
            return
        session = connection.sessions.get(message.mn)
        if session is None or not session.is_still(gateway, message.pw):
            session = self._admit(connection, gateway, message)
            if session is None:
                return
        self.host.count("frames", driver=NAME, cn=message.cn if message.cn in _KNOWN else "other")
        self.host.seen(gateway, peer=connection.peer)
        if message.cn in answers.UPLOADS:
            for upload in connection.parts.add(message, self.host.clock.now_ms()):
                self.upload(connection, upload)
        else:
            self._converse(connection, session, message)

    def _converse(self, connection: Connection, session: Session, message: Message) -> None:
        if message.cn in answers.REPLIES:
            return
        if message.cn not in answers.NOTICES:
            if message.wants_answer:
                connection.send(answers.not_served(message))
            return
        if message.cn == answers.TIME_REQUEST:
            self._tell_time(connection, session, message)
        else:
            self.upload(connection, Upload(message, [message.qn]))

    def _tell_time(self, connection: Connection, session: Session, message: Message) -> None:
        if message.wants_answer:
            connection.send(answers.acknowledge(message, message.qn))
        if session.options.answer_time_requests:
            now = self.host.clock.now_ms()
            connection.send(answers.set_time(message, now, session.options.utc_offset_minutes))

    # --- who ---------------------------------------------------------------------------------------

    def _stranger(self, connection: Connection, message: Message) -> None:
        """Nobody registered this MN: keep a sample, stay connected, answer nothing."""
        now = self.host.clock.now_ms()
        if now - connection.strangers.get(message.mn, -STRANGER_EVERY_MS) < STRANGER_EVERY_MS:
            return
        if message.mn not in connection.strangers and len(connection.strangers) >= MAX_STRANGERS:
            self.host.refused(NAME, message.mn, "too_many_unknown", peer=connection.peer)
            connection.close("too_many_unknown")
            return
        connection.strangers[message.mn] = now
        self.host.unknown(NAME, message.mn, "", message.cp, peer=connection.peer)
        self.host.refused(NAME, message.mn, "unregistered", peer=connection.peer)

    def _admit(self, connection: Connection, gateway: GatewayConfig, message: Message) -> Session | None:
        try:
            session = self.doorkeeper.admit(gateway, message.pw, connection.peer)
            if gateway.code not in connection.sessions:
                self._take_over(connection, gateway)
        except RefusedError as error:
            self.host.refused(NAME, gateway.code, error.reason, peer=connection.peer)
            log.info("station refused", mn=gateway.code, peer=connection.peer, reason=error.reason, why=str(error))
            connection.close(error.reason)
            return None
        connection.sessions[gateway.code] = session
        connection.strangers.pop(gateway.code, None)
        self.owners[gateway.code] = connection
        return session

    def _take_over(self, connection: Connection, gateway: GatewayConfig) -> None:
        """One MN, one connection: the newest wins from the same address, or when the other fell silent."""
        if len(connection.sessions) >= MAX_SESSIONS:
            raise RefusedError("too_many_stations", f"one connection may carry {MAX_SESSIONS} stations")
        other = self.owners.get(gateway.code)
        if other is None:
            return
        silent_s = (self.host.clock.now_ms() - other.heard_ms) / 1000
        if other.peer != connection.peer and silent_s <= gateway.offline_after_s:
            raise RefusedError(
                "other_address", f"this MN is connected from {other.peer} and was heard {silent_s:.0f} s ago"
            )
        if other.peer != connection.peer:
            self.host.count("stations_moved", driver=NAME)
            log.warning("station moved", mn=gateway.code, was=other.peer, now=connection.peer)
        other.close("taken_over")

    # --- readings ----------------------------------------------------------------------------------

    def upload(self, connection: Connection, upload: Upload) -> None:
        """Make the values of an upload durable, then answer its parts."""
        message = upload.message
        session = connection.sessions.get(message.mn)
        if session is None:
            return
        offset_ms = session.options.utc_offset_minutes * 60_000
        samples = parse_samples(message.cp, self.host.clock.now_ms(), offset_ms)
        self._count_oddities(samples)
        rows = self._registered(session.gateway, samples.rows, message.cn, connection.peer)
        if rows:
            connection.expect()
            self.host.submit(Readings.of(rows), self._answer_later(connection, upload))
        else:
            self._answer(connection, upload)

    def _registered(
        self, gateway: GatewayConfig, samples: list[Sample], cn: str, peer: str
    ) -> list[tuple[int, int, float, int]]:
        point_id, rows, strange = self.host.registry.point_id, [], []
        for sample in samples:
            point = point_id(gateway.id, sample.address)
            if point is None:
                strange.append(sample)
            else:
                rows.append((point, sample.ts_ms, sample.value, sample.quality))
        if strange:
            self._report(gateway, strange, cn, peer)
        return rows

    def _report(self, gateway: GatewayConfig, strange: list[Sample], cn: str, peer: str) -> None:
        """Offer unregistered values for registration; of statistics one per factor, and none of a registered factor."""
        told: set[str] = set()
        for sample in strange:
            factor = sample.address.rpartition("-")[0] or sample.address
            if cn in answers.STATISTICS:
                if factor in told or self.host.registry.point_id(gateway.id, factor) is not None:
                    self.host.count("statistics_passed_over", driver=NAME)
                    continue
                told.add(factor)
            value = "" if math.isnan(sample.value) else f"{sample.value:g}"
            self.host.unknown(NAME, gateway.code, sample.address, value, unit=unit_hint(sample.address), peer=peer)

    def _count_oddities(self, samples: Samples) -> None:
        if samples.unreadable:
            self.host.count("items_unreadable", samples.unreadable, driver=NAME)
        if samples.rows and not samples.has_stamp:
            self.host.count("stamps_missing", driver=NAME)

    def _answer_later(self, connection: Connection, upload: Upload) -> Done:
        def done(error: str | None) -> None:
            connection.settled()
            if error is None:
                self._answer(connection, upload)
            else:
                self.host.count("frames_unanswered", driver=NAME, reason=error)

        return done

    @staticmethod
    def _answer(connection: Connection, upload: Upload) -> None:
        if upload.message.wants_answer:
            for qn in upload.qns:
                connection.send(answers.acknowledge(upload.message, qn))


_KNOWN = answers.UPLOADS | answers.NOTICES | answers.REPLIES
