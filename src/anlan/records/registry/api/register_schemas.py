"""How a register is described: columns, states, views, figures, children."""

from ninja import Schema


class RegisterBrief(Schema):
    """A register in the navigation, with how much of it waits within the reader's scope.

    ``link_kind``: what the page of a work order calls it when it turns itself into a record of it; "" = it cannot.
    """

    name: str
    label: str
    en: str
    open: int
    overdue: int
    may_create: bool
    link_kind: str


class ChoiceOut(Schema):
    """One choice of a column; ``en`` is empty where only the Chinese words are right."""

    value: str
    label: str
    en: str = ""


class ColumnOut(Schema):
    """A column or question: what it is called and what goes in."""

    name: str
    label: str
    en: str
    kind: str
    is_required: bool
    help: str
    unit: str
    max_length: int | None
    choices: list[ChoiceOut]
    register_name: str


class WordedOut(Schema):
    """Something with a name in two languages."""

    name: str
    label: str
    en: str


class StateOut(WordedOut):
    """A state; ``tone`` is neutral, busy, good or bad. ``due_note`` says what its time limit stands on."""

    tone: str
    next_step: str
    is_end: bool
    due_note: str


class FigureOut(WordedOut):
    """A figure and the filter that lists its rows."""

    unit: str
    where: list[str]


class RateOut(WordedOut):
    """One figure as a share of another, in percent."""

    part: str
    whole: str


class ReadyViewOut(WordedOut):
    """A list that everybody finds ready."""

    where: list[str]
    sort: str


class BulkStepOut(WordedOut):
    """A step the reader's role may take: whether on many records at once, in which states, and what it asks."""

    in_bulk: bool
    states: list[str]
    form: list[ColumnOut]
    is_danger: bool


class ChildOut(Schema):
    """A register whose records belong to this one's, and the column that says to which."""

    register_name: str
    column: str


class RegisterSchema(Schema):
    """A register, described well enough to draw its pages.

    ``is_talked_over``: what people say on a record is shown as a conversation.
    ``pickable``: columns that a list can be asked to show; ``readers``: roles that a saved view can be shared with.
    """

    name: str
    label: str
    en: str
    purpose: str
    is_talked_over: bool
    states: list[StateOut]
    columns: list[ColumnOut]
    list_columns: list[str]
    detail: list[str]
    create_fields: list[str]
    edit_fields: list[str]
    filters: list[ColumnOut]
    sorts: list[str]
    figures: list[FigureOut]
    rates: list[RateOut]
    dimensions: list[WordedOut]
    views: list[ReadyViewOut]
    slots: list[WordedOut]
    papers: list[WordedOut]
    steps: list[BulkStepOut]
    children: list[ChildOut]
    rights: dict[str, bool]
    pickable: list[str]
    readers: list[ChoiceOut]
