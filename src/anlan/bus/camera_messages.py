"""What the console asks of the cameras process, and its answers: MessagePack, because pictures travel in them.

Every answer fits into one message of the bus (1 MiB): a picture is at most 960 pixels wide, a trial at most an hour.
"""

from typing import Literal

from anlan.bus.messages import Message, SceneConfig

#: Left, top, right, bottom as fractions of the picture.
BoxFraction = tuple[float, float, float, float]


class PersonSeen(Message, frozen=True, kw_only=True):
    """Somebody in a picture. ``score``: the better one of the detector's and the pose model's."""

    box: BoxFraction
    score: float


class SceneMarks(Message, frozen=True, kw_only=True):
    """What the scene of one point marked in a picture."""

    point_id: int
    boxes: tuple[BoxFraction, ...]


class PictureAsk(Message, frozen=True, kw_only=True):
    """The newest picture of a camera, or with ``at_ms`` the picture of its tape that is nearest to that time."""

    camera_id: int
    is_blurred: bool = True
    at_ms: int = 0


class PictureAnswer(Message, frozen=True, kw_only=True):
    """A picture and what was seen in it. ``why``: empty, ``unknown``, ``no_picture`` or ``busy``; then no picture.

    ``is_guarded``: nobody could look for heads, so all of the picture is blurred.
    """

    why: str = ""
    at_ms: int = 0
    jpeg: bytes = b""
    is_guarded: bool = False
    persons: tuple[PersonSeen, ...] = ()
    marks: tuple[SceneMarks, ...] = ()


class CameraStatus(Message, frozen=True, kw_only=True):
    """How one camera is. ``state``: see ``domain.camera_states``.

    ``is_since_start``: it has been so since this process began to watch, perhaps for longer.
    ``is_turned``: somebody turned it here, and it is not home yet.
    ``tape_from_ms``, ``tape_to_ms``: what its tape reaches; 0 without a tape.
    """

    camera_id: int
    state: int
    since_ms: int
    is_since_start: bool
    last_picture_at_ms: int
    fps_wanted: float
    fps: float
    problem: str = ""
    is_turned: bool = False
    tape_from_ms: int = 0
    tape_to_ms: int = 0


class StatusAnswer(Message, frozen=True, kw_only=True):
    """All cameras of this process. ``tape_minutes`` 0: no tape is kept."""

    at_ms: int
    config_version: int
    cameras: tuple[CameraStatus, ...]
    tape_minutes: int
    tape_step_s: float


class PtzAsk(Message, frozen=True, kw_only=True):
    """Turn a camera, or with ``look`` only hear how it is. Speeds from −1 to 1: right, up and closer are positive.

    A move ends by itself after a second unless it is asked for again.
    """

    camera_id: int
    hand_id: int
    hand_name: str
    what: Literal["look", "move", "stop", "preset"] = "look"
    pan: float = 0.0
    tilt: float = 0.0
    zoom: float = 0.0
    preset: str = ""


class PresetSeen(Message, frozen=True, kw_only=True):
    """A stored position of a camera."""

    token: str
    name: str


class PtzAnswer(Message, frozen=True, kw_only=True):
    """How a camera is turned. ``why``: empty; or ``unknown``, ``no_ptz``, ``no_home`` (it watches scenes and knows no
    way home), ``held`` (see ``holder_name``), ``too_fast``, ``busy``, or ``failed`` with ``detail``: then nothing was
    done.

    ``begins``: this move began a gesture. ``home``: token of the preset it returns to;
    ``needs_home``: without one it is not turned, because it watches scenes. ``home_in_ms`` 0: it does not.
    """

    why: str = ""
    detail: str = ""
    begins: bool = False
    turns: bool = False
    zooms: bool = False
    presets: tuple[PresetSeen, ...] = ()
    home: str = ""
    needs_home: bool = False
    holder_id: int = 0
    holder_name: str = ""
    held_for_ms: int = 0
    is_away: bool = False
    is_homing: bool = False
    home_in_ms: int = 0


class TrialAsk(Message, frozen=True, kw_only=True):
    """Run a scene, as it would be published, over the tape of a camera."""

    camera_id: int
    scene: SceneConfig


class TrialFollow(Message, frozen=True, kw_only=True):
    """How far is that trial?"""

    camera_id: int
    trial_id: str


class TrialAnswer(Message, frozen=True, kw_only=True):
    """A trial. ``why`` with the state ``refused`` or ``failed``: unknown, no_tape, busy, or a sentence.

    ``at_ms`` and ``value`` are columns; a value is None where the scene said nothing (off duty, not sure yet).
    """

    state: Literal["waiting", "running", "done", "failed", "refused"]
    trial_id: str = ""
    why: str = ""
    pictures_done: int = 0
    pictures: int = 0
    from_ms: int = 0
    to_ms: int = 0
    step_ms: int = 0
    longest_gap_ms: int = 0
    at_ms: tuple[int, ...] = ()
    value: tuple[float | None, ...] = ()
