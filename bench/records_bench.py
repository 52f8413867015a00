"""Alarm transitions into records: what one costs alone, and in a flood. Each opens or clears a work order of its own.

The worker's whole transaction on SQLite with durable commits: alarm, work order, timeline, notices, news for screens.
"""

import itertools
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anlan.bus.messages import AlarmTransition
from anlan.domain.grades import Grade
from anlan.kit.settings import Settings
from bench.county import Size, environment, seed_sql
from bench.results import figure

SIZE = Size(gateways=20, enterprises_per_gateway=65)
ALONE, FLOOD, PER_BATCH = 300, 1_000, 200


def run() -> list[dict[str, Any]]:
    """In a process of its own, as Django is set up once per process."""
    with tempfile.TemporaryDirectory(prefix="anlan-records-") as folder:
        config = Settings(data=Path(folder), log_level="WARNING")
        env = {**environment(), **config.as_environment()}
        subprocess.run([sys.executable, "-m", "anlan.web.manage", "migrate", "-v0"], env=env, check=True)
        seed_sql(config, SIZE)
        done = subprocess.run(
            [sys.executable, "-m", "bench.records_bench"], env=env, check=True, stdout=subprocess.PIPE,
            cwd=Path(__file__).parent.parent,
        )  # fmt: skip
    alone_ms, flood_ms = json.loads(done.stdout)
    return [
        figure("alarm transition into records, one a transaction", alone_ms, "CPU ms", higher_is_better=False),
        figure(f"alarm transition into records, {PER_BATCH} a transaction", flood_ms, "CPU ms", higher_is_better=False),
    ]


def transitions(first: int, count: int, kind: str) -> list[AlarmTransition]:
    """One point of each of ``count`` enterprises goes over its limit, or comes back."""
    raised_ms = 1_790_000_000_000 + first * 1000
    found = []
    for number in range(first, first + count):
        point = number % SIZE.enterprises * SIZE.points + 1 + number // SIZE.enterprises
        alarm = f"{point}.limit.H.{raised_ms}"
        found.append(
            AlarmTransition(
                id=f"{alarm}.{kind}", alarm_id=alarm, point_id=point, rule="limit", label="H", grade=Grade.YELLOW,
                kind=kind, at_ms=raised_ms + (5000 if kind == "cleared" else 0), logged_at_ms=raised_ms,
                value=35.0, set_point=28.0, config_version=1,
            )  # type: ignore[arg-type]
        )  # fmt: skip
    return found


def _cpu_ms(batches: Sequence[list[AlarmTransition]], seqs: "itertools.count[int]") -> float:
    from anlan.web import worker_store

    began = time.process_time()
    for batch in batches:
        worker_store.apply(batch, "ALARMS", "bench", next(seqs))
    return (time.process_time() - began) * 1000 / sum(len(batch) for batch in batches)


def _measure() -> tuple[float, float]:
    seqs = itertools.count(1)
    warm = transitions(0, 20, "raised") + transitions(0, 20, "cleared")
    _cpu_ms([[one] for one in warm], seqs)
    singles = [[one] for kind in ("raised", "cleared") for one in transitions(20, ALONE // 2, kind)]
    alone_ms = _cpu_ms(singles, seqs)
    many = [one for kind in ("raised", "cleared") for one in transitions(200, FLOOD // 2, kind)]
    flood_ms = _cpu_ms([many[at : at + PER_BATCH] for at in range(0, len(many), PER_BATCH)], seqs)
    return alone_ms, flood_ms


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan.web.settings")
    os.environ.setdefault("ANLAN_PROCESS", "worker")
    django.setup()
    print(json.dumps(_measure()))
