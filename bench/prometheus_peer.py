"""Prometheus on the same kind of stream: 100,000 series every 5 s, limits joined per series as its users do."""

import http.server
import subprocess
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import numpy as np
import psutil

from bench.ports import free_ports

SERIES = 100_000
SECONDS = 45
RULES = """groups:
- name: limits
  interval: 5s
  rules:
  - {alert: HH, expr: 'v > on(s) hh'}
  - {alert: H, expr: 'v > on(s) h'}
"""


def _pages() -> dict[str, object]:
    rng = np.random.default_rng(1)
    base = np.round(rng.uniform(18, 22, SERIES), 1)
    limits = "\n".join(f'hh{{s="{i}"}} 56\nh{{s="{i}"}} 28' for i in range(SERIES)).encode() + b"\n"

    def values() -> bytes:
        now = np.round(base + rng.normal(0, 1, SERIES), 1).tolist()
        return "\n".join(f'v{{s="{i}"}} {x}' for i, x in enumerate(now)).encode() + b"\n"

    return {"/limits": lambda: limits, "/metrics": values}


def _serve(port: int, scrapes: list[int]) -> http.server.ThreadingHTTPServer:
    pages = _pages()

    class Page(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = pages[self.path]()  # type: ignore[operator]
            scrapes[0] += self.path == "/metrics"
            self.send_response(200)
            self.send_header("Content-Type", "text/plain; version=0.0.4")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def readings_per_core_second() -> float:
    """Readings taken in a while, divided by Prometheus' own CPU seconds (the exporter's are not counted)."""
    exporter, listen = free_ports(2)
    scrapes = [0]
    server = _serve(exporter, scrapes)
    with tempfile.TemporaryDirectory(prefix="anlan-prometheus-") as folder:
        place = Path(folder)
        (place / "rules.yml").write_text(RULES)
        target = f"static_configs: [{{targets: ['127.0.0.1:{exporter}']}}]"
        (place / "p.yml").write_text(
            "global: {scrape_interval: 5s, evaluation_interval: 5s}\n"
            f"rule_files: ['{place}/rules.yml']\n"
            "scrape_configs:\n"
            f"- {{job_name: v, scrape_timeout: 5s, {target}}}\n"
            f"- {{job_name: limits, scrape_interval: 30s, scrape_timeout: 20s, metrics_path: /limits, {target}}}\n"
        )
        process = subprocess.Popen(
            ["prometheus", f"--config.file={place}/p.yml", f"--storage.tsdb.path={place}/data",
             f"--web.listen-address=127.0.0.1:{listen}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            _until_loaded(listen)
            watched = psutil.Process(process.pid)
            used, count = _cpu(watched), scrapes[0]
            time.sleep(SECONDS)
            return (scrapes[0] - count) * SERIES / (_cpu(watched) - used)
        finally:
            process.kill()
            process.wait()
            server.shutdown()


def _cpu(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


def _until_loaded(port: int) -> None:
    """Wait until values and limits are both in: no alert is possible before."""
    url = f"http://127.0.0.1:{port}/api/v1/query?query=count(h)%2Bcount(v)"
    for _ in range(90):
        try:
            if f'"{2 * SERIES}"' in urllib.request.urlopen(url, timeout=10).read().decode():
                return
        except OSError:
            pass
        time.sleep(1)
    raise TimeoutError("Prometheus did not take in the series")
