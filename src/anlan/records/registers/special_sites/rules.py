"""What the declarations say by name."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.registers.special_sites.choices import GasKind
from anlan.records.registry.clocks import clocks_read

CLOCKS = clocks_read(Path(__file__).parent / "data" / "clocks.csv")


def space_lacks(space: Any, actor: Any) -> str:
    """A space without a sign is O10-C1 of the criteria for major hazards: it is put right before it is confirmed."""
    lacking = [] if space.has_sign else ["警示标志"]
    lacking += [] if space.is_locked else ["上锁或封闭"]
    lacking += [] if space.has_detector else ["气体检测仪"]
    return f"尚缺：{'、'.join(lacking)}。请整改后修改本记录，再行核实。" if lacking else ""


def space_reviewed(space: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """Looked at; again in a year."""
    _not_later_than_today(space, "drilled_on")
    space.review_by = clock.today() + timedelta(days=CLOCKS["space_review"].value)


def gas_lacks(use: Any, actor: Any) -> str:
    """安全生产法 (2021) art. 36: who uses gas fits an alarm for combustible gas and keeps it working."""
    lacking = [] if use.has_detector else ["可燃气体报警装置"]
    lacking += [] if use.has_shutoff else ["自动切断阀"]
    if use.kind == GasKind.LPG and use.is_enclosed:
        return "瓶装液化石油气不得用于地下、半地下或密闭场所，请先改造。"
    return f"尚缺：{'、'.join(lacking)}。请整改后修改本记录，再行核验。" if lacking else ""


def gas_checked(use: Any, actor: Any, form: Mapping[str, Any]) -> None:
    """The supplier's people were there; the next check counts from that day."""
    _not_later_than_today(use, "checked_on")
    use.check_by = use.checked_on + timedelta(days=CLOCKS["gas_check"].value)


def gas_dates(use: Any, actor: Any) -> None:
    """A check lies in the past, and cylinders are counted where there are any."""
    _not_later_than_today(use, "checked_on")
    if use.kind == GasKind.LPG and not use.cylinder_count:
        raise Invalid(fields={"cylinder_count": "瓶装气请填写气瓶数。"})


def _not_later_than_today(record: Any, name: str) -> None:
    value = getattr(record, name)
    if value is not None and value > clock.today():
        raise Invalid(fields={name: "日期不能晚于今天。"})
