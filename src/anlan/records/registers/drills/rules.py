"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from anlan.records.core import clock
from anlan.records.registers.drills.choices import Owner
from anlan.records.sites.coords import to_wgs84

#: Order 708 (生产安全事故应急条例) art. 8 H: government every 2 years, high-risk enterprises every half year.
DRILL_DAYS = {Owner.GOVERNMENT: 730, Owner.HIGH_RISK: 182, Owner.OTHER: 365}
REVISE_DAYS = 3 * 365  # 生产安全事故应急预案管理办法 art. 35 M
CHECK_DAYS = 90
PASS_SCORE = 60


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


def open_tasks(command: Any, actor: Any) -> str:
    """A command ends when its tasks are done or called off."""
    count = command.tasks.filter(is_open=True).count()
    return f"还有 {count} 项任务未完成。" if count else ""
