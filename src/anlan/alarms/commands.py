"""What the command line does for alarms: plain functions that return an exit code and a text."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime
from pathlib import Path

import msgspec
import numpy as np

from anlan.alarms.backtest import Backtest
from anlan.alarms.backtest_report import BacktestReport, Difference, compare
from anlan.alarms.edits import BadEdit, apply_edits, parse_edit
from anlan.alarms.kernel import best_kernel
from anlan.alarms.recordings import BadRecording, read_files
from anlan.bus import config_file as config_files
from anlan.bus import config_store, history_client
from anlan.bus.client import Bus, BusError
from anlan.bus.config_file import BadConfigFile
from anlan.bus.messages import ConfigSnapshot
from anlan.bus.readings import Readings
from anlan.bus.selection import BadSelection, select_points
from anlan.domain.clock import SystemClock, from_ms
from anlan.domain.period import BadPeriod, Window, window

#: Of history, when nobody says how much: what the console's rule page shows as well.
USUAL_WINDOW = "30d"
EVERYTHING = Window(-(2**62), 2**62)


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What ``anlan backtest --json`` prints. ``after`` and ``differences`` only when something was edited."""

    before: BacktestReport
    after: BacktestReport | None = None
    differences: list[Difference] = []


async def backtest_command(
    bus: Bus | None,
    *,
    files: Sequence[Path] = (),
    config_file: Path | None = None,
    points: Sequence[str] = (),
    enterprises: Sequence[int] = (),
    begin: str = "",
    end: str = "",
    now: datetime | None = None,
    edits: Sequence[str] = (),
    as_json: bool = False,
) -> tuple[int, str]:
    """Run the rules in force, or those of ``config_file`` (see `anlan config`), over files or over history.

    Without ``begin`` and ``end`` files are read whole, history for the last 30 days. With ``edits`` the edited
    rules run beside them and the differences are shown. Exit code 0 when it ran, 2 when the question is at fault;
    the text then says what to change.
    """
    try:
        asked = _window(begin, end, bool(files), now or SystemClock().now())
        config = await _config(bus, config_file)
        configs = [config]
        if edits:
            configs.append(apply_edits(config, [parse_edit(text) for text in edits]))
        chosen = select_points(config, points, enterprises)
        runs = await _run(bus, configs, files, chosen, asked.from_ms, asked.to_ms)
    except (BadEdit, BadRecording, BadConfigFile, BadSelection, BadPeriod, BusError, OSError) as error:
        return 2, str(error)
    reports = [run.report() for run in runs]
    after = reports[1] if edits else None
    answer = Answer(before=reports[0], after=after, differences=compare(reports[0], after) if after else [])
    return 0, msgspec.json.encode(answer).decode() if as_json else as_text(
        answer, f"rules of {config_file.name}" if config_file else "rules in force"
    )


def _window(begin: str, end: str, has_files: bool, now: datetime) -> Window:
    if not begin and not end and has_files:
        return EVERYTHING
    return window(begin or ("1970-01-01" if has_files else USUAL_WINDOW), end or "now", now)


async def _config(bus: Bus | None, path: Path | None) -> ConfigSnapshot:
    if path is not None:
        return config_files.read(path)
    if bus is None:
        raise BadEdit("give a configuration file, or run where the bus answers")
    config = await config_store.current(bus)
    if not config.points:
        raise BadEdit("no configuration is published yet: publish one, or give a configuration file")
    return config


async def _run(
    bus: Bus | None,
    configs: list[ConfigSnapshot],
    files: Sequence[Path],
    points: list[int],
    from_ms: int,
    to_ms: int,
) -> list[Backtest]:
    kernel = best_kernel()
    runs = [Backtest(config, kernel) for config in configs]
    async for page in _pages(bus, configs[0], files, points, from_ms, to_ms):
        for run in runs:
            await asyncio.to_thread(run.feed, page)  # so that the next page comes meanwhile
    return runs


async def _pages(
    bus: Bus | None, config: ConfigSnapshot, files: Sequence[Path], points: list[int], from_ms: int, to_ms: int
) -> AsyncIterator[Readings]:
    if files:
        for page in _within(read_files(files, config), points, from_ms, to_ms):
            yield page
        return
    if bus is None:
        raise BadRecording("give files, or run where the history answers")
    async for page in history_client.read(bus, points, from_ms, to_ms):
        yield page


def _within(pages: Iterator[Readings], points: list[int], from_ms: int, to_ms: int) -> Iterator[Readings]:
    for page in pages:
        wanted = (page.ts_ms >= from_ms) & (page.ts_ms < to_ms)
        if points:
            wanted &= np.isin(page.point, points)
        yield page if wanted.all() else page.take(wanted)


def as_text(answer: Answer, title: str) -> str:
    """The answer for people; ``title`` says whose rules ``before`` are."""
    lines = _report_text(title, answer.before)
    if answer.after is not None:
        lines += ["", *_report_text("edited rules", answer.after), "", "what changes (raised, hours active):"]
        for d in answer.differences:
            lines.append(
                f"  {d.rule:15} {d.label:10} {d.raised_before:8} -> {d.raised_after:<8} "
                f"{d.active_s_before / 3600:9.2f} -> {d.active_s_after / 3600:.2f}"
            )
    return "\n".join(lines)


def _report_text(title: str, report: BacktestReport) -> list[str]:
    if not report.readings:
        return [f"{title}: configuration {report.config_version}; no reading in this window"]
    span = f"{from_ms(report.from_ms):%Y-%m-%d %H:%M} to {from_ms(report.to_ms):%Y-%m-%d %H:%M} UTC"
    lines = [
        f"{title}: configuration {report.config_version}, {span}",
        f"  {report.readings} readings in {report.seconds:.1f} s, {report.unknown} of unknown points, "
        f"{report.late} late, {report.untrusted} with untrusted stamps",
        f"  {report.raised} raised, {report.cleared} cleared; per 10 min: mean {report.mean_per_10_min}, "
        f"most {report.most_per_10_min}, flooded {report.flood_share:.1%}; ten worst make {report.top_share:.0%}",
    ]
    lines += [
        f"  {rule.rule:15} {rule.label:10} {rule.grade:7} raised {rule.raised:7} on {rule.points} points, "
        f"median {rule.median_s:.0f} s, longest {rule.longest_s:.0f} s, {rule.open} still standing"
        for rule in report.rules
    ]
    lines += [
        f"  top: point {line.point_id} {line.name} {line.rule} {line.label}: {line.raised} ({line.share:.1%})"
        for line in report.top
    ]
    return lines + [f"  left out: {problem}" for problem in report.problems]
