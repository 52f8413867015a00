"""A declared step, taken: who may, what is missing, what it changes. Pure as far as the database allows."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from anlan.records.accounts.models import User
from anlan.records.core import clock
from anlan.records.core.errors import Invalid, NotFound
from anlan.records.core.workflow import Action
from anlan.records.registry.clockwork import policy_of, set_next_step
from anlan.records.registry.columns import Column, asked
from anlan.records.registry.declare import Ask, Register, Step
from anlan.records.registry.values import cleaned

#: Answers to questions of these kinds go into the timeline's data under their names.
NO_SECOND_PERSON = "“{step}”须由另一人办理：您是{who}。"


def step_get(register: Register, name: str) -> Step:
    """The step called ``name``.

    Raises:
        NotFound: the register has no such step.
    """
    found = next((step for step in register.steps if step.name == name), None)
    if found is None:
        raise NotFound(f"“{register.label}”没有这个操作。")
    return found


def action_of(register: Register, step: Step) -> Action[Any]:
    """The step as the platform's common kind of action, which guards it and shows it."""

    def is_possible(record: Any) -> bool:
        is_here = record.state in step.sources if step.sources else record.is_open
        return is_here and step.is_possible(record)

    def why_not(record: Any, actor: Any) -> str:
        for name in step.not_by:
            if getattr(record, f"{name}_id") == actor.pk:
                who = str(record._meta.get_field(name).verbose_name)
                return NO_SECOND_PERSON.format(step=step.label, who=who)
        return step.why_not(record, actor)

    return Action(step.name, step.label, register.right(step.right), is_possible, (), why_not)


def form_of(register: Register, step: Step) -> list[Column]:
    """What the step's form asks, in order."""
    return [asked(register, one, is_required=True) for one in step.fields] + [
        asked(register, one, is_required=False) for one in step.optional
    ]


def allowed_steps(register: Register, record: Any, actor: User) -> list[dict[str, Any]]:
    """Steps that this person's role may take on this record in its state, with forms and reasons against."""
    found = []
    for step in register.steps:
        action = action_of(register, step)
        if not (actor.may(action.permission) and action.is_possible(record)):
            continue
        found.append(
            {
                "name": step.name,
                "label": step.label,
                "en": step.en,
                "why_not": action.why_not(record, actor) or None,
                "form": [column.data() for column in form_of(register, step)],
                "photo": step.photo,
                "photo_waiver": step.photo_waiver,
                "is_danger": step.is_danger,
                "by_phone": step.by_phone,
            }
        )
    return found


def answers(register: Register, step: Step, given: Mapping[str, Any], actor: User) -> dict[str, Any]:
    """The filled-in form, checked.

    Raises:
        Invalid: something is missing, wrong, or was not asked.
    """
    form = form_of(register, step)
    values, wrong = cleaned(form, dict(given), actor)
    wrong |= {name: "不允许提交该项。" for name in given if name not in {column.name for column in form}}
    if wrong:
        raise Invalid(fields=wrong)
    return values


def require_photo(step: Step, values: Mapping[str, Any], has_photo: bool) -> None:
    """Let a step without its photo pass only where the waiver says why.

    Raises:
        Invalid: neither photo nor reason.
    """
    if not step.photo or has_photo or (step.photo_waiver and values.get(step.photo_waiver)):
        return
    hint = "请上传照片，或说明没有照片的原因。" if step.photo_waiver else "请上传照片。"
    raise Invalid(hint, fields={step.photo_waiver or "photos": hint})


def apply_step(register: Register, step: Step, record: Any, values: Mapping[str, Any], actor: User) -> None:
    """Change the record (not yet saved) as the step says; deadlines begin anew when the state changes."""
    now = clock.now()
    before = _deadline(record)
    own = {question.name for question in (*step.fields, *step.optional) if isinstance(question, Ask)}
    for name, value in values.items():
        if name not in own:
            setattr(record, name, value)
    for name, stamp in step.stamps.items():
        setattr(record, name, _stamp(record, name, stamp, actor, now))
    step.effect(record, actor, values)
    if step.target:
        record.state = step.target
    if step.target or _deadline(record) != before:
        set_next_step(record, register, now)
    record.updated_at = now
    record.version += 1


def _stamp(record: Any, name: str, stamp: Any, actor: User, now: Any) -> Any:
    if stamp == "actor":
        return actor
    if stamp == "+1":
        return getattr(record, name) + 1
    return {"now": now, "today": clock.today()}.get(stamp, stamp) if isinstance(stamp, str) else stamp


def _deadline(record: Any) -> Any:
    """The day that the present deadline is read from; a step that moves it moves the deadline."""
    name = policy_of(record)["due"][record.state]["column"] if record.is_open else ""
    return getattr(record, name) if name else None


def sentence(step: Step, record: Any, values: Mapping[str, Any]) -> str:
    """What the timeline says: ``says`` with the answers in it, or the step's name and its comment."""
    words = defaultdict(str, {name: _word(value) for name, value in values.items()})
    if step.says:
        return step.says.format_map(words).rstrip("：，； ")
    said = words["comment"] or words["reason"]
    return f"{step.label}：{said}" if said else step.label


def _word(value: Any) -> str:
    return str(getattr(value, "name", value)) if value is not None else ""
