"""The settings: readable, meant, and not at odds with each other."""

import difflib
import os
from collections.abc import Iterator, Mapping

from pydantic import ValidationError

from anlan.bus.server import monitor_port
from anlan.history.retention import HistorySettings
from anlan.kit.settings import Settings, explain
from anlan.web.check.finding import Finding, advice, ok, wrong

#: Read before the settings, by one process or command, or set by the supervisor; no field of the settings.
OTHERS = {
    "ANLAN_AUDIT_TRIGGERS",
    "ANLAN_NEW_PASSWORD",
    "ANLAN_PROCESS",
    "ANLAN_REPLAY_SECRET",
    "ANLAN_SECRETS",
    "ANLAN_SESSION_COOKIE",
}


def read_settings() -> tuple[Settings | None, list[Finding]]:
    """The settings, or None with what is wrong about them."""
    try:
        config = Settings()  # not settings(): what it would remember is what is being judged
        HistorySettings()
    except ValidationError as error:
        prefix = "ANLAN_HISTORY_" if error.title == "HistorySettings" else "ANLAN_"
        return None, [wrong("settings", text, "correct this variable") for text in explain(error, prefix)]
    return config, [*_unknown(os.environ), *_contradictions(config)] or [ok("settings", "readable, no contradiction")]


def _unknown(environment: Mapping[str, str]) -> Iterator[Finding]:
    known = {f"ANLAN_{name.upper()}" for name in Settings.model_fields} | OTHERS
    known |= {f"ANLAN_HISTORY_{name.upper()}" for name in HistorySettings.model_fields}
    for name in sorted(environment):
        if name.startswith("ANLAN_") and name not in known:
            near = difflib.get_close_matches(name, known, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            yield advice(
                "settings", f"{name} is no setting and has no effect", f"{meant}See docs/reference/settings.md"
            )


def ports(config: Settings) -> dict[str, int]:
    """Every port that this machine's processes listen on, by the setting's name without ANLAN_ and _PORT."""
    field = {
        "mqtt": config.mqtt_port,
        "mqtt_tls": config.mqtt_tls_port,
        "hj212": config.hj212_port,
        "hj212_tls": config.hj212_tls_port,
        "http_ingest": config.http_ingest_port,
        "http_ingest_tls": config.http_ingest_tls_port,
    }
    found = {"http": config.http_port} | {name: port for name, port in field.items() if port}  # 0 = off
    if not config.nats_url:
        found["nats"] = config.nats_port
        found["nats_monitor"] = monitor_port(config)
    return found


def _contradictions(config: Settings) -> Iterator[Finding]:
    named = ports(config)
    for name, port in named.items():
        if not 1 <= port <= 65_535:
            yield wrong("settings", f"port {port} ({name}) does not exist", _say_port(name))
    for name, port in named.items():
        other = next((o for o, p in named.items() if p == port and o < name), None)
        if other:
            yield wrong("settings", f"{other} and {name} are both to listen on port {port}", _say_port(name))
    if config.bind not in ("127.0.0.1", "::1", "localhost") and config.allowed_hosts.startswith("localhost"):
        yield advice(
            "settings",
            f"the web port listens on {config.bind}, but only localhost names are answered",
            "add the names and addresses that browsers use to ANLAN_ALLOWED_HOSTS",
        )
    if config.readings_max_bytes > config.nats_store_max_bytes:
        yield wrong(
            "settings",
            f"the readings may take {config.readings_max_bytes} bytes of a store of {config.nats_store_max_bytes}",
            "lower ANLAN_READINGS_MAX_BYTES or raise ANLAN_NATS_STORE_MAX_BYTES",
        )


def _say_port(name: str) -> str:
    if name == "nats_monitor":
        return "set ANLAN_NATS_PORT below 61536: the server's health page is 4000 above it"
    return f"set ANLAN_{name.upper()}_PORT to a free port from 1 to 65535"
