"""Shapes of loudspeakers, rules, sentences and broadcasts over HTTP."""

from typing import Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema
from anlan.records.loudspeakers.choices import CallState, Reason, TestBy, TestEvery

TEXT_MAX = 200
#: What the database's integer holds.
ID_MAX = 2**63 - 1


class LoudspeakerOut(Schema):
    """``distance_m`` where a place was asked about; the password is never shown."""

    id: int
    name: str
    enterprise_id: int | None
    enterprise_name: str
    workshop_id: int | None
    town_code: str
    town_name: str
    place: str
    lon: float
    lat: float
    sip_address: str
    login_user: str
    has_password: bool
    is_enabled: bool
    test_by: TestBy
    test_every: TestEvery
    test_hour: int
    next_test_at: str | None
    last_called_at: str | None
    last_answered_at: str | None
    last_error: str
    down_since: str | None
    distance_m: int | None = None


class LoudspeakersOut(Schema):
    """``has_voice``: this machine can speak; without it only recordings and one stand-in sentence are said."""

    loudspeakers: list[LoudspeakerOut]
    has_voice: bool


class LoudspeakerIn(StrictSchema):
    name: str = Field(min_length=1, max_length=64)
    enterprise_id: int | None = Field(default=None, ge=1, le=ID_MAX)
    workshop_id: int | None = Field(default=None, ge=1, le=ID_MAX)
    town_code: str = Field(default="", max_length=12)
    place: str = Field(default="", max_length=140)
    lon: FiniteFloat = Field(ge=73, le=136)
    lat: FiniteFloat = Field(ge=3, le=54)
    sip_address: str = Field(min_length=1, max_length=160)
    login_user: str = Field(default="", max_length=64, pattern=r"^[A-Za-z0-9._+*#-]*$")
    password: str | None = Field(default=None, max_length=128)
    is_enabled: bool = True
    test_by: TestBy = TestBy.OPTIONS
    test_every: TestEvery = TestEvery.DAY
    test_hour: int = Field(default=9, ge=0, le=23)


class LoudspeakerChange(StrictSchema):
    """What is left out stays; an empty ``password`` removes it."""

    name: str | None = Field(default=None, min_length=1, max_length=64)
    workshop_id: int | None = Field(default=None, ge=1, le=ID_MAX)
    place: str | None = Field(default=None, max_length=140)
    lon: FiniteFloat | None = Field(default=None, ge=73, le=136)
    lat: FiniteFloat | None = Field(default=None, ge=3, le=54)
    sip_address: str | None = Field(default=None, min_length=1, max_length=160)
    login_user: str | None = Field(default=None, max_length=64, pattern=r"^[A-Za-z0-9._+*#-]*$")
    password: str | None = Field(default=None, max_length=128)
    is_enabled: bool | None = None
    test_by: TestBy | None = None
    test_every: TestEvery | None = None
    test_hour: int | None = Field(default=None, ge=0, le=23)


class BroadcastRuleOut(Schema):
    """``loudspeaker_ids`` empty: all of the enterprise's own; ``kinds`` empty: every kind."""

    enterprise_id: int
    grades: list[str]
    kinds: list[str]
    loudspeaker_ids: list[int]
    repeats: int
    agreed: str
    is_enabled: bool
    enabled_at: str | None


class BroadcastRuleIn(StrictSchema):
    grades: list[str] = Field(default=[], max_length=4)
    kinds: list[str] = Field(default=[], max_length=50)
    loudspeaker_ids: list[int] = Field(default=[], max_length=200)
    repeats: int = Field(default=3, ge=1, le=5)
    agreed: str = Field(default="", max_length=500)
    is_enabled: bool = False


class BroadcastSentenceOut(Schema):
    """``id`` is empty for a sentence that comes with the platform and was not changed."""

    id: int | None
    kind: str
    kind_name: str
    grade: str
    text: str
    recording_s: float


class BroadcastSentenceIn(StrictSchema):
    kind: str = Field(default="", max_length=64)
    grade: str = Field(default="", max_length=8)
    text: str = Field(min_length=1, max_length=TEXT_MAX)


class BroadcastScriptIn(StrictSchema):
    text: str = Field(default="", max_length=TEXT_MAX)
    sentence_id: int | None = Field(default=None, ge=1, le=ID_MAX)
    repeats: int = Field(default=1, ge=1, le=5)
    is_drill: bool = False


class BroadcastHeardOut(Schema):
    """``words`` are what is said, exactly; ``by`` is ``voice``, ``recording`` or ``stand_in``; ``sound`` a WAV, base64,
    of one repetition; ``seconds`` is how long all of it takes."""

    words: str
    by: Literal["voice", "recording", "stand_in"]
    seconds: float
    sound: str


class BroadcastSuggestionOut(Schema):
    """What a work order suggests to say, and through which loudspeakers."""

    text: str
    sentence_id: int | None
    loudspeakers: list[LoudspeakerOut]


class BroadcastIn(BroadcastScriptIn):
    """``key`` is made by the sender: the same again makes no second broadcast."""

    loudspeaker_ids: list[int] = Field(min_length=1, max_length=300)
    incident_id: int | None = Field(default=None, ge=1, le=ID_MAX)
    key: str = Field(pattern=r"^[A-Za-z0-9-]{8,36}$")


class BroadcastCallOut(Schema):
    """One loudspeaker; ``attempts`` as ``{at, answered_s, played_s, ended, status, why}``."""

    loudspeaker_id: int
    loudspeaker: str
    state: CallState
    state_name: str
    dialled_at: str | None
    answered_at: str | None
    played_s: float
    ended_at: str | None
    ended_name: str
    why: str
    attempts: list[dict[str, Any]]


class BroadcastOut(Schema):
    """``counts``: calls by state."""

    id: int
    reason: Reason
    reason_name: str
    enterprise_id: int | None
    enterprise_name: str
    incident_id: str | None
    grade: str
    text: str
    has_recording: bool
    repeats: int
    is_drill: bool
    created_at: str
    ordered_by: str
    stopped_at: str | None
    stopped_by: str
    counts: dict[str, int]


class BroadcastDetailOut(BroadcastOut):
    calls: list[BroadcastCallOut]
