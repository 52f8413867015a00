"""The words in which a register declares itself. Nothing here runs; other modules of this folder read it.

A register is a model (its columns: names, types, choices and help come from there) and a :class:`Register` (who may do
what, in which state, by when, and what is counted).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from anlan.records.accounts.choices import Role

#: ``(record, actor)`` → "" or, in Chinese and with what to do, why not.
WhyNot = Callable[[Any, Any], str]
#: ``(record, actor, form)``: what else a step changes on the record; runs before it is saved, in the transaction.
Effect = Callable[[Any, Any, Mapping[str, Any]], None]

OFFICIALS = (Role.DUTY_OFFICER, Role.LEADER, Role.COMMITTEE, Role.TOWN_OFFICER, Role.ENFORCEMENT)
EVERYBODY = tuple(Role)
#: Who answers for an enterprise.
PLANTS = (Role.ENTERPRISE_MANAGER, Role.ENTERPRISE_PRINCIPAL)


@dataclass(frozen=True)
class Due:
    """When the next step must be done: so many hours, days or working days after the state began, or a column.

    ``column`` is a day (the whole of it counts) or an instant; where it is empty the rest applies.
    ``law`` names the article that sets it, for the docs and for the person who asks why.
    """

    days: int = 0
    hours: int = 0
    is_working: bool = False
    column: str = ""
    law: str = ""


@dataclass(frozen=True)
class State:
    """Where a record can stand. ``next_step`` and ``due`` are a must for every state that is no end."""

    name: str
    label: str
    en: str
    next_step: str = ""
    due: Due | None = None
    tone: str = "busy"  # neutral, busy, good, bad: how it is coloured

    @property
    def is_end(self) -> bool:
        """True when nothing more has to happen."""
        return not self.next_step


@dataclass(frozen=True)
class Ask:
    """Something a step's form asks that is no column of the record: a comment, a person, a figure.

    ``kind`` is one of the kinds of :mod:`~anlan.records.registry.columns`. An answer that ``is_secret`` reaches the
    step's effect and is kept nowhere: not in the timeline, not in the audit trail.
    """

    name: str
    label: str
    en: str
    kind: str = "long_text"
    help: str = ""
    max_length: int = 2000
    is_secret: bool = False


COMMENT = Ask("comment", "说明", "Comment")
REASON = Ask("reason", "理由", "Reason", help="将记入审计记录")


@dataclass(frozen=True)
class Step:
    """One thing a person can do to a record.

    Args:
        sources: states it can be taken in; () = every state that is no end.
        target: the state it leads to; None = the state stays.
        right: short name of the right it needs (``hazards.<right>``).
        fields: columns and :class:`Ask`\\ s that must be filled in; ``optional`` may be.
        photo: slot that must hold a photo, taken along with this step or before; ``photo_waiver`` is the field that
            may say in words why there is none.
        not_by: columns with people who may not take it: the second pair of eyes.
        stamps: columns set on the way: ``"actor"``, ``"now"``, ``"today"``, ``"+1"``, or a plain value.
        says: the timeline's sentence; ``{comment}`` and other form fields are filled in.
        tells: roles (or ``"assignee"``, ``"reporter"``) told when it is done.
        by_phone: filled in by the phone's own pages; the record's page does not offer it.
    """

    name: str
    label: str
    en: str
    right: str
    sources: tuple[str, ...] = ()
    target: str | None = None
    fields: tuple[str | Ask, ...] = ()
    optional: tuple[str | Ask, ...] = ()
    photo: str = ""
    photo_waiver: str = ""
    not_by: tuple[str, ...] = ()
    stamps: Mapping[str, Any] = field(default_factory=dict)
    says: str = ""
    tells: tuple[str, ...] = ()
    is_possible: Callable[[Any], bool] = lambda record: True
    why_not: WhyNot = lambda record, actor: ""
    effect: Effect = lambda record, actor, form: None
    is_danger: bool = False
    in_bulk: bool = True
    by_phone: bool = False


@dataclass(frozen=True)
class Slot:
    """A place for photos: before and after rectification, a signed page."""

    name: str
    label: str
    en: str


@dataclass(frozen=True)
class Figure:
    """A number that is a question: how many records (or what sum of ``column``) meet ``where``.

    ``where`` is written in the list's own filter language, so the drill-down is the same question by construction.
    """

    name: str
    label: str
    en: str
    where: tuple[str, ...] = ()
    column: str = ""
    unit: str = ""


#: Most registers count it by this name.
LATE = Figure("overdue", "逾期", "Overdue", ("is_overdue:true",))


@dataclass(frozen=True)
class Rate:
    """One figure as a share of another, in percent to two places."""

    name: str
    label: str
    en: str
    part: str
    whole: str


@dataclass(frozen=True)
class Change:
    """A figure against the same days of the year before 同比, in percent to one place.

    The days are those the list is filtered by in ``column`` (``2021-01-01..2021-06-21``), else this year so far.
    """

    name: str
    label: str
    en: str
    figure: str
    column: str


@dataclass(frozen=True)
class View:
    """A list that everybody finds ready: filters, order and columns by name."""

    name: str
    label: str
    en: str
    where: tuple[str, ...] = ()
    sort: str = ""


#: Most registers offer it by this name.
OVERDUE = View("overdue", "逾期未办", "Overdue", ("is_overdue:true",), "next_step_due_at")


@dataclass(frozen=True)
class Paper:
    """A document made from a record: a heading, paragraphs and tables given by ``body(record, reader)``.

    ``body`` returns the blocks of :mod:`~anlan.records.registry.papers`. ``series`` counts it and begins its number.
    ``style``: ``form`` is a sheet of the office; ``law`` goes to a party in the agency's name and is numbered by
    ``mark`` (罚: （瑞）应急罚〔2026〕1号); ``file`` goes out under the red head of the committee's office.
    """

    name: str
    label: str
    en: str
    series: str
    body: Callable[[Any, Any], list[Any]]
    right: str = "view"
    style: Literal["form", "law", "file"] = "form"
    mark: str = ""
    statement: Callable[[Any], str] | None = None  # what people sign by hand on a screen; None: the body as text


@dataclass(frozen=True)
class BoardRows:
    """A table worked out from rows: cells, and for each row the filter in ``register`` that lists what it counts."""

    head: list[str]
    rows: list[tuple[list[str], list[str]]]
    register: str = ""
    note: str = ""


@dataclass(frozen=True)
class Board:
    """A table on a record's page that no figure can say, such as a ranking by a formula."""

    name: str
    label: str
    en: str
    make: Callable[[Any, Any], BoardRows]


@dataclass(frozen=True)
class Escalation:
    """Who hears of it when a step is late: ``ladder[0]`` at once, the next rung a period later, the last again.

    ``remind_days`` are days before the date on which those in charge are reminded.
    """

    ladder: tuple[tuple[Role, ...], ...]
    repeat_days: int = 1
    remind_days: tuple[int, ...] = (3, 1)


@dataclass(frozen=True)
class Source:
    """Where a record may come from: another register or ``incident``.

    ``values(origin, reader)`` drafts the new record's columns; ``origin`` has been read within the reader's scope.
    ``is_many``: one origin may start several, as an inspection finds several hazards; otherwise a second is refused.
    ``link_kind``: what the page of a work order calls it when it turns itself into one
    (:class:`anlan.records.incidents.choices.LinkKind`). ``why_not(origin)``: why nothing can come of it yet, or "".
    """

    register: str
    values: Callable[[Any, Any], dict[str, Any]]
    is_many: bool = False
    link_kind: str = ""
    why_not: Callable[[Any], str] = lambda origin: ""


@dataclass(frozen=True, eq=False)
class Register:
    """One duty of the county, whole."""

    name: str
    label: str
    en: str
    series: str  # begins every number: YH-20260601-0001
    model: Any
    states: tuple[State, ...]
    steps: tuple[Step, ...]
    rights: Mapping[str, tuple[Role, ...]]
    create_fields: tuple[str, ...]
    edit_fields: tuple[str, ...]
    required: tuple[str, ...] = ()
    list_columns: tuple[str, ...] = ()
    filters: tuple[str, ...] = ()
    search: tuple[str, ...] = ("no", "title")
    sorts: tuple[str, ...] = ("opened_at",)
    detail: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    rates: tuple[Rate, ...] = ()
    changes: tuple[Change, ...] = ()
    dimensions: tuple[str, ...] = ()
    views: tuple[View, ...] = ()
    slots: tuple[Slot, ...] = ()
    papers: tuple[Paper, ...] = ()
    sources: tuple[Source, ...] = ()
    boards: tuple[Board, ...] = ()
    children: tuple[tuple[str, str], ...] = ()  # (register, its column that points here)
    english: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    right_labels: Mapping[str, str] = field(default_factory=dict)
    escalation: Escalation = Escalation(((Role.TOWN_OFFICER,), (Role.COMMITTEE,), (Role.DUTY_OFFICER, Role.LEADER)))
    is_public: bool = False  # True: every holder of the view right sees all rows, whatever the scope
    is_confidential: bool = False  # True: what comes of a record does not say so to those who may not see the record
    names_people: bool = False  # True: its rows are about persons, and no platform above is offered them
    is_talked_over: bool = False  # True: its page shows what people say as a conversation, beside the timeline
    purpose: str = ""  # the first paragraph of its page
    before_create: Callable[[Any, Any], None] = lambda record, actor: None
    after_create: Callable[[Any, Any], None] = lambda record, actor: None  # it is saved, in the same transaction
    first_state: Callable[[Any], str] | None = None

    def state(self, name: str) -> State:
        """One of :attr:`states`."""
        return next(state for state in self.states if state.name == name)

    def right(self, name: str) -> str:
        """A right's whole name: ``recheck`` → ``hazards.recheck``."""
        return f"{self.name}.{name}"

    def start(self, record: Any) -> State:
        """The state a new record begins in: the first one declared, unless ``first_state`` says otherwise."""
        return self.state(self.first_state(record)) if self.first_state else self.states[0]
