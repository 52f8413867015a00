"""VictoriaMetrics and `vmalert -replay` over the same readings and the same two limits (Debian: victoria-metrics)."""

import json
import resource
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import psutil

from bench.ports import free_ports

MINUTE_MS = 60_000
#: sensor, label, 1 raised or 0 cleared, stamp in ms
Transition = tuple[int, str, int, int]


def is_installed() -> bool:
    """Both programs are on the path."""
    return bool(shutil.which("victoria-metrics") and shutil.which("vmalert"))


def replay(
    ts_ms: npt.NDArray[np.int64], values: npt.NDArray[np.float64], limits: dict[str, tuple[float, int]]
) -> tuple[float, float, set[Transition]]:
    """Seconds and CPU seconds of the replay (not of the import before it), and what it raised and cleared.

    ts_ms: (n) whole minutes. values: (n, sensors). limits: label → (alarm above, minutes it must last).
    """
    with tempfile.TemporaryDirectory(prefix="anlan-vm-") as folder, _store(Path(folder)) as (url, store):
        _import(url, ts_ms, values)
        used = _cpu_s(store)
        seconds = _vmalert(Path(folder), url, ts_ms, limits)
        used = _cpu_s(store) - used
        _get(f"{url}/internal/force_flush")
        return seconds, used, set(_transitions(url, int(ts_ms[-1])))


def _cpu_s(store: psutil.Process) -> float:
    """CPU seconds of the store and of all programs that have ended, vmalert among them."""
    times, ended = store.cpu_times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return float(times.user + times.system + ended.ru_utime + ended.ru_stime)


@contextmanager
def _store(folder: Path) -> Iterator[tuple[str, psutil.Process]]:
    (port,) = free_ports(1)
    process = subprocess.Popen(
        ["victoria-metrics", f"-storageDataPath={folder}/vm", f"-httpListenAddr=127.0.0.1:{port}",
         "-retentionPeriod=10y", "-search.latencyOffset=0s", "-search.maxPointsPerTimeseries=100000"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                _get(f"{url}/health")
                break
            except OSError:
                time.sleep(0.1)
        yield url, psutil.Process(process.pid)
    finally:
        process.terminate()
        process.wait()


def _import(url: str, ts_ms: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> None:
    stamps = ts_ms.tolist()
    for first in range(0, values.shape[1], 50):
        lines = [
            json.dumps(
                {"metric": {"__name__": "v", "s": str(s)}, "values": values[:, s].tolist(), "timestamps": stamps}
            )
            for s in range(first, min(first + 50, values.shape[1]))
        ]
        urllib.request.urlopen(f"{url}/api/v1/import", "\n".join(lines).encode(), timeout=60).read()
    _get(f"{url}/internal/force_flush")


def _series(sensor: int) -> dict[str, str]:
    return {"__name__": "v", "s": str(sensor)}


def _vmalert(folder: Path, url: str, ts_ms: npt.NDArray[np.int64], limits: dict[str, tuple[float, int]]) -> float:
    rules = [f"  - {{alert: {label}, expr: 'v > {above}', for: {m}m}}" for label, (above, m) in limits.items()]
    (folder / "rules.yml").write_text("groups:\n- name: limits\n  interval: 1m\n  rules:\n" + "\n".join(rules) + "\n")
    (port,) = free_ports(1)
    began = time.perf_counter()
    # One query for the whole time: at a cut between two queries vmalert begins a delay anew.
    done = subprocess.run(
        ["vmalert", f"-rule={folder}/rules.yml", f"-datasource.url={url}", f"-remoteWrite.url={url}",
         f"-remoteRead.url={url}", f"-httpListenAddr=127.0.0.1:{port}", "-replay.rulesDelay=0",
         f"-replay.maxDatapointsPerQuery={len(ts_ms) + 1}", f"-replay.timeFrom={_rfc3339(ts_ms[0])}",
         f"-replay.timeTo={_rfc3339(ts_ms[-1])}", "-datasource.queryStep=1m", "-remoteWrite.maxQueueSize=1000000"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"vmalert: {done.stderr[-1000:]}")
    return time.perf_counter() - began


def _transitions(url: str, last_ms: int) -> Iterator[Transition]:
    query = "/api/v1/export?match[]=ALERTS%7Balertstate=%22firing%22%7D"
    for line in _get(url + query).splitlines():
        series = json.loads(line)
        sensor, label = int(series["metric"]["s"]), series["metric"]["alertname"]
        fired = np.unique(np.array(series["timestamps"], np.int64))
        gap = np.diff(fired) > MINUTE_MS
        for at in fired[np.append(True, gap)].tolist():
            yield sensor, label, 1, at
        for at in fired[np.append(gap, fired[-1] < last_ms)].tolist():
            yield sensor, label, 0, at + MINUTE_MS


def _rfc3339(ts_ms: np.int64) -> str:
    return datetime.fromtimestamp(int(ts_ms) / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _get(url: str) -> str:
    return str(urllib.request.urlopen(url, timeout=120).read().decode())
