"""Every subject and stream of Anlan, declared in one place.

READINGS  Arrow batches, one subject per partition. Kept 3 days, less when room is short: what all readers are
          done with is trimmed (``stream_keeper``). Full: refuses, the gateway does not acknowledge, the device
          keeps its data.
ALARMS    transitions, one message per source batch. Kept 30 days, trimmed behind the worker when room is short.
          Full: refuses, the engine stands still at its place in the log, nothing is lost.
UNKNOWN   the last sample of each unregistered source, 30 days. Full: the oldest source makes room.
EVENTS    what screens are told, 10 minutes. Full: the oldest goes, screens resync.
AUDIT     what others did through a stream process, until the worker has written it into the audit trail. Full:
          refuses; who would have told it does not let others do anything more.
"""

from nats.js.api import DiscardPolicy, RetentionPolicy, StorageType, StreamConfig

from anlan.kit.settings import Settings

READINGS = "READINGS"
ALARMS = "ALARMS"
UNKNOWN = "UNKNOWN"
EVENTS = "EVENTS"
AUDIT = "AUDIT"

#: Object-store bucket and object that hold the published configuration.
CONFIG_BUCKET = "config"
CONFIG_OBJECT = "snapshot"
#: Object-store bucket of the alarm engines' snapshots: whoever takes a partition over on another machine begins there.
SNAPSHOT_BUCKET = "alarm_snapshots"
#: Key-value bucket of who owns what (see bus.lease).
LEASES = "leases"
CONFIG_PUBLISHED = "anlan.config.published"

HISTORY_QUERY = "anlan.history.query"
#: A RawQuery answered in Arrow instead of JSON: for back-tests and exports.
HISTORY_READ = "anlan.history.read"
HEALTH = "anlan.health"
GATEWAY_EVENT = "anlan.gateway_event"
#: A CameraTurned, in the stream AUDIT.
CAMERA_TURNED = "anlan.audit.camera_turned"
#: A PlaybackEnded, for the audit trail; told once and not kept, since its beginning is written down already.
PLAYBACK_ENDED = "anlan.playback_ended"

_DAY_S = 24 * 3600.0


def readings(partition: int) -> str:
    """Subject of one partition's reading batches."""
    return f"anlan.readings.{partition}"


def alarms(partition: int) -> str:
    """Subject of one partition's alarm transitions."""
    return f"anlan.alarms.{partition}"


def unknown(gateway: str, source_hash: str) -> str:
    """Subject that keeps the last sample of one unregistered source."""
    return f"anlan.unknown.{gateway}.{source_hash}"


def event(topic: str) -> str:
    """Subject of one kind of news for screens, e.g. ``alarm`` or ``incident``."""
    return f"anlan.events.{topic}"


def health(process: str, instance: str) -> str:
    """Subject of one process's heartbeat."""
    return f"{HEALTH}.{process}.{instance}"


def downlink(gateway_id: int) -> str:
    """Subject of what the platform itself sends to one gateway."""
    return f"anlan.downlink.{gateway_id}"


def camera_ask(question: str) -> str:
    """Subject on which the cameras process answers one kind of question, see ``camera_messages``."""
    return f"anlan.camera_ask.{question}"


def streams(settings: Settings) -> list[StreamConfig]:
    """The streams that must exist before any process starts its work, in as many copies as set."""
    found = _streams(settings)
    for config in found:
        config.num_replicas = settings.nats_replicas
    return found


def _streams(settings: Settings) -> list[StreamConfig]:
    return [
        StreamConfig(
            name=READINGS,
            subjects=["anlan.readings.*"],
            retention=RetentionPolicy.LIMITS,
            storage=StorageType.FILE,
            max_age=3 * _DAY_S,
            max_bytes=settings.readings_max_bytes,
            discard=DiscardPolicy.NEW,
            duplicate_window=600,
            allow_direct=True,
        ),
        StreamConfig(
            name=ALARMS,
            subjects=["anlan.alarms.*"],
            storage=StorageType.FILE,
            max_age=30 * _DAY_S,
            max_bytes=2 * 2**30,
            discard=DiscardPolicy.NEW,
            duplicate_window=600,
            allow_direct=True,
        ),
        StreamConfig(
            name=UNKNOWN,
            subjects=["anlan.unknown.*.*"],
            storage=StorageType.FILE,
            max_msgs_per_subject=1,
            max_msgs=20_000,
            max_age=30 * _DAY_S,
            discard=DiscardPolicy.OLD,
        ),
        StreamConfig(
            name=EVENTS,
            subjects=["anlan.events.>"],
            storage=StorageType.FILE,  # a memory stream is gone, definition and all, after a restart
            max_age=600,
            max_msgs=100_000,
            max_bytes=64 * 2**20,
            discard=DiscardPolicy.OLD,
            duplicate_window=120,
        ),
        StreamConfig(
            name=AUDIT,
            subjects=["anlan.audit.*"],
            retention=RetentionPolicy.WORK_QUEUE,
            storage=StorageType.FILE,
            max_msgs=20_000,
            discard=DiscardPolicy.NEW,
            duplicate_window=600,
        ),
    ]
