"""``python -m tests.fuzz [hj212] [mqtt] [--count 1000000] [--seed 212]``: prints reports, 1 when not clean."""

import argparse
import asyncio
import json
from collections.abc import Callable

from tests.fuzz.hj212 import Hj212Target
from tests.fuzz.mqtt import MqttTarget
from tests.fuzz.runner import Report, Target, run

TARGETS: dict[str, Callable[[], Target]] = {"hj212": Hj212Target, "mqtt": MqttTarget}


async def fuzz(name: str, seed: int, count: int) -> Report:
    """Fuzz one protocol."""
    return await run(name, TARGETS[name](), seed, count)


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="target", help=f"of {', '.join(TARGETS)}; default all")
    parser.add_argument("--count", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=212)
    args = parser.parse_args()
    reports = [asyncio.run(fuzz(name, args.seed, args.count)) for name in args.targets or TARGETS]
    for report in reports:
        print(json.dumps(report.as_dict(), indent=1))
    return 0 if all(report.is_clean for report in reports) else 1


if __name__ == "__main__":
    raise SystemExit(main())
