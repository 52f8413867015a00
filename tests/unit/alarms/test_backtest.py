"""Back-test: the same loop, the same transitions, figures that can be checked by hand."""

from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from anlan.alarms.backtest import TICK_EVERY_MS, Backtest, _entries, backtest, backtest_several
from anlan.alarms.backtest_report import compare
from anlan.alarms.commands import Answer, backtest_command
from anlan.alarms.edits import BadEdit, apply_edits, parse_edit
from anlan.alarms.engine import Engine, LogEntry
from anlan.alarms.recordings import BadRecording, read_files
from anlan.alarms.table import build
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings
from anlan.domain.clock import from_ms
from tests.unit.alarms.plant import T0, config, limit, point


def recording(seconds: int = 3600) -> Readings:
    """One point every 5 s; above 28 for one minute in every ten."""
    rows = [(5, T0 + t * 1000, 40.0 if t % 600 >= 540 else 3.0, 0) for t in range(0, seconds, 5)]
    return Readings.of(rows)


RULES = config(point(limit(), limit("HH", 56.0), name="机房氨气"))


def test_report_counts_what_can_be_counted_by_hand() -> None:
    report = backtest(RULES, [recording()])
    (line,) = report.rules
    assert (report.readings, report.raised, report.cleared) == (720, 6, 5)
    assert (line.label, line.raised, line.open, line.points) == ("H", 6, 1, 1)
    assert (line.median_s, line.longest_s, line.active_s) == (60.0, 60.0, 5 * 60 + 55)
    assert (report.windows, report.most_per_10_min, report.mean_per_10_min) == (6, 1, 1.0)
    assert report.flood_share == 0.0
    assert [(t.name, t.raised, t.share) for t in report.top] == [("机房氨气", 6, 1.0)]


def test_pages_of_any_size_give_the_same_report() -> None:
    whole = recording()
    pages = [whole.take(np.arange(a, min(a + 7, len(whole)))) for a in range(0, len(whole), 7)]
    one, two = backtest(RULES, [whole]), backtest(RULES, [Readings.empty(), *pages])
    assert msgspec.structs.replace(one, seconds=0) == msgspec.structs.replace(two, seconds=0)


def test_replayed_recording_says_what_the_live_engine_said() -> None:
    rng = np.random.default_rng(3)
    snapshot = config(
        *(
            point(limit(deadband=1.0, on_delay_s=7.0, off_delay_s=4.0), number=n, offline_after_s=20.0)
            for n in (1, 2, 3)
        ),
    )
    who, stamps = rng.integers(1, 4, 3000), np.sort(rng.integers(0, 900_000, 3000)) + T0
    # Waves long enough to outlast the delays, with noise around the limit.
    values = (27 + 4 * np.sin((stamps - T0) / 12_000 + who) + rng.normal(0, 0.5, 3000)).round(1)
    batch = Readings(who.astype(np.int32), stamps.astype(np.int64), values, np.zeros(3000, np.uint8))
    run = Backtest(snapshot)
    run.feed(batch)
    replayed = [(int(e["row"]), int(e["code"]), int(e["kind"]), int(e["at_ms"])) for part in run._edges for e in part]
    logged, sizes = _entries(batch.ts_ms, np.ones(3000, np.bool_), 0)
    live, start, seen = Engine(0, build(snapshot)), 0, []
    for seq, (at, size) in enumerate(zip(logged.tolist(), sizes.tolist(), strict=True), 1):
        part = batch.take(np.arange(start, start + size))
        start += size
        seen += [t for b in live.apply([LogEntry(seq, at, part)]) for t in b.transitions]
    codes = {"H": 0, "offline": 6, "GATEWAY": 8}
    rows = {1: 0, 2: 1, 3: 2}
    expected = [(rows[t.point_id], codes[t.label], int(t.kind == "raised"), t.at_ms) for t in seen]
    assert replayed == expected
    assert len(expected) > 50


def test_silence_in_the_recording_is_judged_by_ticks_and_interruptions_are_not() -> None:
    snapshot = config(point(limit(), offline_after_s=30.0))
    rows = [(5, T0 + t, 1.0, 0) for t in (0, 120_000, 125_000, 90_000_000)]
    report = backtest(snapshot, [Readings.of(rows)])
    assert [(r.label, r.raised) for r in report.rules] == [("GATEWAY", 2)]
    assert report.rules[0].open == 0


def test_ticks_fill_gaps_up_to_ten_minutes() -> None:
    ts = np.array([T0, T0 + 10_000, T0 + 5_000_000], np.int64)
    logged, sizes = _entries(ts, np.ones(3, np.bool_), 0)
    assert sizes.sum() == 3
    assert (np.diff(logged) > 0).all()
    assert logged[:4].tolist() == [T0, T0 + TICK_EVERY_MS, T0 + 2 * TICK_EVERY_MS, T0 + 10_000]
    assert logged[-2] == T0 + 10_000 + 600_000


def test_unsorted_page_is_sorted_and_empty_recording_is_no_error() -> None:
    mixed = recording().take(np.argsort(np.random.default_rng(1).random(720)))
    assert backtest(RULES, [mixed]).raised == 6
    empty = backtest(RULES, [])
    assert (empty.raised, empty.rules, empty.windows, empty.top) == (0, [], 0, [])


def test_one_single_alarming_reading() -> None:
    report = backtest(RULES, [Readings.of([(5, T0, 99.0, 0), (6, T0, 1.0, 0)])])
    assert (report.raised, report.unknown, report.windows, report.mean_per_10_min) == (2, 1, 1, 2.0)


def test_two_versions_are_compared_rule_by_rule() -> None:
    edited = apply_edits(RULES, [parse_edit("nh3_concentration.H.set_point=50"), parse_edit("5.HH.set_point=35")])
    before, after = backtest_several([RULES, edited], [recording()])
    assert [(d.label, d.raised_before, d.raised_after) for d in compare(before, after)] == [("H", 6, 0), ("HH", 0, 6)]


def test_edit_can_remove_a_limit() -> None:
    (edited,) = apply_edits(RULES, [parse_edit("5.H.remove=1")]).points
    assert [x.label for x in edited.limits] == ["HH"]


@pytest.mark.parametrize("text", ["H.set_point=3", "a.H.colour=3", "a.H.set_point", "a.H.set_point=red"])
def test_edit_that_cannot_be_read_says_how_to_write_it(text: str) -> None:
    with pytest.raises(BadEdit):
        parse_edit(text)


@pytest.mark.parametrize("text", ["6.H.set_point=3", "5.X.set_point=3", "5.H.set_point=28"])
def test_edit_that_changes_nothing_is_refused(text: str) -> None:
    with pytest.raises(BadEdit, match="nothing would change"):
        apply_edits(RULES, [parse_edit(text)])


# --- files -------------------------------------------------------------------------------------------


def write(path: Path, batch: Readings, **columns: object) -> Path:
    table = pa.table({"ts_ms": batch.ts_ms, "value": batch.value, **columns})
    if path.suffix == ".csv":
        pyarrow.csv.write_csv(table, path)
    else:
        pq.write_table(table, path)
    return path


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_files_are_read_by_point_or_by_address(tmp_path: Path, suffix: str) -> None:
    batch = recording()
    by_id = write(tmp_path / f"a.{suffix}", batch, point=batch.point, quality=batch.quality)
    by_address = write(tmp_path / f"b.{suffix}", batch, address=["a5"] * len(batch))
    for path in (by_id, by_address):
        assert backtest(RULES, read_files([path], RULES)).raised == 6


def test_several_or_unsorted_files_are_put_in_order(tmp_path: Path) -> None:
    batch = recording()
    late, early = batch.take(np.arange(400, 720)), batch.take(np.arange(400))
    files = [
        write(tmp_path / "late.parquet", late, point=late.point),
        write(tmp_path / "e.csv", early, point=early.point),
    ]
    assert backtest(RULES, read_files(files, RULES)).raised == 6
    backwards = batch.take(np.arange(719, -1, -1))
    assert backtest(RULES, read_files([write(tmp_path / "u.csv", backwards, point=backwards.point)], RULES)).raised == 6


def test_files_of_the_same_time_are_merged_and_files_in_turn_are_streamed(tmp_path: Path) -> None:
    batch = recording()
    odd, even = batch.take(np.arange(1, 720, 2)), batch.take(np.arange(0, 720, 2))
    beside = [write(tmp_path / f"{n}.parquet", part, point=part.point) for n, part in enumerate((odd, even))]
    assert [len(page) for page in read_files(beside, RULES)] == [720]
    in_turn = [
        write(tmp_path / f"{n}.csv", part, point=part.point)
        for n, part in enumerate((batch.take(np.arange(400, 720)), batch.take(np.arange(400))))
    ]
    assert [len(page) for page in read_files(in_turn, RULES)] == [400, 320]


def test_missing_values_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text(f"ts_ms,point,value\n{T0},5,\n{T0 + 5000},5,40\n")
    (page,) = read_files([path], RULES)
    assert np.isnan(page.value[0])
    assert page.value[1] == 40.0


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("x.csv", "ts_ms,point\n1,5\n", "value"),
        ("x.csv", "ts_ms,value\n1,5\n", "point"),
        ("x.txt", "", "csv or .parquet"),
        ("x.csv", "ts_ms,point,value\n1,,5\n", "empty cells"),
        ("x.csv", "ts_ms,point,value\n1,5\n", "x.csv is not readable"),
        ("x.parquet", "no Parquet", "x.parquet is not readable"),
    ],
)
def test_unusable_files_are_refused_with_a_reason(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(BadRecording, match=says):
        list(read_files([tmp_path / name], RULES))


def test_address_of_two_points_is_refused(tmp_path: Path) -> None:
    two = config(point(number=1), point(number=2))
    double = msgspec.structs.replace(two, points=[msgspec.structs.replace(p, address="same") for p in two.points])
    path = write(tmp_path / "a.csv", recording(), address=["same"] * 720)
    with pytest.raises(BadRecording, match="several points"):
        list(read_files([path], double))


# --- command -----------------------------------------------------------------------------------------


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    rules = tmp_path / "rules.json"
    rules.write_bytes(msgspec.json.encode(RULES))
    batch = recording()
    return {"config_file": rules, "data": write(tmp_path / "r.parquet", batch, point=batch.point)}


async def test_command_answers_in_json_and_in_words(files: dict[str, Path]) -> None:
    edits = ["nh3_concentration.H.set_point=50"]
    code, text = await backtest_command(
        None, files=[files["data"]], config_file=files["config_file"], edits=edits, as_json=True
    )
    answer = msgspec.json.decode(text, type=Answer)
    assert code == 0
    assert answer.after is not None
    assert (answer.before.raised, answer.after.raised) == (6, 0)
    code, text = await backtest_command(None, files=[files["data"]], config_file=files["config_file"], edits=edits)
    assert "6 -> 0" in text
    assert "机房氨气" in text


async def test_command_takes_a_window_and_points(files: dict[str, Path]) -> None:
    asked = {"files": [files["data"]], "config_file": files["config_file"], "as_json": True}
    begin, end = from_ms(T0).isoformat(), from_ms(T0 + 600_000).isoformat()
    _, text = await backtest_command(None, begin=begin, end=end, points=["5"], **asked)  # type: ignore[arg-type]
    assert msgspec.json.decode(text, type=Answer).before.readings == 120
    _, text = await backtest_command(None, points=["6"], **asked)  # type: ignore[arg-type]
    assert msgspec.json.decode(text, type=Answer).before.readings == 0


async def test_command_says_what_is_missing(files: dict[str, Path], tmp_path: Path) -> None:
    assert (await backtest_command(None))[0] == 2
    assert (await backtest_command(None, config_file=files["config_file"]))[0] == 2
    assert (await backtest_command(None, config_file=tmp_path / "none.json"))[0] == 2
    bad = await backtest_command(None, config_file=files["config_file"], edits=["x"])
    assert (bad[0], "kind.label.field=value" in bad[1]) == (2, True)


def test_rules_left_out_are_named_in_the_report() -> None:
    snapshot: ConfigSnapshot = config(point(limit(set_point=float("nan"))))
    assert len(backtest(snapshot, [recording()]).problems) == 1
