"""One row of a batch: from what was sent to a stamp, a number and a quality. No I/O."""

import math
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from anlan.domain.clock import to_ms
from anlan.domain.quality import HJ212_FLAGS, Quality

MAX_ROWS = 100_000
MAX_ADDRESS = 200
MAX_TS = 64
SHOWN = 100  # rejected rows and unknown points named in an answer
_LATEST_MS = 253_402_300_799_000  # the year 9999
_SECONDS_BELOW = 100_000_000_000  # a smaller number is seconds, a larger one milliseconds
_OVER_RANGE, _NOT_A_NUMBER, _UNCERTAIN = int(Quality.OVER_RANGE), int(Quality.NOT_A_NUMBER), int(Quality.UNCERTAIN)
_CODES = frozenset(int(code) for code in Quality)
_WORDS = {
    **{letter: int(code) for letter, code in HJ212_FLAGS.items()},
    **{code.name: int(code) for code in Quality},
    "": 0,
    "正常": 0,
    "手工": int(Quality.MANUAL),
    "手工输入": int(Quality.MANUAL),
    "超量程": int(Quality.OVER_RANGE),
    "超上限": int(Quality.OVER_RANGE),
    "故障": int(Quality.FAULT),
    "通讯故障": int(Quality.LINK_FAULT),
    "通信故障": int(Quality.LINK_FAULT),
    "离线": int(Quality.LINK_FAULT),
    "停运": int(Quality.STOPPED),
    "停用": int(Quality.STOPPED),
    "维护": int(Quality.MAINTENANCE),
    "校准": int(Quality.CALIBRATING),
    "校验": int(Quality.CALIBRATING),
    "无效": int(Quality.BAD),
}


class RowError(ValueError):
    """A row that cannot be taken; the text (Chinese) says what to put right."""


class BodyError(ValueError):
    """A body that cannot be read at all; the text (Chinese) says what to put right."""

    def __init__(self, message: str, *, status: int = 422, code: str = "unreadable") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class Row(NamedTuple):
    """One reading as sent: number of the row (from 1), point name, ms since 1970 UTC, raw value, quality, unit."""

    number: int
    address: str
    ts_ms: int
    value: float
    quality: int
    unit: str


@dataclass(slots=True)
class Batch:
    """What a body held.

    ``default_ms`` is the stamp of rows without one; ``zone_min`` the zone of stamps without one, minutes ahead of UTC.
    """

    default_ms: int
    zone_min: int
    rows: list[Row] = field(default_factory=list)
    rejected: list[tuple[int, str]] = field(default_factory=list)
    rejected_count: int = 0
    count: int = 0

    def add(self, address: object, ts: object, value: object, quality: object = None, unit: object = "") -> None:
        """Take the next row, or say why not.

        Raises:
            BodyError: more rows than one request may carry.
        """
        self.count += 1
        try:
            self._add(self.count, address, ts, value, quality, unit)
        except RowError as error:
            self._reject(self.count, str(error))

    def add_line(self, number: int, address: object, ts: object, value: object, quality: object) -> None:
        """Like :meth:`add` for a row that has a line number of its own."""
        self.count += 1
        try:
            self._add(number, address, ts, value, quality, "")
        except RowError as error:
            self._reject(number, str(error))

    def refuse(self, message: str, number: int = 0) -> None:
        """Count a row that is no row."""
        self.count += 1
        self._reject(number or self.count, message)

    def _add(self, number: int, address: object, ts: object, value: object, quality: object, unit: object) -> None:
        if self.count > MAX_ROWS:
            raise BodyError(f"一次最多上报 {MAX_ROWS} 条，请分成几批发送。", status=413, code="too_many_rows")
        name = _address(address)
        stamp = self.default_ms if ts is None or ts == "" else parse_ts(ts, self.zone_min)
        number_, code = judge(value, parse_quality(quality))
        self.rows.append(Row(number, name, stamp, number_, code, unit[:20] if isinstance(unit, str) else ""))

    def _reject(self, number: int, message: str) -> None:
        self.rejected_count += 1
        if len(self.rejected) < SHOWN:
            self.rejected.append((number, message))


def _address(address: object) -> str:
    if not isinstance(address, str) or not (name := address.strip()):
        raise RowError("缺少测点编号，请填写已登记的测点编号。")
    if len(name) > MAX_ADDRESS:
        raise RowError(f"测点编号不得超过 {MAX_ADDRESS} 个字符。")
    return name


def parse_ts(ts: object, zone_min: int) -> int:
    """Milliseconds since 1970 UTC of a number (s or ms) or a text (ISO 8601, ``YYYYMMDDhhmmss``, digits).

    Raises:
        RowError: it is no time.
    """
    if isinstance(ts, str):
        if len(ts) > MAX_TS:  # also what is remembered is bounded: a mebibyte of zeros is the year 1970 as well
            raise RowError(f"时间 {_shown(ts)} 无法识别，请用毫秒时间戳或 2026-11-23T18:00:00+08:00 格式。")
        return _text_ms(ts.strip(), zone_min)
    if isinstance(ts, bool) or not isinstance(ts, int | float):
        raise RowError(f"时间 {_shown(ts)} 无法识别，请用毫秒时间戳或 2026-11-23T18:00:00+08:00 格式。")
    return _number_ms(ts)


def _number_ms(ts: int | float) -> int:
    if not (isinstance(ts, int) or math.isfinite(ts)) or not 0 <= ts <= _LATEST_MS:
        raise RowError(f"时间 {_shown(ts)} 超出可用范围，请用毫秒时间戳。")
    return int(ts * 1000) if ts < _SECONDS_BELOW else int(ts)


@lru_cache(maxsize=4096)
def _text_ms(text: str, zone_min: int) -> int:
    if text.isascii() and text.isdigit():
        if len(text) not in (14, 17):
            return _number_ms(int(text[:20]))
        text = f"{text[:8]}T{text[8:14]}.{text[14:] or '000'}"
    try:
        instant = datetime.fromisoformat(text.replace("/", "-"))
        if instant.tzinfo is None:
            instant = instant.replace(tzinfo=timezone(timedelta(minutes=zone_min)))
        return to_ms(instant.astimezone(UTC))
    except (ValueError, OverflowError) as error:
        raise RowError(f"时间 {_shown(text)} 无法识别，请用毫秒时间戳或 2026-11-23T18:00:00+08:00 格式。") from error


def parse_quality(quality: object) -> int:
    """Code of ``domain.quality`` of an HJ 212 letter, a name, a Chinese word or the code; UNCERTAIN when unknown."""
    if quality is None:
        return 0
    if isinstance(quality, str):
        found = _WORDS.get(quality)
        return found if found is not None else _WORDS.get(quality.strip().upper(), _UNCERTAIN)
    if isinstance(quality, int) and not isinstance(quality, bool) and quality in _CODES:
        return quality
    return _UNCERTAIN


def judge(value: object, quality: int) -> tuple[float, int]:
    """Number and quality of a row; no value is NOT_A_NUMBER unless the quality already says why.

    Raises:
        RowError: the value is a text or a structure and its quality says it should be a number.
    """
    number = _number(value)
    if number is not None and math.isfinite(number):
        return number, quality
    if quality >= _OVER_RANGE:
        return math.nan, quality
    if number is None and value is not None and value != "":
        raise RowError(f"数值 {_shown(value)} 不是数字；没有数值时请填 null 或留空。")
    return math.nan, _NOT_A_NUMBER


def _number(value: object) -> float | None:
    """A number, infinity and NaN included; None for anything else."""
    if isinstance(value, float):
        return value
    try:
        if isinstance(value, int):
            return float(value)  # True and False are 1 and 0: switch states
        if isinstance(value, str) and "_" not in value:
            return float(value)
    except (ValueError, OverflowError):
        return None
    return None


def _shown(value: object) -> str:
    text = str(value)
    return f"“{text[:40]}{'…' if len(text) > 40 else ''}”"
