"""One row of text into one row of values, with every mistake named by column and said in Chinese."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from anlan.domain import uscc
from anlan.domain.rule_set import rule_set, rules_for
from anlan.records.accounts.choices import Field
from anlan.records.places.models import Town
from anlan.records.sites.choices import CoordSource, RiskLevel
from anlan.records.sites.coords import to_wgs84
from anlan.records.sites.models import USCC_PROBLEMS, Enterprise, Gateway, Point
from anlan.records.sites.tables.columns import COORD_WORDS, ENTERPRISES, POINTS, RISK_WORDS, Column
from anlan.records.sites.tables.reading import Row


@dataclass(frozen=True)
class RowError:
    """What is wrong with one cell."""

    row: int
    column: str
    message: str


@dataclass
class Checked:
    """A table after checking: good rows with their values, and every error found."""

    total: int = 0
    good: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)  # worth a look, and no reason to keep a row out


class _RowReader:
    """Reads cells of one row and collects what is wrong with them."""

    def __init__(self, number: int, row: Row, columns: tuple[Column, ...]) -> None:
        self.number, self.row = number, row
        self.headings = {column.name: column.heading for column in columns}
        self.errors: list[RowError] = []
        self.warnings: list[RowError] = []
        for column in columns:
            if column.is_required and not self.text(column.name):
                self.wrong(column.name, "必填。")

    def wrong(self, name: str, message: str) -> None:
        heading = self.headings[name]
        if not any(error.column == heading for error in self.errors):
            self.errors.append(RowError(self.number, heading, message))

    def warn(self, name: str, message: str) -> None:
        self.warnings.append(RowError(self.number, self.headings[name], message))

    def text(self, name: str, most: int | None = None) -> str:
        value = self.row.get(self.headings[name], "")
        if most is not None and len(value) > most:
            self.wrong(name, f"不能超过 {most} 个字。")
        return value

    def number_or(self, name: str, default: float | None, low: float = -1e12, high: float = 1e12) -> float | None:
        text = self.text(name)
        if not text:
            return default
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            self.wrong(name, f"应为 {low:g} 至 {high:g} 之间的数字。" if abs(high) < 1e12 else "应为数字。")
            return default
        return value

    def whole_or_none(self, name: str, high: int = 1_000_000) -> int | None:
        value = self.number_or(name, None, 0, high)
        if value is not None and value != int(value):
            self.wrong(name, "应为整数。")
        return None if value is None else int(value)

    def choice(self, name: str, words: dict[str, Any], default: Any) -> Any:
        text = self.text(name)
        if text and text not in words:
            spoken = [word for word in words if word and not word.isascii()] or [word for word in words if word]
            self.wrong(name, f"只能填：{'、'.join(spoken)}。")
        return words.get(text, default) if text else default


def check_enterprises(rows: list[tuple[int, Row]]) -> Checked:
    """Rows of the enterprise table."""
    towns = {key: town for town in Town.objects.all() for key in (town.name, town.code)}
    names = dict(Enterprise.objects.values_list("name", "uscc"))
    gone = dict(Enterprise.objects.exclude(merged_into=None).values_list("uscc", "merged_into__name"))
    fields = {label: value for value, label in Field.choices} | {value: value for value in Field.values}
    checked, seen = Checked(total=len(rows)), dict[str, int]()
    _require_headings(rows, ENTERPRISES, checked)
    for number, row in rows if not checked.errors else []:
        cell = _RowReader(number, row, ENTERPRISES)
        code = _code(cell, gone)
        _refuse_repeats(cell, "uscc", code, seen)
        name = cell.text("name", 100)
        if names.setdefault(name, code) != code:
            cell.wrong("name", "该企业名称已被另一信用代码使用。")
        town = towns.get(cell.text("town"))
        if cell.text("town") and town is None:
            cell.wrong("town", "没有这个乡镇(街道)，请填写全称或区划代码。")
        lon, lat, source = _position(cell, town)
        values = {
            "uscc": code,
            "name": name,
            "short_name": cell.text("short_name", 32),
            "sector": cell.text("sector", 8),
            "sector_name": cell.text("sector_name", 64),
            "field": cell.choice("field", fields, Field.INDUSTRY_MINING),
            "risk_level": cell.choice("risk_level", RISK_WORDS, RiskLevel.BLUE),
            "town": town,
            "grid": cell.text("grid", 32),
            "address": cell.text("address", 200),
            "lon": lon,
            "lat": lat,
            "coord_source": source,
            "head_count": cell.whole_or_none("head_count"),
            "contact_name": cell.text("contact_name", 64),
            "contact_phone": cell.text("contact_phone", 20),
        }
        _finish(checked, cell, values)
    return checked


def check_points(rows: list[tuple[int, Row]]) -> Checked:
    """Rows of the point table."""
    # What went into another enterprise leads on to it.
    sites = {site.uscc: site.merged_into or site for site in Enterprise.objects.select_related("merged_into")}
    gateways = {(g.driver, g.code): g for g in Gateway.objects.all()}
    checked, seen = Checked(total=len(rows)), dict[str, int]()
    _require_headings(rows, POINTS, checked)
    for number, row in rows if not checked.errors else []:
        cell = _RowReader(number, row, POINTS)
        site = sites.get(cell.text("uscc").upper())
        gateway = gateways.get((cell.text("driver"), cell.text("gateway_code")))
        _require_known(cell, site, gateway)
        _refuse_repeats(
            cell, "address", "|".join((cell.text("driver"), cell.text("gateway_code"), cell.text("address"))), seen
        )
        _finish(checked, cell, {"enterprise": site, "gateway": gateway, **_point_values(cell)})
    return checked


def _code(cell: _RowReader, gone: dict[str, str]) -> str:
    """The credit code, judged; ``gone``: codes of enterprises that went into another, with its name."""
    code = cell.text("uscc").upper()
    if problem := uscc.problem(code) if code else None:
        cell.wrong("uscc", USCC_PROBLEMS[problem])
    if code in gone:
        cell.wrong("uscc", f"该企业已并入“{gone[code]}”，请删除此行，或在该企业名下修改。")
    return code


def _require_known(cell: _RowReader, site: Enterprise | None, gateway: Gateway | None) -> None:
    if cell.text("uscc") and site is None:
        cell.wrong("uscc", "没有这家企业，请先导入企业。")
    if cell.text("gateway_code") and gateway is None:
        cell.wrong("gateway_code", "没有这个网关，请先登记网关。")
    elif gateway and site and gateway.enterprise_id != site.pk:
        cell.wrong("gateway_code", "该网关属于另一家企业。")


def _point_values(cell: _RowReader) -> dict[str, Any]:
    """What the row says of the point itself."""
    low, high = cell.number_or("range_low", None), cell.number_or("range_high", None)
    values = {
        "address": cell.text("address", 128),
        "name": cell.text("name", 64),
        "kind": _kind(cell),
        "unit": cell.text("unit", 16),
        "scale": cell.number_or("scale", 1.0),
        "offset": cell.number_or("offset", 0.0),
        "resolution": cell.number_or("resolution", 0.0, low=0.0),
        "sample_interval_s": cell.number_or("sample_interval_s", None, 0.1, 86_400),
        "range_low": low,
        "range_high": high,
        "workshop": cell.text("workshop", 64),
        "zone": cell.text("zone", 64),
        "hazard_source": cell.text("hazard_source", 64),
        "equipment": cell.text("equipment", 64),
    }
    if low is not None and high is not None and low >= high:
        cell.wrong("range_high", "量程上限应大于下限。")
    if values["zone"] and not values["workshop"]:
        cell.wrong("zone", "填写区域时请同时填写车间。")
    return values


CHECKS: dict[str, Callable[[list[tuple[int, Row]]], Checked]] = {
    "enterprises": check_enterprises,
    "points": check_points,
}
MODELS = {"enterprises": Enterprise, "points": Point}


def _kind(cell: _RowReader) -> str:
    """Code of the kind, whose name may be given instead. Without rules of its kind and unit a point never alarms."""
    given = cell.text("kind", 64)
    kind = _kinds_by_name().get(given, given)
    rules = rules_for(kind)
    unit = cell.text("unit", 16)
    if given and rules is None:
        cell.warn("kind", f"规则库中没有“{given}”，该测点将没有默认报警限值，请核对是否录入有误。")
    elif rules is not None and unit and unit != rules.unit:
        cell.warn("unit", f"与规则库单位 {rules.unit} 不同，该测点将没有默认报警限值，请核对或导入后另行设定。")
    return kind


@lru_cache(maxsize=1)
def _kinds_by_name() -> dict[str, str]:
    return {rules.name_zh: kind for kind, rules in rule_set().items()}


def _position(cell: _RowReader, town: Town | None) -> tuple[float | None, float | None, str]:
    lon, lat = cell.number_or("lon", None, 73, 136), cell.number_or("lat", None, 3, 54)
    system, source = cell.choice("coord_system", COORD_WORDS, COORD_WORDS[""])
    if (lon is None) != (lat is None):
        cell.wrong("lat" if lat is None else "lon", "经度和纬度应同时填写。")
    if lon is None or lat is None:
        return (town.lon, town.lat, CoordSource.TOWN) if town else (None, None, source)
    return *to_wgs84(lon, lat, system), source


def _refuse_repeats(cell: _RowReader, name: str, key: str, seen: dict[str, int]) -> None:
    if key and seen.setdefault(key, cell.number) != cell.number:
        cell.wrong(name, f"与第 {seen[key]} 行重复。")


def _require_headings(rows: list[tuple[int, Row]], columns: tuple[Column, ...], checked: Checked) -> None:
    if not rows:
        checked.errors.append(RowError(1, "", "表中没有数据。"))
        return
    # Every row carries every heading up to its own last cell; the longest tells what the table has.
    present = set().union(*(row.keys() for _, row in rows[:100]))
    missing = [column.heading for column in columns if column.is_required and column.heading not in present]
    checked.errors.extend(RowError(1, heading, "缺少该列，请使用下载的模板填写。") for heading in missing)


def _finish(checked: Checked, cell: _RowReader, values: dict[str, Any]) -> None:
    checked.warnings.extend(cell.warnings)
    if cell.errors:
        checked.errors.extend(cell.errors)
    else:
        checked.good.append((cell.number, values))
