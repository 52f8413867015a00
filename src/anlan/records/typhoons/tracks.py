"""A track as it is handed in: checked rows of a request, a CSV table, or the JSON of public typhoon pages."""

import csv
import io
import re
from datetime import datetime
from typing import Any

import orjson
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, field_validator

from anlan.records.core import clock
from anlan.records.core.errors import Invalid
from anlan.records.core.uploads import size_sentence

BYTES_MAX, POINTS_MAX = 2 * 2**20, 2_000
TOO_LARGE = size_sentence(BYTES_MAX)
GRADES = ("7", "10", "12")
EARLIEST_YEAR, LATEST_YEAR = 1945, 2100
QUARTERS = ("ne", "se", "sw", "nw")
#: 2026-9-4 8:00:00, as some pages write it.
_PADDED = re.compile(r"\b(\d)(?=[-: T]|$)")
#: What belongs into a field, as it is told to whoever sent something else.
RANGES = {
    "code": "台风编号（code）应为 4 至 16 位数字、字母或连字符",
    "name": "名称（name）最长 32 字", "en": "英文名最长 32 字",
    "source": "来源（source）为 1 至 200 字", "points": f"应有路径点（points），最多 {POINTS_MAX} 个",
    "is_active": "编报状态（is_active）应为 true 或 false",
    "at": "时间应为日期和时间，如 2026-09-14 08:00", "issued_at": "起报时间应为日期和时间，如 2026-09-14 08:00",
    "lon": "经度应在 90 至 180 之间", "lat": "纬度应在 -5 至 60 之间",
    "pressure_hpa": "中心气压应在 850 至 1050 百帕之间",
    "wind_m_s": "中心风速应在 0 至 120 米/秒之间", "agency": "预报机构最长 32 字",
    "radii_km": "风圈半径应为 1 个数，或按东北、东南、西南、西北的 4 个数，0 至 1500 公里",
}  # fmt: skip


class TrackPointIn(BaseModel):
    """One place of a track. A radius may be one number for all quarters, or four: NE, SE, SW, NW."""

    model_config = ConfigDict(extra="forbid")

    at: AwareDatetime
    lon: FiniteFloat = Field(ge=90, le=180)
    lat: FiniteFloat = Field(ge=-5, le=60)
    pressure_hpa: FiniteFloat | None = Field(None, ge=850, le=1050)
    wind_m_s: FiniteFloat | None = Field(None, ge=0, le=120)
    agency: str = Field("", max_length=32, description="empty for what was measured")
    issued_at: AwareDatetime | None = None
    radii_km: dict[str, list[FiniteFloat]] = Field(default_factory=dict, description='{"7": [ne, se, sw, nw]}')

    @field_validator("at", "issued_at")
    @classmethod
    def _in_living_memory(cls, at: datetime | None) -> datetime | None:
        if at is not None and not EARLIEST_YEAR <= at.year <= LATEST_YEAR:
            raise ValueError("no year of a typhoon that is kept here")
        return at

    @field_validator("radii_km")
    @classmethod
    def _four_quarters(cls, radii: dict[str, list[float]]) -> dict[str, list[float]]:
        found = {}
        for grade, quarters in radii.items():
            if grade not in GRADES or len(quarters) not in (1, 4) or not all(0 <= km <= 1500 for km in quarters):
                raise ValueError("radii are 1 or 4 kilometres (NE, SE, SW, NW) up to 1500, of the grades 7, 10 and 12")
            if any(quarters):
                found[grade] = quarters * 4 if len(quarters) == 1 else quarters
        return found


class TrackIn(BaseModel):
    """A typhoon with any part of its track: points that are known at their hour are replaced, the others stay."""

    model_config = ConfigDict(extra="forbid")

    code: str = Field(pattern=r"^[0-9A-Za-z-]{4,16}$")
    name: str = Field("", max_length=32)
    en: str = Field("", max_length=32)
    is_active: bool = True
    source: str = Field(min_length=1, max_length=200)
    points: list[TrackPointIn] = Field(default_factory=list, max_length=POINTS_MAX)


def track_of_file(raw: bytes, *, source: str) -> TrackIn:
    """A track out of CSV or JSON.

    Raises:
        Invalid: too large, neither of both, or a row that cannot be; the row is named.
    """
    if len(raw) > BYTES_MAX:
        raise Invalid(fields={"file": TOO_LARGE})
    is_table = raw.lstrip(b"\xef\xbb\xbf \r\n\t")[:1] not in (b"{", b"[")
    held = _csv(raw, source) if is_table else _json(raw, source)
    try:
        return TrackIn.model_validate(held)
    except ValidationError as error:
        raise Invalid(fields={"file": _told(error, "行" if is_table else "个点")}) from error


def _told(error: ValidationError, unit: str) -> str:
    """Which row of the file is wrong, and what belongs there; rows of a table count from below its head."""
    where = error.errors()[0]["loc"]
    if where[0] == "points" and len(where) > 2:
        field = str(where[2])
        return f"第 {int(where[1]) + 1} {unit}数据有误：{RANGES.get(field, f'不认识的字段 {field}')}。"
    field = str(where[0])
    return f"{RANGES.get(field, f'不认识的字段 {field}')}。"


def _csv(raw: bytes, source: str) -> dict[str, Any]:
    try:
        rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error) as error:
        raise Invalid(fields={"file": "应为 UTF-8 编码的 CSV，或 JSON。"}) from error
    if not rows or not {"code", "time", "lon", "lat"} <= set(rows[0]):
        raise Invalid(
            fields={"file": "CSV 第一行应有列名 code,time,lon,lat，可另有 pressure,speed,agency,issued,radius7…"}
        )
    if len({row["code"] for row in rows}) > 1:
        raise Invalid(fields={"file": "一个文件只能有一个台风。"})
    first = rows[0]
    points = [_point(row, agency=row.get("agency") or "", issued=row.get("issued") or "") for row in rows]
    return {"code": first["code"], "name": first.get("name") or "", "en": first.get("en") or "", "source": source,
            "points": points}  # fmt: skip


def _json(raw: bytes, source: str) -> dict[str, Any]:
    try:
        held = orjson.loads(raw.removeprefix(b"\xef\xbb\xbf"))
        one = held[0] if isinstance(held, list) else held
        rows = one["points"]
        if rows and "at" in rows[0]:  # our own form
            return {"source": source, **one}
        code = str(one.get("tfbh") or one.get("tfid") or one.get("code") or "")
        points = [_point(row) for row in rows]
        for row in rows:
            points += _forecasts(row)
    except (orjson.JSONDecodeError, KeyError, IndexError, TypeError, AttributeError) as error:
        raise Invalid(fields={"file": "JSON 中没有台风路径（points）。"}) from error
    return {"code": code, "name": str(one.get("name") or ""), "en": str(one.get("enname") or one.get("ename") or ""),
            "is_active": str(one.get("isactive", "1")) not in ("0", "False"), "source": source,
            "points": list({(p["agency"], p["at"]): p for p in points}.values())}  # fmt: skip


def _forecasts(row: dict[str, Any]) -> list[dict[str, Any]]:
    """What agencies expected at one hour; of a track only the forecasts of its last hours are given, mostly."""
    found = []
    for one in row.get("forecast") or []:
        agency = str(one.get("tm") or one.get("sets") or one.get("agency") or "")
        places = one.get("forecastpoints") or one.get("points") or []
        found += [_point(place, agency=agency, issued=str(row.get("time") or "")) for place in places]
    return found


def _point(row: dict[str, Any], *, agency: str = "", issued: str = "") -> dict[str, Any]:
    radii = {grade: quarters for grade in GRADES if (quarters := _radius(row, grade))}
    return {
        "at": _time(str(row.get("time") or "")), "lon": row.get("lon") or row.get("lng"), "lat": row.get("lat"),
        "pressure_hpa": _or_none(row.get("pressure")), "wind_m_s": _or_none(row.get("speed")), "agency": agency[:32],
        "issued_at": _time(issued) if issued else None, "radii_km": radii,
    }  # fmt: skip


def _radius(row: dict[str, Any], grade: str) -> list[float]:
    """Kilometres by quarter. Pages do not agree in which order ``a|b|c|d`` names them: the widest holds all round."""
    quad = row.get(f"radius{grade}_quad")
    named = quad if isinstance(quad, dict) and any(quad.get(side) for side in QUARTERS) else {}
    text = str(row.get(f"radius{grade}") or "").strip()
    try:
        if named:
            return [float(named.get(side) or 0) for side in QUARTERS]
        found = [float(part) for part in text.replace("|", " ").replace("/", " ").split()]
    except (ValueError, TypeError):
        return [-1.0]  # told with its row, when the point is checked
    return [max(found)] if found and "|" in text else found


def _or_none(value: Any) -> Any:
    return None if value in (None, "", 0, "0") else value


def _time(text: str) -> Any:
    """An instant; one without a zone is local time, as all Chinese pages have it. What is no time stays as it is."""
    plain = _PADDED.sub(r"0\1", text.strip().replace("/", "-"))
    try:
        at = datetime.fromisoformat(plain)
    except ValueError:
        return text
    return at if at.tzinfo else at.replace(tzinfo=clock.LOCAL)
