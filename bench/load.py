"""Load generator: gateways over MQTT QoS 1 at a steady rate, with known alarms thrown in. A process of its own.

Prints one JSON object: what was sent, acknowledged, how late PUBACKs came, and when each alarm's reading left.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import numpy as np
import uvloop

from anlan.demo.fieldclient import MqttPublisher
from bench.county import SECRET, Size, address

QUIET, LOUD = 20.0, 35.0


@dataclass
class Plan:
    """What to send. ``rate`` is readings a second in all."""

    port: int
    size: Size
    rate: int
    seconds: float
    warm_up_s: float
    alarms_per_s: float
    in_flight: int = 2000


class Generator:
    """Round after round over all enterprises, one message each, at the planned rate."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        size = plan.size
        rng = np.random.default_rng(1)
        self.values = np.round(QUIET + rng.normal(0, 1, (size.enterprises, size.points)), 1)
        self.heads = [self._head(e) for e in range(size.enterprises)]
        self.steps = np.round(rng.choice([-0.1, 0.0, 0.1], (97, size.points)), 1)
        self.loud: dict[int, int] = {}  # enterprise → point now above its limit
        self.injected: dict[str, float] = {}  # "point_id.ts_ms" → when it left
        self.rng = rng
        self.acks_s: list[float] = []
        self.sent = self.sent_readings = 0

    def _head(self, enterprise: int) -> list[bytes]:
        within = enterprise % self.plan.size.enterprises_per_gateway
        return [f'"{address(within, p)}":'.encode() for p in range(self.plan.size.points)]

    def payload(self, enterprise: int, ts_ms: int) -> bytes:
        """One message of an enterprise's points: a 0.1-step walk drawn back to the quiet value."""
        row = self.values[enterprise]
        row += self.steps[(self.sent + enterprise) % 97]
        np.clip(row, QUIET - 4, QUIET + 4, out=row)
        values = row.round(1).tolist()
        point = self.loud.get(enterprise)
        if point is not None:
            values[point] = LOUD
        heads = self.heads[enterprise]
        body = b",".join([h + b"%.1f" % v for h, v in zip(heads, values, strict=True)])
        return b'{"ts":%d,"d":{%b}}' % (ts_ms, body)

    def maybe_alarm(self, enterprise: int, ts_ms: int, chance: float) -> bool:
        """Now and then a point goes over its limit for one round, then back."""
        if self.loud.pop(enterprise, None) is not None or self.rng.random() >= chance:
            return False
        point = int(self.rng.integers(self.plan.size.points))
        self.loud[enterprise] = point
        identity = enterprise * self.plan.size.points + point + 1
        self.injected[f"{identity}.{ts_ms}"] = time.time()
        return True


async def run(plan: Plan) -> dict[str, object]:
    """Send for ``warm_up_s`` + ``seconds`` and wait for every acknowledgement."""
    generator = Generator(plan)
    size = plan.size

    def on_ack(_: object, took_s: float) -> None:
        generator.acks_s.append(took_s)

    clients = [
        MqttPublisher(
            "127.0.0.1", plan.port, client_id=f"bench-{g}", username=f"BENCH-{g:03d}", password=SECRET,
            in_flight=plan.in_flight, on_ack=on_ack,
        )
        for g in range(size.gateways)
    ]  # fmt: skip
    for client in clients:
        await client.start()
    rate = plan.rate / size.points  # messages a second
    begun = time.monotonic()
    measured_from = None
    total_s = plan.warm_up_s + plan.seconds
    chance = plan.alarms_per_s / rate
    cpu = 0.0
    waited = 0
    while (now := time.monotonic() - begun) < total_s:
        if measured_from is None and now >= plan.warm_up_s:
            measured_from = time.time()
            generator.acks_s.clear()
            generator.injected.clear()
            cpu = time.process_time()
            measured_readings = generator.sent_readings
        due = int(now * rate)
        while generator.sent < due:
            # Neighbours in time come from different gateways, as in a county.
            turn = generator.sent % size.enterprises
            gateway, within = turn % size.gateways, turn // size.gateways
            enterprise = gateway * size.enterprises_per_gateway + within
            ts_ms = time.time_ns() // 1_000_000
            generator.maybe_alarm(enterprise, ts_ms, chance)
            client = clients[gateway]
            if client.pending > 5000:
                waited += 1
                await client.room()
            client.publish_nowait(f"anlan/v1/BENCH-{gateway:03d}/telemetry", generator.payload(enterprise, ts_ms))
            generator.sent += 1
            generator.sent_readings += size.points
        await asyncio.sleep(0.005)
    ended = time.time()
    flushed = all(await asyncio.gather(*(client.flush(60) for client in clients)))
    for client in clients:
        await client.close()
    acks = np.array(generator.acks_s or [0.0]) * 1000
    assert measured_from is not None
    return {
        "sent_readings": generator.sent_readings,
        "measured_readings": generator.sent_readings - measured_readings,
        "measured_s": ended - measured_from,
        "from_ms": int((begun - time.monotonic() + time.time()) * 1000) - 1000,
        "all_acknowledged": flushed,
        "ack_ms": {"p50": float(np.percentile(acks, 50)), "p99": float(np.percentile(acks, 99))},
        "injected": generator.injected,
        "cpu_s": time.process_time() - cpu,
        "held_back": waited,
    }


def main() -> None:
    """Plan as JSON in argv[1], result as JSON on standard output."""
    raw = json.loads(sys.argv[1])
    plan = Plan(**{**raw, "size": Size(**raw["size"])})
    print(json.dumps(uvloop.run(run(plan))))


def command(plan: Plan) -> list[str]:
    """Command line that runs this plan."""
    return [sys.executable, "-m", "bench.load", json.dumps(asdict(plan))]


if __name__ == "__main__":
    main()
