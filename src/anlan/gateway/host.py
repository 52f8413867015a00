"""What drivers stand on: the committer, presence, unknown sources and counters, behind one interface."""

import asyncio
from collections import Counter

from nats.errors import Error as NatsError

from anlan.bus import subjects
from anlan.bus.committer import Committer, Done
from anlan.bus.lease import Lease
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, GatewayEvent, UnknownSource, to_json
from anlan.bus.presence import Presence
from anlan.bus.readings import Readings
from anlan.bus.service import Service
from anlan.bus.unknowns import Unknowns
from anlan.gateway.certificate import Certificate
from anlan.gateway.normalise import judged
from anlan.gateway.registry import PublishedRegistry
from anlan.kit.logs import get_logger

log = get_logger(__name__)

#: Longest wait for one acknowledgement of the stream: covers a restart and a change of leader.
GIVE_UP_S = 30.0
#: Refusals of one gateway told as events; all are counted.
MOST_REFUSALS_PER_HOUR = 10


class GatewayHost:
    """The host of one gateway process; implements ``driver.Host``."""

    def __init__(self, service: Service) -> None:
        self.clock = service.clock
        self.settings = service.settings
        self._bus = service.bus
        self.certificate = Certificate(self.settings.tls_cert, self.settings.tls_key)
        self.registry = PublishedRegistry(ConfigSnapshot(version=0, published_at_ms=0))
        self.counters: Counter[str] = Counter()
        self._refusals: Counter[int] = Counter()
        self._refusals_hour = 0
        self.presence = Presence(self.clock, self._announce)
        self.unknowns = Unknowns(self.clock, self._send_unknown)
        self.committer = Committer(
            self._publish,
            lambda raw: judged(raw, self.registry.columns, self.clock.now_ms()),
            lambda: self.registry.columns.partition,
            instance=f"{service.instance}-{self.clock.now_ms()}",
            window_s=self.settings.window_ms / 1000,
            busy_window_s=self.settings.busy_window_ms / 1000,
        )
        self._sending: set[asyncio.Task[None]] = set()

    # --- driver.Host ---------------------------------------------------------------------------

    @property
    def is_full(self) -> bool:
        """True while too much waits to become durable."""
        return self.committer.is_full

    async def room(self) -> None:
        """Return when there is room again."""
        await self.committer.room()

    def submit(self, readings: Readings, done: Done) -> None:
        """Make raw readings durable, then call ``done``."""
        self.committer.submit(readings, done)

    def unknown(
        self,
        driver: str,
        gateway_code: str,
        address: str,
        sample: str,
        *,
        unit: str = "",
        peer: str = "",
        problem: str = "",
    ) -> None:
        """Keep a sample of something nobody registered; with a ``problem`` it must be mended in the device first."""
        self.count("unknown", driver=driver)
        self.unknowns.saw(
            UnknownSource(
                driver=driver,
                gateway_code=gateway_code[:100],
                address=address[:200],
                sample=sample[:500],
                seen_at_ms=self.clock.now_ms(),
                unit=unit[:20],
                peer=peer,
                problem=problem,
            )
        )

    def lease(self, work: str) -> Lease:
        """Exclusive ownership among all gateway processes."""
        folder = self.settings.folder("gateway")
        return Lease(self._bus, f"gateway-{work}", folder, self.settings.lease_s)

    def seen(self, gateway: GatewayConfig, *, peer: str = "") -> None:
        """A gateway gave a sign of life."""
        self.presence.seen(gateway, peer)

    def gone(self, gateway: GatewayConfig, reason: str) -> None:
        """A gateway's connection ended."""
        self.presence.gone(gateway, reason)

    def refused(self, driver: str, gateway_code: str, reason: str, *, peer: str = "") -> None:
        """A device was turned away."""
        self.count("refused", driver=driver, reason=reason)
        log.debug("device refused", driver=driver, gateway=gateway_code, reason=reason, peer=peer)
        known = self.registry.gateway(driver, gateway_code)
        if known is not None and self._may_tell_refusal(known.id):
            self._announce(
                GatewayEvent(
                    gateway_id=known.id,
                    gateway_code=known.code,
                    driver=driver,
                    kind="refused",
                    at_ms=self.clock.now_ms(),
                    reason=reason,
                    peer=peer,
                )
            )

    def _may_tell_refusal(self, gateway_id: int) -> bool:
        """Ten events an hour for each gateway: a device that guesses must not drown the others."""
        hour = self.clock.now_ms() // 3_600_000
        if hour != self._refusals_hour:
            self._refusals_hour, self._refusals = hour, Counter()
        self._refusals[gateway_id] += 1
        return self._refusals[gateway_id] <= MOST_REFUSALS_PER_HOUR

    def count(self, name: str, amount: int = 1, **labels: str) -> None:
        """Add to a counter."""
        inside = ",".join(f"{key}={value}" for key, value in sorted(labels.items()))
        self.counters[f"{name}{{{inside}}}" if inside else name] += amount

    # --- upkeep --------------------------------------------------------------------------------

    def facts(self) -> dict[str, float | int | str]:
        """Figures for the heartbeat."""
        figures = self.committer.figures
        return {
            "readings": figures.readings,
            "batches": figures.batches,
            "refused_full": figures.full,
            "unacknowledged": figures.lost,
            "waiting": self.committer.waiting,
            "commit_ms": round(figures.last_commit_ms, 1),
            "gateways_online": self.presence.online,
            "unknown": self.unknowns.count,
            "config_version": self.registry.version,
            **self._certificate_facts(),
            **self.counters,
        }

    def _certificate_facts(self) -> dict[str, float | int | str]:
        left = self.certificate.days_left(self.clock.now())
        facts: dict[str, float | int | str] = {} if left is None else {"tls_days_left": round(left, 1)}
        return facts | ({"tls_problem": self.certificate.problem} if self.certificate.problem else {})

    async def _publish(self, subject: str, payload: bytes, message_id: str) -> object:
        return await self._bus.publish_durable(subject, payload, msg_id=message_id, give_up_after_s=GIVE_UP_S)

    def _announce(self, event: GatewayEvent) -> None:
        log.info("gateway " + event.kind, gateway=event.gateway_code, driver=event.driver, reason=event.reason)
        self._later(subjects.GATEWAY_EVENT, to_json(event))

    def _send_unknown(self, digest: str, source: UnknownSource) -> None:
        self._later(subjects.unknown(source.driver, digest), to_json(source))

    def _later(self, subject: str, payload: bytes) -> None:
        task = asyncio.get_running_loop().create_task(self._send(subject, payload))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)

    async def _send(self, subject: str, payload: bytes) -> None:
        try:
            await self._bus.nc.publish(subject, payload)
        except NatsError as error:
            log.debug("note not sent", subject=subject, error=repr(error))
