"""Four dialects, one wire: how a parcel of samples looks on the line of each kind of gateway.

What a dialect cannot say, it says the way its devices do: ThingsBoard telemetry has no data flag, so a sick probe sends
null and an over-range one a number beyond its range.
"""

import asyncio
import contextlib
import json
from abc import ABC, abstractmethod
from datetime import UTC, datetime

from anlan.demo.fieldclient import Hj212Sender, HttpSender, MqttPublisher, QueueFull, build_frame, qn_of
from anlan.demo.fieldclient.link import OnAck
from anlan.demo.ledger import Parcel
from anlan.demo.plan_model import PlannedGateway, PlannedPoint
from anlan.demo.plants.sensors import Sample
from anlan.domain.clock import from_ms
from anlan.domain.quality import HJ212_FLAGS, Quality
from anlan.kit.logs import get_logger
from anlan.kit.settings import Settings

log = get_logger(__name__)

#: What a plant's gateway keeps while its line is down: messages, more than two hours of one a second.
BUFFER = 10_000

Samples = dict[str, tuple[PlannedPoint, Sample]]  # by address


class Wire(ABC):
    """One gateway's line to the platform."""

    stamp_step_ms = 1  # finest stamp that the dialect can carry

    @abstractmethod
    async def start(self, timeout_s: float) -> None:
        """Connect; raises Refused or TimeoutError when the platform does not take this gateway."""

    @abstractmethod
    def vanish(self) -> None:
        """Cut the line; what is sent from now on piles up."""

    @abstractmethod
    def come_back(self) -> None:
        """Connect again and send what piled up, oldest first."""

    @abstractmethod
    def send(self, ts_ms: int, samples: Samples, parcel: Parcel | None) -> None:
        """Hand over one message; ``parcel`` None sends it without keeping books (a double).

        Raises:
            QueueFull: the gateway's own buffer is full; nothing was taken.
        """

    @abstractmethod
    async def flush(self, timeout_s: float) -> bool:
        """Wait until everything is acknowledged; False when it took longer."""

    @abstractmethod
    async def close(self) -> None:
        """Stop."""

    def wire_value(self, point: PlannedPoint, sample: Sample, is_gas: bool) -> tuple[float, int]:
        """Value and quality as the platform will keep a sample of this dialect."""
        value = float("nan") if sample.value is None else sample.value
        return value, HJ212_FLAGS[sample.flag]

    def send_garbage(self, ts_ms: int) -> bool:
        """Send a frame that must be rejected; False when the dialect has no such thing."""
        return False


class MqttWire(Wire):
    """Anlan's own JSON: one message, many points, ``[value, flag]`` where the flag is not N."""

    def __init__(self, gateway: PlannedGateway, secret: str, config: Settings, on_ack: OnAck) -> None:
        self.topic = f"anlan/v1/{gateway.code}/telemetry"
        self._link = MqttPublisher(
            "127.0.0.1" if config.bind == "0.0.0.0" else config.bind,  # noqa: S104 - compared, not bound
            config.mqtt_port,
            client_id=gateway.code,
            username=gateway.code,
            password=secret,
            queue_size=BUFFER,
            on_ack=on_ack,
        )

    async def start(self, timeout_s: float) -> None:
        """Connect and sign in."""
        await self._link.start(timeout_s)

    def vanish(self) -> None:
        """Cut the connection without a goodbye."""
        self._link.vanish()

    def come_back(self) -> None:
        """Connect again."""
        self._link.start_soon()

    def payload(self, ts_ms: int, samples: Samples) -> bytes:
        """``{"ts": …, "d": {address: value}}``."""
        values = {
            address: sample.value if sample.flag == "N" else [sample.value, sample.flag]
            for address, (_, sample) in samples.items()
        }
        return json.dumps({"ts": ts_ms, "d": values}).encode()

    def send(self, ts_ms: int, samples: Samples, parcel: Parcel | None) -> None:
        """Publish with QoS 1."""
        self._link.publish_nowait(self.topic, self.payload(ts_ms, samples), key=parcel)

    async def flush(self, timeout_s: float) -> bool:
        """Wait for the last PUBACK."""
        return await self._link.flush(timeout_s)

    async def close(self) -> None:
        """Disconnect."""
        await self._link.close()


class ThingsBoardWire(MqttWire):
    """The gateway API of ThingsBoard: ``{"device": [{"ts": …, "values": {key: value}}]}``."""

    def __init__(self, gateway: PlannedGateway, secret: str, config: Settings, on_ack: OnAck) -> None:
        super().__init__(gateway, secret, config, on_ack)
        self.topic = "v1/gateway/telemetry"

    def payload(self, ts_ms: int, samples: Samples) -> bytes:
        """Values grouped by device."""
        devices: dict[str, dict[str, float | None]] = {}
        for address, (point, sample) in samples.items():
            device, key = address.split("/", 1)
            devices.setdefault(device, {})[key] = _plain_value(point, sample)
        return json.dumps({name: [{"ts": ts_ms, "values": values}] for name, values in devices.items()}).encode()

    def wire_value(self, point: PlannedPoint, sample: Sample, is_gas: bool) -> tuple[float, int]:
        """As the platform judges a value without a flag."""
        value = _plain_value(point, sample)
        if value is None:
            return float("nan"), Quality.NOT_A_NUMBER
        if sample.flag == "T":
            return value, Quality.OVER_RANGE if is_gas else Quality.IMPLAUSIBLE
        return value, Quality.GOOD


def _plain_value(point: PlannedPoint, sample: Sample) -> float | None:
    if sample.flag == "N":
        return sample.value
    if sample.flag == "T":
        return point.range_high * 1.05
    if sample.flag in ("D", "B"):
        return None
    raise ValueError(f"{point.key}: flag {sample.flag} cannot be said in ThingsBoard telemetry; move the story")


class Hj212Wire(Wire):
    """HJ 212-2017 real-time frames, stamped to the second in Chinese time."""

    stamp_step_ms = 1000

    def __init__(self, gateway: PlannedGateway, secret: str, config: Settings, on_ack: OnAck) -> None:
        self._link = Hj212Sender(
            "127.0.0.1" if config.bind == "0.0.0.0" else config.bind,  # noqa: S104 - compared, not bound
            config.hj212_port,
            mn=gateway.code,
            password=secret,
            queue_size=BUFFER,
            on_ack=on_ack,
        )

    async def start(self, timeout_s: float) -> None:
        """Connect; the first frame tells who it is."""
        await self._link.start(timeout_s)

    def vanish(self) -> None:
        """Cut the connection."""
        self._link.vanish()

    def come_back(self) -> None:
        """Connect again."""
        self._link.start_soon()

    def segment(self, ts_ms: int, samples: Samples) -> str:
        """The data segment of one CN 2011 frame that wants an answer."""
        at = from_ms(ts_ms)
        items = ";".join(
            f"{address}-Rtd={'' if sample.value is None else f'{sample.value:g}'},{address}-Flag={sample.flag}"
            for address, (_, sample) in samples.items()
        )
        head = f"QN={qn_of(at)};ST=22;CN=2011;PW={self._link.password};MN={self._link.mn};Flag=5"
        return f"{head};CP=&&DataTime={qn_of(at)[:14]};{items}&&"

    def send(self, ts_ms: int, samples: Samples, parcel: Parcel | None) -> None:
        """Hand over one frame; it is kept until its 9014."""
        self._link.send_nowait(build_frame(self.segment(ts_ms, samples)), key=parcel)

    def wire_value(self, point: PlannedPoint, sample: Sample, is_gas: bool) -> tuple[float, int]:
        """Six significant digits go over the wire."""
        value, quality = super().wire_value(point, sample, is_gas)
        return float(f"{value:g}"), quality

    def send_garbage(self, ts_ms: int) -> bool:
        """A frame with absurd values and one wrong digit in its CRC; nobody waits for an answer to it."""
        if not self._link.is_connected:
            return False
        at = from_ms(ts_ms)
        head = f"QN={qn_of(at)};ST=22;CN=2011;PW={self._link.password};MN={self._link.mn};Flag=4"
        values = ";".join(f"{code}-Rtd=9999,{code}-Flag=N" for code in ("a21001", "z01001", "z02001", "z02005"))
        frame = build_frame(f"{head};CP=&&DataTime={qn_of(at)[:14]};{values}&&")
        wrong = b"0" if frame[-3:-2] != b"0" else b"1"
        self._link.send_nowait(frame[:-3] + wrong + b"\r\n")
        return True

    async def flush(self, timeout_s: float) -> bool:
        """Wait for the last 9014."""
        return await self._link.flush(timeout_s)

    async def close(self) -> None:
        """Disconnect."""
        await self._link.close()


class HttpWire(Wire):
    """Batches by HTTP POST, one at a time, each with its idempotency key."""

    def __init__(self, gateway: PlannedGateway, secret: str, config: Settings, on_ack: OnAck) -> None:
        host = "127.0.0.1" if config.bind == "0.0.0.0" else config.bind  # noqa: S104 - compared, not bound
        self._code = gateway.code
        self._sender = HttpSender(f"http://{host}:{config.http_ingest_port}", token=secret, give_up_after_s=3600)
        self._on_ack = on_ack
        self._queue: asyncio.Queue[tuple[bytes, str, Parcel | None]] = asyncio.Queue(BUFFER)
        self._is_up = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._unanswered = 0

    async def start(self, timeout_s: float) -> None:
        """Post an empty batch, which proves address and token."""
        async with asyncio.timeout(timeout_s):
            answer = await self._sender.post(self.path, b'{"readings": []}')
        if answer.status >= 300:
            raise ConnectionError(f"HTTP ingest refused {self._code}: {answer.status} {answer.body[:200]!r}")
        self._is_up.set()
        self._task = asyncio.create_task(self._post_all())

    @property
    def path(self) -> str:
        """Where batches go."""
        return f"/ingest/v1/{self._code}/readings"

    def vanish(self) -> None:
        """Post nothing more for now."""
        self._is_up.clear()

    def come_back(self) -> None:
        """Go on posting."""
        self._is_up.set()

    def send(self, ts_ms: int, samples: Samples, parcel: Parcel | None) -> None:
        """Queue one batch."""
        readings = [
            {"p": address, "ts": ts_ms, "v": sample.value} | ({} if sample.flag == "N" else {"q": sample.flag})
            for address, (_, sample) in samples.items()
        ]
        key = f"{self._code}-{ts_ms}"
        try:
            self._queue.put_nowait((json.dumps({"readings": readings}).encode(), key, parcel))
        except asyncio.QueueFull as error:
            raise QueueFull(f"{self._code}: buffer of {BUFFER} batches is full") from error
        self._unanswered += 1

    async def _post_all(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            body, key, parcel = await self._queue.get()
            await self._is_up.wait()
            began = loop.time()
            answer = await self._sender.post(self.path, body, idempotency_key=key)
            if 200 <= answer.status < 300:
                self._on_ack(parcel, loop.time() - began)
            else:
                log.error("a batch was refused", gateway=self._code, status=answer.status, body=answer.body[:200])
            self._unanswered -= 1

    async def flush(self, timeout_s: float) -> bool:
        """Wait for the last answer."""
        deadline = asyncio.get_running_loop().time() + timeout_s
        while self._unanswered:
            if asyncio.get_running_loop().time() > deadline:
                return False
            await asyncio.sleep(0.05)
        return True

    async def close(self) -> None:
        """Stop posting."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._sender.close()


_WIRES: dict[str, type[MqttWire] | type[Hj212Wire] | type[HttpWire]] = {
    "anlan_mqtt": MqttWire,
    "thingsboard_gateway": ThingsBoardWire,
    "hj212": Hj212Wire,
    "http": HttpWire,
}


def wire_of(gateway: PlannedGateway, secret: str, config: Settings, on_ack: OnAck) -> Wire:
    """The line of a planned gateway."""
    return _WIRES[gateway.dialect](gateway, secret, config, on_ack)


def now_text(ts_ms: int) -> str:
    """A stamp for logs."""
    return f"{datetime.fromtimestamp(ts_ms / 1000, UTC):%H:%M:%S}"
