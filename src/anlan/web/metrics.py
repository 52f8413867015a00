"""``GET /metrics``: the heartbeats of all processes as Prometheus figures.

One list says what there is; the endpoint and docs/reference/metrics.md are both made from it. Nothing in it names a
person, an enterprise or a tip.
"""

import hmac
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from anlan.bus.messages import Heartbeat
from anlan.kit.settings import Settings
from anlan.records.core.language import UNTRANSLATED
from anlan.web.push.health import SILENT_AFTER_MS
from anlan.web.push.hub import Hub

LOOPBACK = {"127.0.0.1", "::1"}
#: A request that came through a proxy is not from this machine, whatever its last hop was.
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@dataclass(frozen=True, slots=True)
class Figure:
    """One metric from one fact of a process's heartbeat."""

    name: str
    help: str
    process: str
    fact: str
    is_counter: bool = False
    scale: float = 1.0
    per_partition: bool = False


FIGURES = (
    Figure("anlan_ingest_readings", "Readings made durable by the gateway", "gateway", "readings", True),
    Figure("anlan_ingest_batches", "Durable writes of the gateway", "gateway", "batches", True),
    Figure("anlan_ingest_refused_full", "Writes refused because the store was full", "gateway", "refused_full", True),
    Figure(
        "anlan_ingest_unacknowledged",
        "Readings given back to devices unacknowledged",
        "gateway",
        "unacknowledged",
        True,
    ),
    Figure("anlan_ingest_queue_depth", "Readings waiting for the next durable write", "gateway", "waiting"),
    Figure("anlan_commit_seconds", "Time of the newest durable write", "gateway", "commit_ms", scale=0.001),
    Figure("anlan_gateways_online", "Field gateways connected", "gateway", "gateways_online"),
    Figure("anlan_unknown_sources", "Unregistered sources seen", "gateway", "unknown"),
    Figure("anlan_alarm_readings", "Readings evaluated", "alarms", "readings", True, per_partition=True),
    Figure("anlan_alarm_transitions", "Alarm transitions found", "alarms", "transitions", True, per_partition=True),
    Figure("anlan_alarm_published", "Alarm transitions made durable", "alarms", "published", True, per_partition=True),
    Figure(
        "anlan_alarm_late_readings",
        "Readings older than their point's newest",
        "alarms",
        "late",
        True,
        per_partition=True,
    ),
    Figure("anlan_stream_lag_seconds", "How far evaluation is behind the clock", "alarms", "lag_s", per_partition=True),
    Figure("anlan_partition_owner", "1 where this instance owns the partition", "alarms", "owner", per_partition=True),
    Figure("anlan_log_gaps", "Holes found in the log", "alarms", "gaps", True),
    Figure("anlan_log_poisoned", "Messages of the log that cannot be read", "alarms", "poisoned", True),
    Figure("anlan_history_stored", "Readings stored", "history", "stored", True),
    Figure("anlan_history_waiting_messages", "Messages of the log not yet fetched", "history", "log_messages_waiting"),
    Figure("anlan_history_insert_seconds", "Time of the newest insert", "history", "insert_ms", scale=0.001),
    Figure(
        "anlan_history_query_p95_seconds",
        "95th percentile of the last 500 queries",
        "history",
        "query_ms_p95",
        scale=0.001,
    ),
    Figure("anlan_history_disk_bytes", "Bytes of the stored readings", "history", "disk_bytes"),
    Figure("anlan_records_applied", "Alarm transitions applied to the records", "worker", "applied", True),
    Figure("anlan_gb28181_devices", "GB/T 28181 devices entered", "cameras", "gb28181_devices"),
    Figure("anlan_gb28181_devices_here", "GB/T 28181 devices registered and alive", "cameras", "gb28181_devices_here"),
    Figure("anlan_gb28181_streams", "Pictures that GB/T 28181 devices send now", "cameras", "gb28181_streams"),
    Figure(
        "anlan_gb28181_superiors_registered",
        "Platforms above that this one is registered with",
        "cameras",
        "gb28181_superiors_registered",
    ),
    Figure("anlan_gb28181_pictures_lent", "Pictures sent to platforms above now", "cameras", "gb28181_pictures_lent"),
    Figure("anlan_gb28181_packets_lost", "RTP packets that never came", "cameras", "gb28181_packets_lost", True),
    Figure("anlan_gb28181_alarms", "Alarm notices that became readings", "cameras", "gb28181_alarms", True),
    Figure(
        "anlan_gb28181_alarms_unknown",
        "Alarm notices of unknown points",
        "cameras",
        "gb28181_alarms_unknown",
        True,
    ),
    Figure("anlan_gb28181_refused", "Messages refused, for whatever reason", "cameras", "gb28181_refused", True),
    Figure("anlan_canary_age_seconds", "Since the canary's newest alarm came through", "worker", "canary_age_s"),
    Figure(
        "anlan_sentences_untranslated", "Chinese sentences sent where English was wanted", "web", UNTRANSLATED, True
    ),
    Figure("anlan_reports_waiting", "Facts that a platform above has not taken yet", "worker", "reports_waiting"),
    Figure("anlan_notices_sent", "Messages that channels took", "worker", "notices_sent", True),
    Figure("anlan_notices_failed", "Attempts that did not succeed", "worker", "notices_failed", True),
    Figure("anlan_outbox_age_seconds", "Age of the oldest unsent message", "worker", "outbox_lag_s"),
    Figure("anlan_auditor_problems", "Open work orders without a future; must be 0", "worker", "auditor_problems"),
)
#: Made here and not from a heartbeat.
OWN = {
    "anlan_process_up": "1 for each instance heard within the last five seconds and well (labels process, instance)",
    "anlan_process_heartbeat_age_seconds": "Since the instance was last heard (labels process, instance)",
    "anlan_alarm_path_well": "1 when /healthz answers 200",
    "anlan_sse_clients": "Browsers connected to this web process",
    "anlan_disk_free_bytes": "Free space where this web process keeps its data",
}
_LABELS = ["instance"]
Beats = dict[tuple[str, str], Heartbeat]


class Board(Collector):
    """The figures of one moment."""

    def __init__(self, hub: Hub, config: Settings) -> None:
        self._hub, self._config = hub, config

    def collect(self) -> Iterator[Metric]:
        """Every figure there is something to say about."""
        beats, now_ms = self._hub.health.beats, self._hub.clock.now_ms()
        yield from self._processes(beats, now_ms)
        yield GaugeMetricFamily(
            "anlan_alarm_path_well", OWN["anlan_alarm_path_well"], not self._hub.health.problems(now_ms)
        )
        yield GaugeMetricFamily("anlan_sse_clients", OWN["anlan_sse_clients"], len(self._hub.listeners))
        free = shutil.disk_usage(self._config.data).free
        yield GaugeMetricFamily("anlan_disk_free_bytes", OWN["anlan_disk_free_bytes"], free)
        for figure in FIGURES:
            yield from _family(figure, beats, now_ms)

    def _processes(self, beats: Beats, now_ms: int) -> Iterator[Metric]:
        labels = ["process", "instance"]
        up = GaugeMetricFamily("anlan_process_up", OWN["anlan_process_up"], labels=labels)
        name = "anlan_process_heartbeat_age_seconds"
        age = GaugeMetricFamily(name, OWN[name], labels=labels)
        for (process, instance), beat in beats.items():
            up.add_metric([process, instance], float(_is_alive(beat, now_ms) and beat.is_well))
            age.add_metric([process, instance], (now_ms - beat.at_ms) / 1000)
        yield from (up, age)


def _family(figure: Figure, beats: Beats, now_ms: int) -> Iterator[Metric]:
    kind = CounterMetricFamily if figure.is_counter else GaugeMetricFamily
    labels = [*_LABELS, "partition"] if figure.per_partition else _LABELS
    family = kind(figure.name, figure.help, labels=labels)
    for (process, instance), beat in beats.items():
        if process == figure.process and _is_alive(beat, now_ms):
            for extra, value in _values(figure, beat):
                family.add_metric([instance, *extra], value * figure.scale)
    if family.samples:
        yield family


def _values(figure: Figure, beat: Heartbeat) -> Iterator[tuple[list[str], float]]:
    if not figure.per_partition:
        if figure.fact in beat.facts:
            yield [], float(beat.facts[figure.fact])
        return
    for partition in range(int(beat.facts.get("partitions", 0))):
        value = beat.facts.get(f"p{partition}_{figure.fact}")
        if value is not None:
            yield [str(partition)], float(value)


def _is_alive(beat: Heartbeat, now_ms: int) -> bool:
    return now_ms - beat.at_ms <= SILENT_AFTER_MS


class MetricsApp:
    """The endpoint over one hub."""

    def __init__(self, hub: Callable[[], Hub], config: Settings) -> None:
        self._hub, self._config = hub, config

    async def metrics(self, request: Request) -> Response:
        """GET /metrics: for this machine itself, or with ``Authorization: Bearer <ANLAN_METRICS_TOKEN>``."""
        if not self._may(request):
            return PlainTextResponse("/metrics answers this machine only, or a bearer token\n", status_code=403)
        registry = CollectorRegistry(auto_describe=False)
        registry.register(Board(self._hub(), self._config))
        return Response(generate_latest(registry), media_type=CONTENT_TYPE_LATEST)

    def _may(self, request: Request) -> bool:
        token, given = self._config.metrics_token, request.headers.get("authorization", "")
        if token and hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return True
        is_forwarded = any(name in request.headers for name in FORWARDED)
        return not is_forwarded and request.client is not None and request.client.host in LOOPBACK
