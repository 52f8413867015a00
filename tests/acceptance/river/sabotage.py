"""One process of the platform with one promise broken on purpose: ``python -m tests.acceptance.river.sabotage WHAT``.

The kill run must find each of them; a run that stays clean with a broken platform proves nothing. ``hurried`` breaks
nothing: it only writes snapshots every second, so that deaths at every few seconds meet restarts from snapshots.
"""

import importlib
import sys
from collections.abc import Callable

#: What is broken, and in which process.
SABOTAGES = {
    "hurried": "alarms",
    "answer-early": "gateway",  # devices are answered before the stream has their readings
    "ack-before-insert": "history",  # history says it has stored what it only holds in memory
    "start-at-the-end": "alarms",  # after a restart the engine goes on with what is new
    "ids-by-chance": "alarms",  # a replay gives its transitions other ids
    "place-before-records": "worker",  # the place in the log moves before the alarms are written
}


def hurried() -> None:
    from anlan.alarms import worker

    worker.SNAPSHOT_EVERY_S, worker.SNAPSHOT_SHARE = 1.0, 1


def answer_early() -> None:
    import asyncio

    from anlan.gateway.committer import Committer

    submit = Committer.submit

    def careless(self, readings, done):  # type: ignore[no-untyped-def]
        done(None)
        asyncio.get_running_loop().call_later(1.0, submit, self, readings, lambda outcome: None)

    Committer.submit = careless  # type: ignore[method-assign]


def ack_before_insert() -> None:
    import asyncio

    from anlan.history.ingest import Ingest

    store, take = Ingest._store, Ingest._take

    def noting(self, message):  # type: ignore[no-untyped-def]
        self.last_reply = message.reply
        return take(self, message)

    async def careless(self, stop):  # type: ignore[no-untyped-def]
        await self.bus.nc.publish(self.last_reply, b"+ACK")
        await asyncio.sleep(1)
        await store(self, stop)

    Ingest._take, Ingest._store = noting, careless  # type: ignore[method-assign]


def start_at_the_end() -> None:
    hurried()
    from anlan.alarms.worker import PartitionWorker

    restore = PartitionWorker.restore

    async def careless(self):  # type: ignore[no-untyped-def]
        await restore(self)
        info = await self._bus.js.stream_info("READINGS")
        if self.engine.seq:
            self.engine.seq = info.state.last_seq

    PartitionWorker.restore = careless  # type: ignore[method-assign]


def ids_by_chance() -> None:
    hurried()
    import random

    from anlan.alarms import engine

    name = engine.log_name
    chance = random.randrange(10**6)
    engine.log_name = lambda partition, epoch: f"{name(partition, epoch)}_{chance}"  # type: ignore[assignment]


def place_before_records() -> None:
    from anlan.web import worker_store

    def careless(transitions, stream, created, seq):  # type: ignore[no-untyped-def]
        import time

        worker_store._move(stream, created, seq)
        time.sleep(0.2)
        worker_store.take_in(transitions)

    worker_store.apply = careless


def main(what: str) -> None:
    """Break it, then run the process as the supervisor would."""
    name = SABOTAGES[what]
    if name == "worker":
        import os

        os.environ["ANLAN_PROCESS"] = "worker"
        from anlan.web.worker import main as work
    else:
        work = importlib.import_module(f"anlan.{name}.process").main
    broken: Callable[[], None] = globals()[what.replace("-", "_")]
    broken()
    from anlan.bus import service

    service.run(name, work)


if __name__ == "__main__":
    main(sys.argv[1])
