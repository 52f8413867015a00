"""A small restless plant for crash tests: points that cross their limits all the time, and a memory of every answer."""

import asyncio
import random
import time
from dataclasses import dataclass, field

from bench.county import SECRET, Size, address

from anlan.demo.fieldclient import MqttPublisher

Reading = tuple[int, int, float]  # point, ts_ms, value


@dataclass
class Answered:
    """What was sent, and what the platform promised to keep."""

    sent: int = 0
    offered: set[Reading] = field(default_factory=set)
    acknowledged: set[Reading] = field(default_factory=set)


class Plant:
    """One MQTT gateway with its enterprises; every enterprise sends all its points a few times a second."""

    def __init__(self, port: int, size: Size, gateway: int, seed: int, answered: Answered) -> None:
        self.size, self.gateway, self.answered = size, gateway, answered
        self.random = random.Random(f"{seed}-{gateway}")
        self.code = f"BENCH-{gateway:03d}"
        self.values = [[20.0] * size.points for _ in range(size.enterprises_per_gateway)]
        self.last_ms = 0
        self.client = MqttPublisher(
            "127.0.0.1", port, client_id=self.code, username=self.code, password=SECRET,
            on_ack=self._acknowledged, answer_timeout_s=5.0, queue_size=50_000,
        )  # fmt: skip

    def _acknowledged(self, key: object, _: float) -> None:
        self.answered.acknowledged.update(key)  # type: ignore[call-overload]

    async def run(self, stop: asyncio.Event) -> None:
        """Send until told to stop, then wait for every answer."""
        self.client.start_soon()
        while not stop.is_set():
            for within in range(self.size.enterprises_per_gateway):
                await self._send(within)
            await asyncio.sleep(0.2)
        if not await self.client.flush(60):
            raise AssertionError(f"{self.code}: {self.client.pending} messages never acknowledged")
        await self.client.close()

    async def _send(self, within: int) -> None:
        # A stamp never repeats, so a reading is known by point and stamp.
        ts_ms = self.last_ms = max(time.time_ns() // 1_000_000, self.last_ms + 1)
        row = self.values[within]
        first = (self.gateway * self.size.enterprises_per_gateway + within) * self.size.points + 1
        for p in range(len(row)):
            if self.random.random() < 0.1:
                row[p] = round(self.random.choice([20.0, 27.0, 30.0, 60.0, 1.5, 0.5]) + self.random.random(), 1)
        readings = [(first + p, ts_ms, value) for p, value in enumerate(row)]
        self.answered.offered.update(readings)
        body = ",".join(f'"{address(within, p)}":{value}' for p, value in enumerate(row))
        payload = f'{{"ts":{ts_ms},"d":{{{body}}}}}'.encode()
        await self.client.publish(f"anlan/v1/{self.code}/telemetry", payload, key=readings)
        self.answered.sent += len(readings)
