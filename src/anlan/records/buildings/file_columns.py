"""What a file says of a building, by the names that surveyors and OpenStreetMap use."""

from dataclasses import dataclass, field
from typing import Any

from anlan.records.areas.reading import Found
from anlan.records.buildings.choices import Use
from anlan.records.buildings.models import FLOORS_MAX, HIGHEST_M

HEIGHTS = ("height_m", "height", "建筑高度", "高度")
BASES = ("base_m", "min_height", "底部高度")
FLOORS = ("floors", "building:levels", "levels", "层数", "建筑层数")
NAMES = ("name", "名称", "建筑名称")
USES = ("use", "用途", "建筑用途")
WORKSHOPS = ("workshop", "车间")
#: Where a file only counts floors: the usual height of one floor of a workshop or store, m.
FLOOR_M = 4.0


@dataclass(slots=True)
class Row:
    """One building of a file, with what is wrong."""

    number: int
    name: str
    geometry: Any
    values: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def row_of(found: Found, workshops: dict[str, int]) -> Row:
    """Read one feature; ``workshops`` are those of the plant by name. Without a height its floors give one."""
    said = found.properties
    row = Row(found.number, (_first(said, NAMES) or f"建筑 {found.number}")[:64], found.geometry)
    # Outlines of buildings are far smaller than the frame that town lines are judged by, so all its complaints hold.
    row.problems += found.problems
    floors = _number(said, FLOORS, row, "层数", 1, FLOORS_MAX)
    height_m = _number(said, HEIGHTS, row, "高度", 0.5, HIGHEST_M)
    base_m = _number(said, BASES, row, "底部高度", 0, HIGHEST_M) or 0.0
    if height_m is None and floors is None:
        row.problems.append("缺少高度（height，米）或层数（floors）。")
    top_m = height_m if height_m is not None else (floors or 0) * FLOOR_M
    if not row.problems and base_m >= top_m:
        row.problems.append("底部高度应低于高度。")
    row.values = {
        "height_m": top_m, "base_m": base_m, "floors": int(floors) if floors is not None else None,
        "use": _use(_first(said, USES), row), "workshop_id": _workshop(_first(said, WORKSHOPS), workshops, row),
    }  # fmt: skip
    return row


def _first(said: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((str(said[name]).strip() for name in names if said.get(name) not in (None, "")), "")


def _number(
    said: dict[str, Any], names: tuple[str, ...], row: Row, label: str, least: float, most: float
) -> float | None:
    text = _first(said, names).removesuffix("m").removesuffix("米").strip()
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    if not least <= value <= most:
        row.problems.append(f"{label}应为 {least:g} 至 {most:g} 的数。")
        return None
    return value


def _use(text: str, row: Row) -> str:
    by_word = {word: use.value for use in Use for word in (use.value, use.label)}
    if text and text not in by_word:
        row.problems.append(f"用途应为：{'、'.join(use.label for use in Use)}。")
    return by_word.get(text, Use.OTHER.value)


def _workshop(text: str, workshops: dict[str, int], row: Row) -> int | None:
    if text and text not in workshops:
        row.problems.append(f"本企业没有车间“{text[:32]}”，请先登记或改正。")
    return workshops.get(text)
