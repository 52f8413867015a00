"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.drills.choices import Owner
from anlan.records.registry.catalog import register_get
from anlan.records.registry.services import record_create
from anlan.records.sites.coords import to_wgs84

#: Order 708 (生产安全事故应急条例) art. 8 H: government every 2 years, high-risk enterprises every half year.
DRILL_DAYS = {Owner.GOVERNMENT: 730, Owner.HIGH_RISK: 182, Owner.OTHER: 365}
REVISE_DAYS = 3 * 365  # 生产安全事故应急预案管理办法 art. 35 M
CHECK_DAYS = 90
#: Numbers change faster than plans; no rule says how often to ask, so this is the platform's own.
NUMBERS_DAYS = 180
STEPS_DAYS = 365
PASS_SCORE = 60
ACCEPT_WITHIN = timedelta(hours=1)


def wrote(plan: Any, actor: Any) -> None:
    """Who writes a plan does not approve it."""
    plan.written_by = actor


def approved(plan: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """In force until it must be revised."""
    plan.revise_by = clock.today() + timedelta(days=REVISE_DAYS)


def revise(plan: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A new edition."""
    plan.edition += 1
    plan.written_by = actor


def checked(resource: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Looked at; again in a quarter."""
    resource.check_by = clock.today() + timedelta(days=CHECK_DAYS)


def to_ground(resource: Any, actor: Any) -> None:
    """What was read off a phone's map is shifted back before it is kept: only WGS-84 is stored."""
    if resource.lon is not None and resource.lat is not None:
        resource.lon, resource.lat = to_wgs84(resource.lon, resource.lat, resource.coord_source)


def evaluated(drill: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """When the next is due follows from whose drill it was."""
    drill.next_on = clock.today() + timedelta(days=DRILL_DAYS[Owner(drill.owner)])


def too_weak(drill: Any, actor: Any) -> str:
    """A drill that failed is held again."""
    if drill.score is not None and drill.score < PASS_SCORE:
        return f"评估 {drill.score} 分，不足 {PASS_SCORE} 分，须重新演练。"
    return ""


def ordered(command: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """One more line in the log."""
    command.order_count += 1


def accept_soon(task: Any, actor: Any) -> None:
    """Within an hour, and never after the task's own deadline: five minutes are five minutes."""
    task.accept_by = min(task.deadline_at, clock.now() + ACCEPT_WITHIN)


def accept_again(task: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Ordered anew."""
    accept_soon(task, actor)


def open_tasks(command: Any, actor: Any) -> str:
    """A command ends when its tasks are done or called off."""
    count = command.tasks.filter(is_open=True).count()
    return f"还有 {count} 项任务未完成。" if count else ""


# --- the rows of a plan --------------------------------------------------------------------------------


def of_plan(row: Any, actor: Any) -> None:
    """A row lies where its plan lies, and a plan in force is only changed through a revision."""
    if row.plan.state != "draft":
        raise Invalid(fields={"plan": "预案不在编制中；请先对预案办理“修订”，再增加岗位和步骤。"})
    for name in ("enterprise", "town", "field", "grid"):
        setattr(row, name, getattr(row.plan, name))


def step_of_plan(row: Any, actor: Any) -> None:
    """The post belongs to the same plan."""
    of_plan(row, actor)
    if row.post.plan_id != row.plan_id:
        raise Invalid(fields={"post": "该岗位不属于这份预案，请先在本预案登记岗位。"})
    row.review_by = clock.today() + timedelta(days=STEPS_DAYS)


def post_of_plan(row: Any, actor: Any) -> None:
    """New numbers count as asked today."""
    of_plan(row, actor)
    numbers_asked(row, actor, {})


def numbers_asked(row: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Somebody rang the number."""
    row.checked_on = clock.today()
    row.check_by = clock.today() + timedelta(days=NUMBERS_DAYS)


def step_reviewed(row: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Read again."""
    row.review_by = clock.today() + timedelta(days=STEPS_DAYS)


def is_in_force(row: Any, actor: Any) -> str:
    """Steps of a plan in force were approved by two people; changing one is a revision."""
    return "" if row.plan.state == "draft" else "预案不在编制中；请先对预案办理“修订”。"


def has_no_steps(post: Any, actor: Any) -> str:
    """A post with steps is not dropped: nobody would do them."""
    count = post.plan.plan_steps.filter(post=post, is_open=True).count()
    return f"该岗位还有 {count} 个步骤，请先改派或删除步骤。" if count else is_in_force(post, actor)


# --- a command that follows a plan ---------------------------------------------------------------------


def from_plan(plan: Any, reader: Any) -> dict[str, Any]:
    """A command drafted from a plan."""
    return {"title": f"启动{plan.title}"[:200], "plan": plan.pk,
            **({"enterprise": plan.enterprise_id} if plan.enterprise_id else {})}  # fmt: skip


def not_in_force(plan: Any) -> str:
    """Why a plan cannot be opened, or ""."""
    return "" if plan.state == "valid" else "预案尚未评审备案或已废止。"


def plan_stands(command: Any, actor: Any) -> None:
    """Only a plan that was approved is opened."""
    if command.plan is not None and command.plan.state != "valid":
        raise Invalid(fields={"plan": "该预案尚未评审备案或已废止，请选择有效预案。"})


def give_tasks(command: Any, actor: Any) -> None:
    """Every step of the plan becomes a task, in its order, with its minutes counted from now."""
    if command.plan is None:
        return
    tasks, now = register_get("command_tasks"), clock.now()
    for step in command.plan.plan_steps.filter(is_open=True).select_related("post").order_by("rank", "id"):
        values = {"command": command.pk, "title": step.title, "unit": step.post.title, "description": step.text,
                  "deadline_at": (now + timedelta(minutes=step.within_min)).isoformat(),
                  **_where(command)}  # fmt: skip
        record_create(tasks, actor=actor, values=values, via=f"预案 {command.plan.no} 第 {step.rank} 步")


def _where(command: Any) -> dict[str, Any]:
    if command.enterprise_id:
        return {"enterprise": command.enterprise_id}
    return {name: value for name, value in (("town", command.town_id), ("field", command.field)) if value}


def use_plan(command: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """A command that runs already takes up a plan."""
    plan_stands(command, actor)
    give_tasks(command, actor)
