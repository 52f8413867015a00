"""kill -9 of every process at random moments under load; then compare what is kept with what was promised.

Run by itself: ``python -m tests.acceptance.river.kill_run --kills 200 --seed 1``
"""

import argparse
import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence

from bench.county import Size
from bench.rig import Rig, rig

from anlan.kit.settings import Settings
from anlan.kit.supervisor import Child
from anlan.web.up import System
from tests.acceptance.river.judge import Verdict, judge
from tests.acceptance.river.plant import Answered, Plant
from tests.acceptance.river.sabotage import SABOTAGES
from tests.servers import database

SIZE = Size(gateways=3, enterprises_per_gateway=2, points=20)
#: A process is at work some seconds after its start (the rules are compiled, the log is caught up with).
AT_WORK_S = 5.0
VICTIMS = ("gateway", "alarms", "history", "worker", "nats")


Beside = Callable[[Rig], contextlib.AbstractAsyncContextManager[int]]


def _nothing_beside(place: Rig) -> contextlib.AbstractAsyncContextManager[int]:
    return contextlib.nullcontext(place.config.mqtt_port)


async def kill_run(
    kills: int,
    seed: int,
    victims: Sequence[str] = VICTIMS,
    sabotage: str = "",
    size: Size = SIZE,
    beside: Beside = _nothing_beside,
    **settings: object,
) -> Verdict:
    """Run the whole system, kill ``kills`` processes, and judge.

    ``sabotage`` breaks one promise on purpose. ``settings`` put other servers in place; ``beside`` runs more
    processes, and one plant sends to the port it names.
    """
    verdict, answered = Verdict(), Answered()
    async with (
        rig(size, prepare=lambda system: _break(system, sabotage), **settings) as place,
        duty(place.config),
        beside(place) as other_port,
    ):
        stop = asyncio.Event()
        ports = [other_port, *[place.config.mqtt_port] * (size.gateways - 1)]
        plants = [Plant(port, size, g, seed, answered) for g, port in enumerate(ports)]
        sending = [asyncio.create_task(plant.run(stop)) for plant in plants]
        await asyncio.sleep(2)
        await _kill(place, kills, victims, random.Random(seed), verdict)
        await asyncio.sleep(2)
        stop.set()
        await asyncio.gather(*sending)
        await place.system.until_well(120)
        await judge(place.config, size, answered, verdict)
    return verdict


def _break(system: System, sabotage: str) -> None:
    """Snapshots in a hurry, and one promise broken when asked. What `up` migrates first is there already."""
    database.place(system.config.data)
    for what in ("hurried", sabotage):
        if what:
            command = [sys.executable, "-m", "tests.acceptance.river.sabotage", what]
            system.children[SABOTAGES[what]].command = command


@contextlib.asynccontextmanager
async def duty(config: Settings) -> AsyncIterator[None]:
    """People who close work orders meanwhile."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.acceptance.river.duty"), env={**os.environ, **config.as_environment()}
    )
    try:
        yield
        assert process.returncode is None, "the duty officers left"
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _kill(place: Rig, kills: int, victims: Sequence[str], dice: random.Random, verdict: Verdict) -> None:
    children = {child.name: child for child in place.system.supervisor.children}
    for _ in range(kills):
        # One in three is hit wherever it is, perhaps while it starts; the others when they have got to work.
        name = await _alive(children, victims, dice, 0.0 if dice.random() < 0.33 else AT_WORK_S)
        process = children[name].process
        assert process
        process.send_signal(signal.SIGKILL)
        verdict.kills[name] = verdict.kills.get(name, 0) + 1
        await asyncio.sleep(dice.choice([0.05, 0.3, 0.6, 1.0, 2.0]))


async def _alive(children: dict[str, Child], victims: Sequence[str], dice: random.Random, for_s: float) -> str:
    """A victim that has lived for so long; waits until there is one."""
    while True:
        long_enough = time.monotonic() - for_s
        alive = [n for n in victims if _lives(children[n]) and children[n].started_at_s <= long_enough]
        if alive:
            return dice.choice(alive)
        await asyncio.sleep(0.05)


def _lives(child: Child) -> bool:
    return child.process is not None and child.process.returncode is None


def main() -> int:
    """Command line; prints the verdict as JSON, 1 when not clean."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sabotage", choices=sorted(SABOTAGES), default="", help="break one promise on purpose")
    args = parser.parse_args()
    victims = (SABOTAGES[args.sabotage],) if args.sabotage else VICTIMS
    verdict = asyncio.run(kill_run(args.kills, args.seed, victims, args.sabotage))
    print(json.dumps({"seed": args.seed, "is_clean": verdict.is_clean, **verdict.summary()}, indent=1, default=str))
    return 0 if verdict.is_clean else 1


if __name__ == "__main__":
    raise SystemExit(main())
