"""Two rule sets over history in a process of its own, for a screen that waits: `python -m anlan.alarms.trial`.

Reads a :class:`Job` (MessagePack) from its standard input and writes one :class:`Line` of JSON per page of readings,
the last with the raises. It runs at the lowest priority and pauses between pages as long as the page took to read, so
that the history process has as much time for everybody else. Whoever started it ends it by killing it; when that
process is gone, the next line cannot be written and ends it too.
"""

import asyncio
import os
import sys
from time import monotonic
from typing import BinaryIO

import msgspec

from anlan.alarms.backtest import Backtest
from anlan.alarms.kernel import best_kernel
from anlan.bus import history_client
from anlan.bus.client import Bus
from anlan.bus.messages import ConfigSnapshot, Message
from anlan.bus.readings import Readings

#: A trial ends here and says how far it came: 100 million readings are 20 points × 90 days at one in 1.5 s.
MOST_READINGS = 100_000_000
#: Raises of one rule set: a rule that says more than this is not a rule.
MOST_RAISES = 100_000
MOST_S = 600.0


class Job(Message, frozen=True, kw_only=True):
    """What to try: two rule sets over the readings of all their points, from_ms ≤ stamp < to_ms."""

    before: ConfigSnapshot
    after: ConfigSnapshot
    from_ms: int
    to_ms: int
    most_readings: int = MOST_READINGS
    most_s: float = MOST_S


#: point, raised at, until (of one that still stands: the end of the recording); event time in ms.
Raise = tuple[int, int, int]


class Line(Message, frozen=True, kw_only=True):
    """How far it is; with ``is_done`` what it found. ``stopped``: why it ended early, empty when it did not."""

    progress: float
    readings: int
    at_ms: int
    is_done: bool = False
    stopped: str = ""
    before: tuple[Raise, ...] = ()
    after: tuple[Raise, ...] = ()
    problem: str = ""


class Trial:
    """One job, page by page."""

    def __init__(self, job: Job) -> None:
        self.job = job
        kernel = best_kernel()
        self.runs = [Backtest(job.before, kernel), Backtest(job.after, kernel)]
        self.readings, self.at_ms, self._began = 0, job.from_ms, monotonic()

    def feed(self, page: Readings) -> Line:
        """Judge one page with both rule sets."""
        for run in self.runs:
            run.feed(page)
        self.readings += len(page)
        self.at_ms = max(self.at_ms, int(page.ts_ms.max()))
        share = (self.at_ms - self.job.from_ms) / (self.job.to_ms - self.job.from_ms)
        return Line(progress=round(share, 4), readings=self.readings, at_ms=self.at_ms)

    def stopped(self) -> str:
        """Which limit is reached; empty while none is."""
        if self.readings >= self.job.most_readings:
            return "readings"
        if monotonic() - self._began >= self.job.most_s:
            return "time"
        if max(run.raise_count for run in self.runs) >= MOST_RAISES:
            return "raises"
        return ""

    def done(self, stopped: str = "") -> Line:
        """What both found."""
        before, after = (tuple(run.raises()) for run in self.runs)
        at_ms = self.at_ms if stopped else self.job.to_ms
        return Line(
            progress=1.0, readings=self.readings, at_ms=at_ms, is_done=True, stopped=stopped, before=before, after=after
        )


async def run(job: Job) -> None:
    """Try the job, telling each step."""
    points = sorted({p.id for p in (*job.before.points, *job.after.points)})
    trial, stopped = Trial(job), ""
    if points:
        bus = await Bus.connect("trial")
        try:
            asked = monotonic()
            async for page in history_client.read(bus, points, job.from_ms, job.to_ms):
                took = monotonic() - asked
                _say(trial.feed(page))
                if stopped := trial.stopped():
                    break
                await asyncio.sleep(min(took, 1.0))
                asked = monotonic()
        finally:
            await bus.close()
    _say(trial.done(stopped))


def _say(line: Line) -> None:
    _told.write(msgspec.json.encode(line) + b"\n")
    _told.flush()


#: Where lines go; :func:`main` keeps the pipe for them alone, so that no log line can come between.
_told: BinaryIO = sys.stdout.buffer


def _keep_pipe() -> None:
    global _told
    _told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())


def main() -> None:
    """Run the job on the standard input."""
    os.nice(19)
    _keep_pipe()
    job = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Job)
    try:
        asyncio.run(run(job))
    except BrokenPipeError:
        sys.exit(1)  # nobody waits any more
    except Exception as error:
        _say(Line(progress=0, readings=0, at_ms=job.from_ms, is_done=True, problem=str(error)[:300] or repr(error)))


if __name__ == "__main__":
    main()
