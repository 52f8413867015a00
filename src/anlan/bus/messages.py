"""Messages between processes, as frozen structs. JSON on the wire, except the configuration (MessagePack).

A field may be added with a default; none is renamed or removed while an older process may still read it.
"""

from typing import Any, Literal, TypeVar

import msgspec

from anlan.domain.grades import Grade


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base of everything on the bus."""


# --- alarms ----------------------------------------------------------------------------------------


class AlarmTransition(Message, frozen=True, kw_only=True):
    """A condition of one point began or ended.

    ``id`` is the same however often the log is replayed; receivers apply each id once.
    ``alarm_id`` is shared by the raise and the clear of one occurrence.
    """

    id: str
    alarm_id: str
    kind: Literal["raised", "cleared"]
    point_id: int
    rule: str  # "limit", "rate_of_change", "stuck", "offline", "fault", or a plug-in's name
    label: str  # "HH", "H", "L", "LL", "HHH", "IDLH", or the rule's name
    grade: Grade
    at_ms: int  # event time: the reading's own stamp, or the log's time where time itself decides
    logged_at_ms: int  # log time of the batch that decided it
    value: float | None = None
    set_point: float | None = None
    config_version: int = 0
    is_late: bool = False  # decided by back-filled data: tells what was, asks nobody to run
    peak: float | None = None  # of limits and plug-in rules: worst value since the on-delay began
    is_over_range: bool = False  # the excursion went beyond what the instrument can measure: then it has no ``peak``
    is_withdrawn: bool = False  # cleared because its rule or point is gone: nobody knows how the condition is


class AlarmBatch(Message, frozen=True, kw_only=True):
    """All transitions that one message of the readings stream caused."""

    partition: int
    source_seq: int
    transitions: list[AlarmTransition]


# --- configuration ---------------------------------------------------------------------------------


class LimitConfig(Message, frozen=True, kw_only=True, gc=False):
    """One limit of one point. ``label`` names it on screen; direction +1 alarms at or above, −1 below."""

    label: str
    direction: Literal[1, -1]
    set_point: float
    grade: Grade
    deadband: float = 0.0
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    strict: bool = False  # True: alarm only beyond the set point, not at it
    latches: bool | None = None  # a person must reset it; None: as its kind was designed. The records' matter
    needs_confirm: bool | None = None  # the action taken must be confirmed; None: as designed


class PointConfig(Message, frozen=True, kw_only=True, gc=False):
    """What field and alarm processes need to know of one measuring point (at most four limits)."""

    id: int
    gateway_id: int
    address: str  # what the device calls it; see the driver's page
    kind: str  # sensor kind, e.g. "nh3_concentration"
    unit: str  # unit of stored values and limits
    enterprise_id: int = 0
    partition: int = 0
    name: str = ""
    scale: float = 1.0  # value = raw * scale + offset
    offset: float = 0.0
    resolution: float = 0.0  # smallest step of the instrument; 0 = unknown
    range_low: float | None = None  # what the instrument can physically show
    range_high: float | None = None
    over_range_is_high: bool = False  # toxic or combustible gas: over-range counts as above every high limit
    limits: list[LimitConfig] = []
    rate_limit_per_s: float | None = None
    rate_grade: Grade = Grade.YELLOW
    stuck_after_s: float | None = None
    stuck_grade: Grade = Grade.BLUE
    offline_after_s: float | None = None
    offline_grade: Grade = Grade.YELLOW
    fault_after_s: float | None = None
    fault_grade: Grade = Grade.YELLOW


class GatewayConfig(Message, frozen=True, kw_only=True, gc=False):
    """One field gateway or data logger and how it proves who it is."""

    id: int
    code: str  # MQTT user name, HJ 212 MN, HTTP gateway code
    driver: str  # folder name of the driver
    enterprise_id: int = 0
    secret_hash: str = ""  # "salt$sha256hex" of salt+secret; the platform makes 128-bit secrets
    options: dict[str, str] = {}  # driver settings, see the driver's config schema
    offline_after_s: float = 90.0


class RuleConfig(Message, frozen=True, kw_only=True):
    """One rule over several points, judged by the plug-in ``rule``. Its alarms stand at the first of the points.

    ``id`` names the instance for ever: state and standing alarms are kept under it when anything else changes.
    """

    id: str
    rule: str  # folder under alarms/rules, or name in the entry-point group "anlan.rules"
    points: list[int]
    label: str
    grade: Grade
    on_delay_s: float = 0.0
    off_delay_s: float = 0.0
    name: str = ""
    settings: dict[str, Any] = {}  # the rule's own, see docs/reference/rules


#: A polygon: corners (x, y) as fractions of the picture's width and height, 0..1, origin at the upper left.
Polygon = list[tuple[float, float]]


class DutyWindow(Message, frozen=True, kw_only=True):
    """When a scene is watched: on these days, from minute to minute of the day, Asia/Shanghai.

    A window whose end is not after its beginning runs past midnight and belongs to the day it begins on.
    """

    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)  # 1 = Monday
    from_minute: int = 0
    to_minute: int = 24 * 60


class SceneConfig(Message, frozen=True, kw_only=True):
    """One camera × one behaviour × one zone: a measuring point whose readings the cameras process publishes."""

    point_id: int
    behaviour: str  # folder name of the recogniser, e.g. "headcount"
    name: str = ""
    zone: Polygon = []  # empty = the whole picture
    masks: list[Polygon] = []  # places where nothing is believed: a poster, a mirror, a window
    schedule: list[DutyWindow] = []  # empty = always
    parameters: dict[str, float | int | str | bool] = {}  # see the recogniser's config schema


class CameraConfig(Message, frozen=True, kw_only=True):
    """One camera: where its picture comes from and what is watched in it.

    ``source`` and ``sub_source`` never hold a login. ``sealed_login`` is ``user:password`` in a sealed box that only
    the cameras process can open (``kit.sealing``).
    """

    id: int
    source: str  # rtsp://host/path, http://host/path, file:name, folder:name, virtual:name
    enterprise_id: int = 0
    name: str = ""
    sub_source: str = ""  # the smaller stream of the same camera; preferred for analysis
    sealed_login: str = ""
    state_point_id: int = 0  # point of kind camera_state: 0 = sees well, see ``domain.camera_states``
    analysed_fps: float = 2.0  # wished for; the machine may give less and says so
    options: dict[str, str] = {}  # of the source, e.g. {"seconds_per_picture": "2"}
    scenes: list[SceneConfig] = []


class CatalogueNode(Message, frozen=True, kw_only=True):
    """One directory of what a platform above is shown: a business group (``parent`` empty), a town, an enterprise."""

    code: str
    name: str
    parent: str = ""


class SharedCamera(Message, frozen=True, kw_only=True):
    """A camera that a platform above may see. ``parent``: code of its enterprise's node."""

    camera_id: int
    code: str
    name: str
    parent: str = ""


class SuperiorConfig(Message, frozen=True, kw_only=True):
    """One platform above that this one registers with by GB/T 28181, and the cameras lent to it."""

    id: int
    name: str
    code: str  # its own 20 digits
    domain: str
    host: str
    port: int
    own_code: str  # what we are called there
    over: Literal["UDP", "TCP"] = "UDP"
    user_name: str = ""  # of the login; empty = ``own_code``
    sealed_password: str = ""
    expires_s: int = 3600
    keepalive_s: int = 60
    may_turn: bool = False
    sends_alarms: bool = False
    media_networks: str = ""  # where pictures may go besides its own address, comma-separated
    nodes: list[CatalogueNode] = []
    cameras: list[SharedCamera] = []


class ConfigSnapshot(Message, frozen=True, kw_only=True):
    """Everything the field and alarm processes run on, published whole."""

    version: int
    published_at_ms: int
    gateways: list[GatewayConfig] = []
    points: list[PointConfig] = []
    rules: list[RuleConfig] = []
    cameras: list[CameraConfig] = []
    superiors: list[SuperiorConfig] = []


# --- field side ------------------------------------------------------------------------------------


class UnknownSource(Message, frozen=True, kw_only=True):
    """A gateway, device or point that nobody has registered, with its last sample."""

    driver: str
    gateway_code: str
    address: str  # empty when the gateway itself is unknown
    sample: str  # what arrived, cut to 500 characters
    seen_at_ms: int
    unit: str = ""
    peer: str = ""
    problem: str = ""  # why it is no source that could be registered: a word of the driver (bad_json)


class GatewayEvent(Message, frozen=True, kw_only=True):
    """A gateway came, went, or was refused."""

    gateway_id: int
    gateway_code: str
    driver: str
    kind: Literal["online", "offline", "refused"]
    at_ms: int
    reason: str = ""
    peer: str = ""


# --- health ----------------------------------------------------------------------------------------


class Heartbeat(Message, frozen=True, kw_only=True):
    """Sent once a second by every process. ``is_well`` false carries the reason and what to do.

    ``needs`` says for each stream which message this process would read first after a crash: what lies before it
    may go when room is short.
    """

    process: str
    instance: str
    at_ms: int
    is_well: bool = True
    reason: str = ""
    facts: dict[str, float | int | str] = {}
    needs: dict[str, int] = {}


# --- screens ---------------------------------------------------------------------------------------


class ScreenEvent(Message, frozen=True, kw_only=True):
    """Something screens should know. Who may see it is decided by the scope columns, never by the screen."""

    topic: str  # "alarm", "incident", "gateway", …
    kind: str  # "raised", "acknowledged", "dispatched", …
    id: str  # of the record
    at_ms: int
    enterprise_id: int | None = None
    town_code: str = ""
    data: dict[str, object] = {}  # the record as the API would return it


# --- history queries -------------------------------------------------------------------------------


class SeriesQuery(Message, frozen=True, kw_only=True, tag="series"):
    """Min/max/last per pixel of one or more points in a window."""

    points: list[int]
    from_ms: int
    to_ms: int
    width_px: int = 1000


class LatestQuery(Message, frozen=True, kw_only=True, tag="latest"):
    """The newest stored reading of each point."""

    points: list[int]


class RawQuery(Message, frozen=True, kw_only=True, tag="raw"):
    """Stored readings as they are, oldest first; ``after_ms`` pages on."""

    points: list[int]
    from_ms: int
    to_ms: int
    limit: int = 50_000


class CountQuery(Message, frozen=True, kw_only=True, tag="count"):
    """How many distinct readings are stored in a window (all points when ``points`` is empty).

    ``per_point`` answers in ``counts`` as well, which needs ``points``; one that has no reading is absent there.
    """

    points: list[int] = []
    from_ms: int = 0
    to_ms: int = 2**62
    per_point: bool = False


HistoryQuery = SeriesQuery | LatestQuery | RawQuery | CountQuery


class Series(Message, frozen=True, kw_only=True):
    """One point's drawn curve: equally long lists; buckets without readings are absent."""

    point: int
    ts_ms: list[int]  # start of the bucket, or the stamp itself when raw
    min: list[float | None]
    max: list[float | None]
    last: list[float | None]
    quality: list[int]  # worst quality in the bucket


class HistoryReply(Message, frozen=True, kw_only=True):
    """Answer to any history query; ``error`` says what to do instead."""

    series: list[Series] = []
    rows: list[tuple[int, int, float | None, int]] = []  # (point, ts_ms, value, quality)
    count: int = 0
    counts: list[tuple[int, int, int]] = []  # (point, readings, newest stamp)
    bucket_ms: int = 0
    is_truncated: bool = False
    error: str = ""


M = TypeVar("M")


def to_json(message: Message) -> bytes:
    """Wire form of a message."""
    return msgspec.json.encode(message)


def from_json(payload: bytes, kind: type[M]) -> M:
    """Message of a wire form.

    Raises:
        msgspec.ValidationError: the payload is not such a message.
    """
    return msgspec.json.decode(payload, type=kind)
