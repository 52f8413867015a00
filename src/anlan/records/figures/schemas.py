"""What the endpoints of figures, indices and bulletins take and give."""

from datetime import date
from typing import Annotated, Any, Literal

from ninja import Schema
from pydantic import Field, FiniteFloat

from anlan.records.core.schemas import StrictSchema
from anlan.records.figures.questions import Asked

Text = Annotated[str, Field(max_length=200)]


class AskedIn(StrictSchema):
    """What narrows a page of figures; days are in Asia/Shanghai, both ends in."""

    town: Annotated[str, Field(max_length=12)] = ""
    field: Annotated[str, Field(max_length=32)] = ""
    since: date | None = None
    until: date | None = None

    def asked(self) -> Asked:
        """For the selectors."""
        return Asked(self.town, self.field, self.since, self.until)


class PartOut(Schema):
    """One question behind a figure."""

    label: str
    en: str
    where: list[str]


class CountyFigureOut(Schema):
    """A number with the register and filter that list exactly its rows; ``parts`` where it is made of two."""

    key: str
    label: str
    en: str
    unit: str
    value: float | None
    register_name: str
    where: list[str]
    parts: list[PartOut]


class SectionOut(Schema):
    """Figures that belong together."""

    section: str
    figures: list[CountyFigureOut]


class SliceOut(Schema):
    """A figure for one town, sector or month."""

    label: str
    value: float | None
    where: list[str]


class FigureTrendOut(CountyFigureOut):
    """A figure over the months."""

    by_month: list[SliceOut]


class FigurePartsOut(FigureTrendOut):
    """A figure by town, sector and month."""

    section: str
    by_town: list[SliceOut]
    by_field: list[SliceOut]


class TermIn(StrictSchema):
    """One part of a formula; ``part`` and ``whole`` are ``register.figure``."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    label: Annotated[str, Field(min_length=1, max_length=40)]
    en: Annotated[str, Field(max_length=60)] = ""
    weight: FiniteFloat
    part: Annotated[str, Field(min_length=1, max_length=64)]
    whole: Annotated[str, Field(max_length=64)] = ""
    worst: FiniteFloat
    best: FiniteFloat
    source: Text = ""
    mark: Annotated[str, Field(max_length=1)] = "D"


class FormulaIn(StrictSchema):
    """A draft of a formula."""

    title: Annotated[str, Field(min_length=1, max_length=200)]
    terms: Annotated[list[TermIn], Field(min_length=1, max_length=30)]


class TermOut(Schema):
    """One part of a formula, with where it comes from and how well that is confirmed (H, M, L, U; D = proposed)."""

    key: str
    label: str
    en: str
    weight: float
    part: str
    whole: str
    worst: float
    best: float
    source: str
    mark: str


class VersionOut(Schema):
    """A version of a formula; ``state`` is shipped, draft or published."""

    number: int
    title: str
    state: str
    terms: list[TermOut]
    made_by: dict[str, Any] | None
    made_at: str | None
    published_by: dict[str, Any] | None
    published_at: str | None


class RowsLinkOut(Schema):
    """What lists the rows behind an input: a register with its filter, or a page."""

    register_name: str
    where: list[str]
    page: str


class JudgedPartOut(Schema):
    """What one term gave a town; ``value`` and ``earned`` are None for a share of nothing."""

    key: str
    part: float
    whole: float | None
    value: float | None
    earned: float | None
    links: list[RowsLinkOut]


class JudgedOut(Schema):
    """A town's place."""

    town: str
    town_name: str
    score: float | None
    rank: int | None
    judged_weight: float
    parts: list[JudgedPartOut]


class RankingOut(Schema):
    """A ranking, recomputed from rows at ``as_of``; ``subject``: what ``town`` of its rows is the key of."""

    key: str
    label: str
    en: str
    subject: Literal["town", "enterprise"]
    version: VersionOut
    rows: list[JudgedOut]
    total_weight: float
    judged_min: float
    as_of: str
    since: str | None
    until: str | None


class IndexOut(Schema):
    """An index and what the reader may do about it."""

    key: str
    label: str
    en: str
    subject: Literal["town", "enterprise"]
    may_edit: bool
    may_publish: bool
    versions: list[VersionOut]


class ScorePartOut(Schema):
    """What one part of the formula gave; ``is_hidden``: its rows are not the reader's to see, so no numbers."""

    key: str
    label: str
    en: str
    weight: float
    earned: float | None
    part: float | None
    whole: float | None
    value: float | None
    is_share: bool
    worst: float
    best: float
    source: str
    mark: str
    is_hidden: bool
    links: list[RowsLinkOut]


class ScoreMonthOut(Schema):
    """The score over one month's rows; null where too little can be judged."""

    month: str
    score: float | None


class EnterpriseScoreOut(Schema):
    """A score out of 100 over the last 365 days, what was lost most first; null where too little can be judged."""

    score: float | None
    judged_weight: float
    total_weight: float
    judged_min: float
    number: int
    published_by: dict[str, Any] | None
    published_at: str | None
    since: str
    as_of: str
    parts: list[ScorePartOut]
    months: list[ScoreMonthOut]


class SourceOut(Schema):
    """A number that a formula may name."""

    name: str
    label: str
    en: str


class BulletinIn(StrictSchema):
    """Which bulletin: that of the period in which ``day`` lies."""

    kind: Literal["daily", "weekly", "monthly"]
    day: date


class BulletinOut(Schema):
    """A bulletin in a list."""

    id: int
    kind: str
    kind_name: str
    title: str
    issue: int
    since: str
    until: str
    made_at: str
    made_by: dict[str, Any] | None


class BulletinText(BulletinOut):
    """A bulletin to read."""

    blocks: list[dict[str, Any]]


class BulletinPage(Schema):
    """Bulletins, newest first."""

    items: list[BulletinOut]
    may_make: bool


class LateGroupOut(Schema):
    """How many are late in one register (or ``incident``)."""

    name: str
    label: str
    en: str
    count: int


class LateRowOut(Schema):
    """One that is late, and whose it is."""

    id: int
    register_name: str
    kind: str
    kind_en: str
    no: str
    title: str
    next_step: str
    whose: str
    town: str
    enterprise: str
    due_at: str
    days: int


class LateOut(Schema):
    """What is late."""

    total: int
    groups: list[LateGroupOut]
    rows: list[LateRowOut]


class PlaceOut(Schema):
    """A town's place in an index."""

    town: str
    town_name: str
    rank: int
    score: float


class IndexBriefOut(Schema):
    """The ends of a ranking."""

    key: str
    label: str
    en: str
    number: int
    ranked: int
    first: list[PlaceOut]
    last: list[PlaceOut]


class StandingOut(Schema):
    """Alarms that stand."""

    counts: dict[str, int]
    worst: list[dict[str, Any]]


class LeaderOut(Schema):
    """The leader's page."""

    as_of: str
    alarms: StandingOut
    late: LateOut
    indices: list[IndexBriefOut]
    figures: list[FigureTrendOut]
    bulletins: list[BulletinOut]
