"""The map page in a browser: a county of 13,000 enterprises, 200 open alarms, ten pushed changes a second.

Headless Chromium with WebGL in software. The full promise is ten minutes: ``make bench ONLY=console SECONDS=600``.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anlan.kit.settings import Settings
from bench.county import Size, environment
from bench.results import figure
from bench.rig import rig

COUNTY = Size(gateways=130, enterprises_per_gateway=100, points=0)
SECONDS = 60.0
#: What loading left behind is gone, and every page has been asked once.
SETTLE_S = 15.0
SAMPLE_S = 5.0
ROOT = Path(__file__).parent.parent
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = [
    "--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
#: Notes when the map says that it is drawn, and when all enterprises are.
WATCH = """
window.__drawn = {};
new MutationObserver(() => {
  const map = document.querySelector('.canvas');
  if (map?.dataset.drawn && !window.__drawn.map) window.__drawn.map = performance.now();
  if (Number(map?.dataset.enterprises) > 12000 && !window.__drawn.all) window.__drawn.all = performance.now();
}).observe(document, { subtree: true, attributes: true, attributeFilter: ['data-drawn', 'data-enterprises'] });
"""


@dataclass
class Seen:
    """What the browser showed."""

    paint_s: float = 0.0
    map_s: float = 0.0
    all_s: float = 0.0
    wire_kb: float = 0.0
    busy: float = 0.0
    script: float = 0.0
    worst_task_ms: float = 0.0
    heap_mb: list[float] = field(default_factory=list)
    told: int = 0


def run(seconds: float = SECONDS) -> list[dict[str, Any]]:
    """First paint, drawn map, main thread, heap, size."""
    return asyncio.run(_run(seconds))


async def _run(seconds: float) -> list[dict[str, Any]]:
    async with rig(COUNTY) as place:
        await asyncio.to_thread(_storm, place.config, "fill")
        seen = await asyncio.to_thread(_look, place.config, place.session, seconds)
    return _rows(seen, seconds)


def _rows(seen: Seen, seconds: float) -> list[dict[str, Any]]:
    what = f"13,000 enterprises, 200 alarms, {seen.told / (seconds + SETTLE_S):.1f} messages/s, {seconds:.0f} s"
    drift = (max(seen.heap_mb) - min(seen.heap_mb)) / 2
    return [
        figure("console: main thread busy", seen.busy * 100, "%", goal=15, higher_is_better=False,
               note=f"{what}; script {seen.script * 100:.1f} %, longest task {seen.worst_task_ms:.0f} ms"),
        figure("console: heap, half its range", drift, "MB", goal=5, higher_is_better=False,
               note=f"{min(seen.heap_mb):.1f} to {max(seen.heap_mb):.1f} MB after collection, first "
                    f"{seen.heap_mb[0]:.1f}, last {seen.heap_mb[-1]:.1f}; {seconds:.0f} s"),
        figure("console: first paint of the map page", seen.paint_s, "s", goal=2, higher_is_better=False),
        figure("console: map drawn", seen.map_s, "s", goal=5, higher_is_better=False,
               note=f"with all enterprises on it {seen.all_s:.1f} s; software GL"),
        figure("console: map page, program files", _program_kb(), "KB gzip", goal=600, higher_is_better=False,
               note=f"npm run size; over the wire with all data {seen.wire_kb:.0f} KB"),
    ]  # fmt: skip


def _storm(config: Settings, *what: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "bench.console_storm", *what], cwd=ROOT, check=True, capture_output=True, text=True,
        env={**environment(), **config.as_environment()},
    )  # fmt: skip
    return done.stdout


def _program_kb() -> float:
    said = subprocess.run(["node", "tools/size.mjs"], cwd=ROOT / "console", capture_output=True, text=True, check=False)
    return next(float(line.split()[0]) for line in said.stdout.splitlines() if "MapPage.vue" in line)


def _look(config: Settings, session: str, seconds: float) -> Seen:
    from playwright.sync_api import sync_playwright

    origin = f"http://127.0.0.1:{config.http_port}"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        context.add_cookies([{"name": "sessionid", "value": session, "url": origin}])
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(60_000)
        seen, cdp = Seen(), context.new_cdp_session(page)
        _load(page, cdp, origin, seen)
        _measure(page, cdp, config, seconds, seen)
        browser.close()
    return seen


def _load(page: Any, cdp: Any, origin: str, seen: Seen) -> None:
    sizes: list[float] = []
    cdp.send("Network.enable")
    cdp.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
    page.goto(f"{origin}/map")
    page.wait_for_selector(f'.canvas[data-drawn][data-enterprises="{COUNTY.enterprises}"]', state="attached")
    paint_ms = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    drawn = page.evaluate("window.__drawn")
    seen.paint_s, seen.map_s, seen.all_s = paint_ms / 1000, drawn["map"] / 1000, drawn["all"] / 1000
    seen.wire_kb = sum(sizes) / 1024
    cdp.send("Network.disable")


def _measure(page: Any, cdp: Any, config: Settings, seconds: float, seen: Seen) -> None:
    storm = subprocess.Popen(
        [sys.executable, "-m", "bench.console_storm", str(seconds + SETTLE_S)], cwd=ROOT, text=True,
        stdout=subprocess.PIPE, env={**environment(), **config.as_environment()},
    )  # fmt: skip
    cdp.send("Performance.enable", {"timeDomain": "timeTicks"})
    page.evaluate(
        "() => { window.__worst = 0; new PerformanceObserver(l => l.getEntries().forEach(e => {"
        " window.__worst = Math.max(window.__worst, e.duration) })).observe({ entryTypes: ['longtask'] }) }"
    )
    page.wait_for_timeout(SETTLE_S * 1000)
    busy = script = span = 0.0
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        seen.heap_mb.append(_heap_mb(cdp))  # collecting is not the page's work: it lies outside what is measured
        before = _metrics(cdp)
        page.wait_for_timeout(min(SAMPLE_S, max(0.5, ends - time.monotonic())) * 1000)
        after = _metrics(cdp)
        busy += after["TaskDuration"] - before["TaskDuration"]
        script += after["ScriptDuration"] - before["ScriptDuration"]
        span += after["Timestamp"] - before["Timestamp"]
    seen.heap_mb.append(_heap_mb(cdp))
    seen.busy, seen.script = busy / span, script / span
    seen.worst_task_ms = page.evaluate("window.__worst")
    out, _ = storm.communicate(timeout=60)
    seen.told = int(out.strip().splitlines()[-1])


def _heap_mb(cdp: Any) -> float:
    cdp.send("HeapProfiler.collectGarbage")
    return float(_metrics(cdp)["JSHeapUsedSize"]) / 2**20


def _metrics(cdp: Any) -> dict[str, float]:
    return {m["name"]: m["value"] for m in cdp.send("Performance.getMetrics")["metrics"]}
