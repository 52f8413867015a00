"""Three nats-servers with JetStream on this machine: a cluster that can lose one of them."""

import contextlib
import json
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from bench.ports import free_port

from anlan.bus import server

USER, PASSWORD = "anlan", "cluster-test"


class NatsCluster:
    """The servers by name, and where they listen."""

    def __init__(self, folder: Path, count: int = 3) -> None:
        self.folder = folder
        self.ports = {f"n{i}": (free_port(), free_port(), free_port()) for i in range(1, count + 1)}
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """Value for ``ANLAN_NATS_URL``."""
        return ",".join(f"nats://{USER}:{PASSWORD}@127.0.0.1:{client}" for client, _, _ in self.ports.values())

    def start(self, name: str) -> None:
        """Start one server, or start it again with what it had stored."""
        self.processes[name] = subprocess.Popen(
            [server.binary(), "-c", self._config(name)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def kill(self, name: str) -> None:
        """kill -9."""
        self.processes[name].send_signal(signal.SIGKILL)
        self.processes[name].wait()

    def until_formed(self, wait_s: float = 30) -> None:
        """Wait until the servers have chosen a leader for their metadata."""
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError, KeyError):
                if all(self._leader_known_to(monitor) for _, _, monitor in self.ports.values()):
                    return
            time.sleep(0.1)
        raise TimeoutError("the NATS cluster did not form")

    def _leader_known_to(self, monitor: int) -> bool:
        with urllib.request.urlopen(f"http://127.0.0.1:{monitor}/jsz", timeout=2) as answer:
            meta = json.load(answer)["meta_cluster"]
        return bool(meta.get("leader")) and meta.get("cluster_size") == len(self.ports)

    def _config(self, name: str) -> Path:
        client, route, monitor = self.ports[name]
        routes = ", ".join(f'"nats://127.0.0.1:{port}"' for _, port, _ in self.ports.values())
        path = self.folder / f"{name}.conf"
        path.write_text(
            f"""server_name: {name}
listen: "127.0.0.1:{client}"
http: "127.0.0.1:{monitor}"
max_payload: 8MB
authorization {{ user: {USER}, password: {json.dumps(PASSWORD)} }}
jetstream {{ store_dir: {json.dumps(str(self.folder / name))}, sync_interval: always, max_file_store: 8GB }}
cluster {{ name: anlan, listen: "127.0.0.1:{route}", routes: [{routes}] }}
"""
        )
        return path


@contextlib.contextmanager
def cluster(folder: Path) -> Iterator[NatsCluster]:
    """A formed cluster; killed afterwards."""
    made = NatsCluster(folder)
    try:
        for name in made.ports:
            made.start(name)
        made.until_formed()
        yield made
    finally:
        for process in made.processes.values():
            process.kill()
            process.wait()


def until_it_listens(port: int, wait_s: float = 20) -> None:
    """Wait for a listener on loopback."""
    deadline = time.monotonic() + wait_s
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 0.2):
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {port}")
