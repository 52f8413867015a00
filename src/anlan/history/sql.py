"""The SQL of the history store: ClickHouse dialect, the same for chDB and a ClickHouse server.

Tables, all deduplicated by (point, ts) when parts merge and again when read (FINAL):

raw      one row per reading, partitioned by the UTC day of its stamp
minute   one row per point and minute, by 30 days
hour     one row per point and hour, by 360 days
stray    readings whose stamp cannot be trusted, partitioned by the week of arrival: a device with a broken clock
         would otherwise open thousands of day partitions
late     hours that got readings after they were rolled up, until that is mended
state    one number per name
"""

# ruff: noqa: S608 - only whole numbers and names from this module are put into statements

import re
from collections.abc import Sequence
from dataclasses import dataclass

from anlan.history.store import BAD_FROM, DAY_MS, HOUR_MS, MINUTE_MS

DATABASE = "anlan"
MONTH_MS, YEAR_MS, WEEK_MS = 30 * DAY_MS, 360 * DAY_MS, 7 * DAY_MS
#: Span of one partition of each table with stamps.
PARTITION_MS = {"raw": DAY_MS, "minute": MONTH_MS, "hour": YEAR_MS, "stray": WEEK_MS, "late": MONTH_MS}
#: Every point of an hour, in the table ``late``.
ALL_POINTS = -1

# A part is on disk, with its directory, before the insert returns, and merged parts before their sources go.
_DURABLE = (
    "fsync_after_insert = 1, fsync_part_directory = 1, min_rows_to_fsync_after_merge = 1, "
    "min_compressed_bytes_to_fsync_after_merge = 1, old_parts_lifetime = 60"
)

_READING = """point Int32 CODEC(ZSTD(1)), ts Int64 CODEC(Delta, ZSTD(1)), mantissa Int32 CODEC(Delta, ZSTD(1)),
  decimals UInt8 CODEC(ZSTD(1)), value Float64 CODEC(ZSTD(1)), quality UInt8 CODEC(ZSTD(1))"""

_SPAN = """point Int32 CODEC(ZSTD(1)), ts Int64 CODEC(Delta, ZSTD(1)), decimals UInt8 CODEC(ZSTD(1)),
  low_m Int32 CODEC(Delta, ZSTD(1)), high_m Int32 CODEC(Delta, ZSTD(1)), last_m Int32 CODEC(Delta, ZSTD(1)),
  low Float64 CODEC(ZSTD(1)), high Float64 CODEC(ZSTD(1)), last Float64 CODEC(ZSTD(1)),
  readings UInt32 CODEC(ZSTD(1)), good UInt32 CODEC(ZSTD(1)), worst UInt8 CODEC(ZSTD(1)),
  version Int64 CODEC(ZSTD(1))"""

_SPAN_COLUMNS = "point, ts, decimals, low_m, high_m, last_m, low, high, last, readings, good, worst"


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an older server cannot do: the tables are the same without it, larger or less safe on disk."""

    has_codecs: bool = True  # 1.8 bytes a reading with them, about 28 without
    has_fsync: bool = True  # without it a power cut may take the newest part


MODERN = Dialect()
_CODEC = re.compile(r" CODEC\((?:[^()]|\([^()]*\))*\)")


def _for(dialect: Dialect, statement: str) -> str:
    """The statement without what the dialect lacks."""
    if not dialect.has_codecs:
        statement = _CODEC.sub("", statement)
    if not dialect.has_fsync:
        statement = statement.replace(f"SETTINGS {_DURABLE}", "")
    return statement


def schema(dialect: Dialect = MODERN) -> list[str]:
    """Statements that make everything that is missing."""
    return [_for(dialect, statement) for statement in _schema()]


def _schema() -> list[str]:
    return [
        f"CREATE DATABASE IF NOT EXISTS {DATABASE}",
        _table("raw", _READING, "ReplacingMergeTree", f"intDiv(ts, {DAY_MS})"),
        _table("minute", _SPAN, "ReplacingMergeTree(version)", f"intDiv(ts, {MONTH_MS})"),
        _table("hour", _SPAN, "ReplacingMergeTree(version)", f"intDiv(ts, {YEAR_MS})"),
        _table("stray", f"{_READING}, stored_ms Int64", "ReplacingMergeTree", f"intDiv(stored_ms, {WEEK_MS})"),
        f"""CREATE TABLE IF NOT EXISTS {DATABASE}.late (hour Int64, point Int32, version Int64, is_done UInt8)
  ENGINE = ReplacingMergeTree(version) PARTITION BY intDiv(hour, {MONTH_MS}) ORDER BY (hour, point)
  SETTINGS {_DURABLE}""",
        f"""CREATE TABLE IF NOT EXISTS {DATABASE}.state (name String, number Int64, version Int64)
  ENGINE = ReplacingMergeTree(version) ORDER BY name SETTINGS {_DURABLE}""",
    ]


def _table(name: str, columns: str, engine: str, partition: str) -> str:
    return f"""CREATE TABLE IF NOT EXISTS {DATABASE}.{name} ({columns})
  ENGINE = {engine} PARTITION BY {partition} ORDER BY (point, ts) SETTINGS {_DURABLE}"""


def warm_up_table() -> str:
    """A table like ``raw`` to practise on."""
    return _table("warm_up", _READING, "ReplacingMergeTree", f"intDiv(ts, {DAY_MS})")


def forget_warm_up() -> str:
    """Drop the practice table."""
    return f"DROP TABLE IF EXISTS {DATABASE}.warm_up"


# --- what is asked ---------------------------------------------------------------------------------


def series(points: Sequence[int], from_ms: int, to_ms: int, level_ms: int, bucket_ms: int, rolled_until_ms: int) -> str:
    """Buckets of the window. Above level 0 the closed hours come from roll-ups, the rest from raw readings.

    ``bucket_ms`` 1 gives the readings one by one.
    """
    if level_ms:
        table = "minute" if level_ms == MINUTE_MS else "hour"
        border = max(from_ms, min(to_ms, rolled_until_ms))
        source = (
            f"SELECT {_SPAN_COLUMNS} FROM {DATABASE}.{table} FINAL WHERE {_where(points, from_ms, border)}"
            f" UNION ALL {_raw_spans(_where(points, border, to_ms))}"
        )
    else:
        source = _raw_spans(_where(points, from_ms, to_ms))
    return f"""SELECT point, bucket, minIf(low_v, is_good) AS out_low, maxIf(high_v, is_good) AS out_high,
  argMaxIf(last_v, ts, is_good) AS out_last, maxIf(ts, is_good) AS last_ts,
  sum(readings) AS out_readings, sum(good) AS out_good, max(worst) AS out_worst
FROM (SELECT point, ts, intDiv(ts, {bucket_ms}) * {bucket_ms} AS bucket, good > 0 AS is_good, readings, good, worst,
  {_value("low")} AS low_v, {_value("high")} AS high_v, {_value("last")} AS last_v FROM ({source}))
GROUP BY point, bucket ORDER BY point, bucket"""


def latest(points: Sequence[int], from_ms: int, to_ms: int) -> str:
    """Newest reading of each point in the window."""
    return f"""SELECT point, max(ts) AS at, argMax(mantissa, ts) AS out_mantissa, argMax(decimals, ts) AS out_decimals,
  argMax(value, ts) AS out_value, argMax(quality, ts) AS out_quality
FROM {DATABASE}.raw FINAL WHERE {_where(points, from_ms, to_ms)} GROUP BY point"""


def raw(table: str, points: Sequence[int], from_ms: int, to_ms: int, limit: int) -> str:
    """Readings one by one, oldest first."""
    return f"""SELECT point, ts, mantissa, decimals, value, quality FROM {DATABASE}.{table} FINAL
WHERE {_where(points, from_ms, to_ms)} ORDER BY ts, point LIMIT {limit}"""


def count(table: str, points: Sequence[int], from_ms: int, to_ms: int) -> str:
    """Distinct readings of a table in a window."""
    return f"SELECT count() AS n FROM {DATABASE}.{table} FINAL WHERE {_where(points, from_ms, to_ms)}"


def count_each(points: Sequence[int], from_ms: int, to_ms: int) -> str:
    """Distinct readings and newest stamp of each point in a window."""
    return f"""SELECT point, count() AS n, max(ts) AS newest
FROM {DATABASE}.raw FINAL WHERE {_where(points, from_ms, to_ms)} GROUP BY point ORDER BY point"""


# --- roll-ups --------------------------------------------------------------------------------------


def point_blocks(from_ms: int, to_ms: int, block: int) -> str:
    """Blocks of point ids that have readings: a roll-up takes one block at a time to bound memory."""
    return f"SELECT DISTINCT intDiv(point, {block}) AS n FROM {DATABASE}.raw WHERE {_where((), from_ms, to_ms)}"


Block = tuple[int, int] | None


def roll_up_minutes(from_ms: int, to_ms: int, version: int, points: Sequence[int] = (), block: Block = None) -> str:
    """Write the minutes of some hours anew, from raw readings."""
    return _roll_up("minute", MINUTE_MS, _raw_spans(_some(from_ms, to_ms, points, block)), version)


def roll_up_hours(from_ms: int, to_ms: int, version: int, points: Sequence[int] = (), block: Block = None) -> str:
    """Write some hours anew, from their minutes."""
    where = _some(from_ms, to_ms, points, block)
    return _roll_up("hour", HOUR_MS, f"SELECT {_SPAN_COLUMNS} FROM {DATABASE}.minute FINAL WHERE {where}", version)


def _some(from_ms: int, to_ms: int, points: Sequence[int], block: Block) -> str:
    narrowed = f" AND point >= {block[0]} AND point < {block[1]}" if block else ""
    return _where(points, from_ms, to_ms) + narrowed


def _roll_up(table: str, bucket_ms: int, source: str, version: int) -> str:
    # Integers stay integers when all good readings of the bucket were scaled alike; else doubles are kept.
    return f"""INSERT INTO {DATABASE}.{table} ({_SPAN_COLUMNS}, version)
SELECT point, bucket, toUInt8(if(alike, fewest, 255)), toInt32(if(alike, m1, 0)), toInt32(if(alike, m2, 0)),
  toInt32(if(alike, m3, 0)), if(alike, 0., v1), if(alike, 0., v2), if(alike, 0., v3), n, n_good, q, {version}
FROM (SELECT point, bucket, minIf(decimals, is_good) AS fewest, maxIf(decimals, is_good) AS most,
  fewest = most AND most != 255 AS alike,
  minIf(low_m, is_good) AS m1, maxIf(high_m, is_good) AS m2, argMaxIf(last_m, ts, is_good) AS m3,
  minIf(low_v, is_good) AS v1, maxIf(high_v, is_good) AS v2, argMaxIf(last_v, ts, is_good) AS v3,
  toUInt32(sum(readings)) AS n, toUInt32(sum(good)) AS n_good, max(worst) AS q
  FROM (SELECT point, ts, intDiv(ts, {bucket_ms}) * {bucket_ms} AS bucket, good > 0 AS is_good, decimals, low_m, high_m,
    last_m, readings, good, worst, {_value("low")} AS low_v, {_value("high")} AS high_v, {_value("last")} AS last_v
    FROM ({source}))
  GROUP BY point, bucket)"""


def _raw_spans(where: str) -> str:
    return f"""SELECT point, ts, decimals, mantissa AS low_m, mantissa AS high_m, mantissa AS last_m,
  value AS low, value AS high, value AS last, toUInt32(1) AS readings,
  toUInt32(quality < {BAD_FROM} AND NOT (decimals = 255 AND isNaN(value))) AS good, quality AS worst
FROM {DATABASE}.raw FINAL WHERE {where}"""


def _value(name: str) -> str:
    """The number that a scaled column means; the division is correctly rounded, as in scaling.unscale."""
    return f"if(decimals = 255, {name}, {name}_m / intExp10(if(decimals = 255, 0, decimals)))"


# --- bookkeeping -----------------------------------------------------------------------------------


def open_late() -> str:
    """Hours and points whose roll-ups are out of date."""
    return f"SELECT hour, point FROM {DATABASE}.late FINAL WHERE is_done = 0 ORDER BY hour, point"


def tick_off_late(marks: Sequence[tuple[int, int]], version: int) -> str:
    """These hours are mended. Notes of a higher version, made meanwhile, stay open."""
    values = ", ".join(f"({hour}, {point}, {version}, 1)" for hour, point in marks)
    return f"INSERT INTO {DATABASE}.late VALUES {values}"


def state(name: str) -> str:
    """A kept number."""
    return f"SELECT number FROM {DATABASE}.state FINAL WHERE name = '{name}'"


def set_state(name: str, number: int, version: int) -> str:
    """Keep a number."""
    return f"INSERT INTO {DATABASE}.state VALUES ('{name}', {number}, {version})"


def partitions() -> str:
    """Every live partition with its size."""
    return (
        "SELECT table AS of_table, partition AS of_part, sum(rows) AS n, sum(bytes_on_disk) AS size FROM system.parts"
        f" WHERE active AND database = '{DATABASE}' GROUP BY table, partition"
    )


def drop_partition(table: str, partition: int) -> str:
    """Forget one partition."""
    return f"ALTER TABLE {DATABASE}.{table} DROP PARTITION {partition}"


def _where(points: Sequence[int], from_ms: int, to_ms: int) -> str:
    window = f"ts >= {from_ms} AND ts < {to_ms}"
    return f"point IN ({', '.join(map(str, points))}) AND {window}" if points else window
