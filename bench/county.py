"""A large made-up county for benches: rows in SQL, the configuration on the bus, gateways with secrets."""

import hashlib
import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from anlan.bus.client import Bus
from anlan.bus.config_store import publish
from anlan.bus.messages import ConfigSnapshot, GatewayConfig, LimitConfig, PointConfig
from anlan.domain.grades import Grade
from anlan.kit.settings import Settings

SECRET = "bench-secret-0123456789"
LIMITS = [
    LimitConfig(label="H", direction=1, set_point=28, grade=Grade.YELLOW, deadband=1, off_delay_s=0),
    LimitConfig(label="HH", direction=1, set_point=56, grade=Grade.ORANGE, deadband=1),
    LimitConfig(label="L", direction=-1, set_point=2, grade=Grade.BLUE, deadband=1),
    LimitConfig(label="LL", direction=-1, set_point=1, grade=Grade.YELLOW, deadband=1),
]


@dataclass(frozen=True)
class Size:
    """How large the county is. Points of one enterprise travel in one message."""

    gateways: int
    enterprises_per_gateway: int
    points: int = 50

    @property
    def enterprises(self) -> int:
        return self.gateways * self.enterprises_per_gateway


def secret_hash() -> str:
    """What the platform keeps of the gateways' secret."""
    return "s$" + hashlib.sha256(("s" + SECRET).encode()).hexdigest()


def address(enterprise: int, point: int) -> str:
    """What a gateway calls a point; enterprise counts within the gateway."""
    return f"E{enterprise:04d}.P{point:02d}"


def snapshot(size: Size) -> ConfigSnapshot:
    """Ids as the SQL rows have them: gateways, enterprises and points count from 1."""
    points, number = [], 0
    for enterprise in range(size.enterprises):
        gateway, within = divmod(enterprise, size.enterprises_per_gateway)
        for p in range(size.points):
            number += 1
            points.append(
                PointConfig(
                    id=number,
                    gateway_id=gateway + 1,
                    address=address(within, p),
                    kind="nh3_concentration",
                    unit="ppm",
                    enterprise_id=enterprise + 1,
                    resolution=0.1,
                    range_low=0,
                    range_high=1000,
                    over_range_is_high=True,
                    limits=LIMITS,
                    rate_limit_per_s=50,
                    stuck_after_s=3600,
                    offline_after_s=60,
                )
            )
    gateways = [
        GatewayConfig(id=g + 1, code=f"BENCH-{g:03d}", driver="mqtt", enterprise_id=1, secret_hash=secret_hash())
        for g in range(size.gateways)
    ]
    return ConfigSnapshot(version=1, published_at_ms=int(time.time() * 1000), gateways=gateways, points=points)


def seed_sql(config: Settings, size: Size) -> str:
    """Fill the database in a process of its own; returns the session key of a duty officer."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.seed", json.dumps([size.gateways, size.enterprises_per_gateway, size.points])],
        env={**environment(), **config.as_environment()},
        cwd=Path(__file__).parent.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"seeding failed: {done.stderr[-2000:]}")
    return done.stdout.strip().splitlines()[-1]


def environment() -> dict[str, str]:
    """The environment, for a process of the bench."""
    import os

    return dict(os.environ)


async def publish_config(config: Settings, size: Size) -> None:
    """Put the configuration on the bus."""
    bus = await Bus.connect("bench", config)
    await publish(bus, snapshot(size))
    await bus.close()
