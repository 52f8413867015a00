"""Playing back what a camera saw: what the console asks of the cameras process, and its answers.

MessagePack, as all of ``camera_messages``. An answer with pictures stays below the bus's limit of
1 MiB: see ``MOST_BYTES``.
"""

from typing import Literal

from anlan.bus.messages import Message

#: Pictures and bytes of one answer.
MOST_PICTURES, MOST_BYTES = 12, 700_000
#: Longest list of recorded times in one answer; what is more is left out, and said.
MOST_SPANS = 5_000

RecordingSource = Literal["kept", "device"]
#: Begin and end, ms since 1970.
Span = tuple[int, int]


class RecordingsAsk(Message, frozen=True, kw_only=True):
    """When is there something to play? ``kept``: pictures this process keeps; ``device``: what the device recorded."""

    camera_id: int
    source: RecordingSource
    from_ms: int
    to_ms: int


class RecordingsAnswer(Message, frozen=True, kw_only=True):
    """Times with pictures, in order, none overlapping, cut to what was asked.

    ``why``: empty; ``unknown`` (camera), ``none`` (nothing of its kind is recorded anywhere this process can ask),
    ``failed`` with ``detail``. ``left_out``: entries that were no times, or beyond ``MOST_SPANS``. ``is_whole`` False:
    the device stopped in the middle of its list.
    """

    why: str = ""
    detail: str = ""
    spans: tuple[Span, ...] = ()
    left_out: int = 0
    is_whole: bool = True


class PlaybackOpen(Message, frozen=True, kw_only=True):
    """Begin to play at ``at_ms``; what this user played before ends. ``until_ms``: where it ends at the latest."""

    camera_id: int
    user_id: int
    source: RecordingSource
    at_ms: int
    until_ms: int
    speed: float = 1.0


class PlaybackSteer(Message, frozen=True, kw_only=True):
    """Steer a session, and fetch the pictures that wait. Every one of these renews its lease.

    ``speed`` counts for ``play`` and ``seek``; ``at_ms`` for ``seek``, which leaves a paused session paused.
    """

    session_id: str
    camera_id: int
    user_id: int
    what: Literal["follow", "play", "pause", "seek", "close"] = "follow"
    at_ms: int = 0
    speed: float = 1.0


class Shot(Message, frozen=True, kw_only=True):
    """One picture and when it was taken, ms since 1970."""

    at_ms: int
    jpeg: bytes


class PlaybackAnswer(Message, frozen=True, kw_only=True):
    """A session. ``why``: empty; ``unknown`` (camera), ``gone`` (session), ``full``, ``none``; then nothing is played.

    ``state``: ``opening``, ``playing``, ``paused`` or ``ended`` with ``detail``: ``end`` (nothing more is recorded),
    else a sentence of what failed. ``run`` grows with every seek: pictures of an older run are of no use any more.
    ``skipped``: pictures dropped because nobody fetched them in time.
    """

    why: str = ""
    session_id: str = ""
    state: Literal["opening", "playing", "paused", "ended"] = "ended"
    detail: str = ""
    run: int = 0
    speed: float = 1.0
    skipped: int = 0
    shots: tuple[Shot, ...] = ()


class PlaybackEnded(Message, frozen=True, kw_only=True):
    """Told once when a session is over, for the audit trail: what was really sent. Times 0: no picture was."""

    camera_id: int
    user_id: int
    source: RecordingSource
    from_ms: int
    to_ms: int
    pictures: int
    why: str
