"""The commands of an integrator, one after the other, on a system started as he would start it."""

import asyncio
import csv
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from anlan.demo.fieldclient import build_frame
from anlan.domain.period import LOCAL
from tests.integration.cli.place import GATEWAY, SECRET, STATION, Place, running

# One system for the module: without the group, parallel runs would start one each.
pytestmark = [pytest.mark.nats, pytest.mark.xdist_group("cli")]

T0 = datetime(2025, 11, 13, 10, tzinfo=LOCAL)
SEND = ("--gateway", GATEWAY, "--secret", SECRET)


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with running(tmp_path_factory.mktemp("cli") / "data") as started:
        yield started


def leak(minutes: int = 20, peak: float = 45.0) -> list[tuple[datetime, float]]:
    """One reading every 5 s; ammonia at ``peak`` from minute 10 to minute 12."""
    steps = range(0, minutes * 60, 5)
    return [(T0 + timedelta(seconds=s), peak if 600 <= s < 720 else 6.0 + s % 7 / 10) for s in steps]


def write_csv(path: Path, address: str, rows: list[tuple[datetime, float]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["time", "address", "value"])
        writer.writerows((f"{at.isoformat()}", address, value) for at, value in rows)
    return path


async def alarms_of(place: Place, address: str, wanted: int, wait_s: float = 20.0) -> list[dict[str, Any]]:
    """Alarms of one point, once there are as many as wanted."""
    session, found = await place.officer(), []
    async with asyncio.timeout(wait_s):
        while len(found) < wanted:
            everything = await session.get_all("/api/alarms", state="all")
            found = [a for a in everything if a["point"]["address"] == address and a["rule"] == "limit"]
            await asyncio.sleep(0.2)
    return found


async def exported(place: Place, target: Path, wanted: int, *arguments: str) -> str:
    """Export until history has caught up with what was sent."""
    for _ in range(50):
        done = place.anlan("export", str(target), *arguments)
        assert done.returncode == 0, done.stderr
        if done.stdout.startswith(f"{wanted} readings"):
            break
        await asyncio.sleep(0.2)
    return done.stdout


async def test_recording_is_replayed_alarmed_exported_and_tested_with_another_limit(
    place: Place, tmp_path: Path
) -> None:
    rows = leak()
    recording = write_csv(tmp_path / "leak.csv", "nh3-1", rows)
    report = place.judged("replay", str(recording), *SEND)
    assert (report["is_clean"], report["files"][0]["readings"]) == (True, len(rows))

    (alarm,) = await alarms_of(place, "nh3-1", 1)
    assert (alarm["label"], alarm["grade"], alarm["is_active"]) == ("H", "yellow", False)

    asked = ("--point", f"{GATEWAY}/nh3-1", "--from", "2h")
    said = await exported(place, tmp_path / "out.parquet", len(rows), *asked)
    assert said.startswith(f"{len(rows)} readings of 1 points"), said
    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column("value").to_pylist() == [value for _, value in rows]
    assert set(table.column("address").to_pylist()) == {"nh3-1"}

    edit = ("--edit", "nh3_concentration.H.set_point=50")
    answer = place.judged("backtest", *asked, *edit)
    assert (answer["before"]["readings"], answer["before"]["raised"], answer["after"]["raised"]) == (len(rows), 1, 0)
    (line,) = answer["before"]["rules"]
    live_s = (_instant(alarm["cleared_at"]) - _instant(alarm["raised_at"])).total_seconds()
    assert line["active_s"] == pytest.approx(live_s, abs=5.0), "the back-test says what was said live"

    assert (await exported(place, tmp_path / "out.csv", len(rows), *asked)).endswith("out.csv\n")
    in_words = place.anlan("backtest", str(tmp_path / "out.csv"), *edit)
    assert (in_words.returncode, "1 -> 0" in in_words.stdout) == (0, True), in_words.stdout


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


async def test_replay_at_a_speed_raises_a_live_alarm_that_becomes_an_incident(place: Place, tmp_path: Path) -> None:
    rows = leak(minutes=12, peak=150.0)  # over HH and HHH, which wait for nothing
    path = tmp_path / "leak.parquet"
    table = {"ts_ms": [int(at.timestamp() * 1000) for at, _ in rows], "address": ["nh3-1-b"] * len(rows)}
    pq.write_table(pa.table({**table, "value": [value for _, value in rows]}), path)
    report = place.judged("replay", str(path), *SEND, "--speed", "200")
    assert report["is_clean"]
    alarms = await alarms_of(place, "nh3-1-b", 2)
    assert {"HH", "HHH"} <= {alarm["label"] for alarm in alarms}
    session = await place.officer()
    async with asyncio.timeout(10):
        while not any(i["grade"] == "red" for i in (await session.get("/api/incidents"))["items"]):
            await asyncio.sleep(0.2)


async def test_hj212_text_is_replayed_as_the_named_station(place: Place, tmp_path: Path) -> None:
    frames = []
    for number, (at, value) in enumerate(leak(minutes=13, peak=62.0)):
        head = f"QN={at:%Y%m%d%H%M%S}{number % 1000:03d};ST=22;CN=2011;PW=000000;MN=SOMEBODYELSE0001;Flag=5"
        frames.append(build_frame(f"{head};CP=&&DataTime={at:%Y%m%d%H%M%S};a21001-Rtd={value},a21001-Flag=N&&"))
    path = tmp_path / "station.txt"
    path.write_bytes(b"".join(frames))
    report = place.judged("replay", str(path), "--gateway", STATION, "--secret", SECRET)
    assert (report["files"][0]["acknowledged"], report["is_clean"]) == (len(frames), True)
    alarms = await alarms_of(place, "a21001", 2)
    assert {alarm["label"] for alarm in alarms} == {"H", "HH"}


def test_configuration_is_printed_without_secrets_and_serves_as_rule_file(place: Place, tmp_path: Path) -> None:
    done = place.anlan("config")
    config = json.loads(done.stdout)
    assert {gateway["code"] for gateway in config["gateways"]} == {GATEWAY, STATION}
    assert not any(gateway["secret_hash"] for gateway in config["gateways"])
    for point in config["points"]:
        point["limits"] = [{**limit, "set_point": 6.0} for limit in point["limits"] if limit["label"] == "H"]
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps(config))
    data = tmp_path / "short.csv"
    data.write_text("ts_ms,address,value\n1000,nh3-1,5\n6000,nh3-1,7\n11000,nh3-1,7\n16000,nh3-1,1\n")
    answer = place.judged("backtest", str(data), "--config", str(rules))
    assert [(rule["label"], rule["raised"]) for rule in answer["before"]["rules"]] == [("H", 1)]


def test_check_finds_a_running_system_well(place: Place) -> None:
    found = {finding["subject"]: finding["state"] for finding in place.judged("check")["findings"]}
    assert {"database", "disk", "stream READINGS", "process alarms", "port mqtt", "health page"} <= found.keys()


def test_check_names_the_wrong_data_folder(place: Place, tmp_path: Path) -> None:
    done = place.anlan("check", ANLAN_DATA=str(tmp_path))
    assert done.returncode == 1
    assert "set ANLAN_DATA to the folder of the running system" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("replay", "{csv}", "--gateway", GATEWAY, "--secret", "wrong"), 2, "user name or password wrong"),
        (("export", "{folder}/none/x.csv"), 2, "there is no folder"),
        (("export", "{folder}/x.csv", "--point", "nh3-9"), 2, "no point 'nh3-9'"),
        (("backtest", "--edit", "nh3_concentration.HHHH.set_point=3"), 2, "there are nh3_concentration.H,"),
    ],
)
def test_questions_at_fault_are_answered_with_what_to_change(
    place: Place, tmp_path: Path, arguments: tuple[str, ...], code: int, says: str
) -> None:
    recording = write_csv(tmp_path / "x.csv", "nh3-1", leak(1))
    done = place.anlan(*(text.format(csv=recording, folder=tmp_path) for text in arguments))
    assert (done.returncode, says in done.stderr) == (code, True), done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [("export", "x.csv"), ("backtest",)])
def test_without_a_system_the_commands_say_how_to_start_one(tmp_path: Path, command: tuple[str, ...]) -> None:
    done = Place(tmp_path / "data").anlan(*command)
    assert done.returncode == 2
    assert "Start it with `anlan up`" in done.stderr
    assert not (tmp_path / "data").exists()


def test_replay_without_a_system_says_so_at_once(tmp_path: Path) -> None:
    recording = write_csv(tmp_path / "x.csv", "nh3-1", leak(1))
    done = Place(tmp_path / "data").anlan("replay", str(recording), *SEND)
    assert (done.returncode, "nothing listens for MQTT" in done.stderr) == (2, True)


@pytest.mark.parametrize("command", [("admin", "create", "chief"), ("audit", "verify")])
def test_before_the_database_is_made_the_commands_say_what_to_wait_for(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = Place(tmp_path / "data").anlan(*command, ANLAN_NEW_PASSWORD="a-long-enough-word-7k")
    assert (done.returncode, done.stdout) == (2, "")
    assert "wait until `anlan up` says its address" in done.stderr
    assert str(tmp_path / "data") in done.stderr, "which database was looked at"
    assert "Traceback" not in done.stderr


def test_settings_in_force_are_printed_with_those_of_the_history(tmp_path: Path) -> None:
    said = Place(tmp_path).anlan("settings", ANLAN_HISTORY_RAW_DAYS="30", ANLAN_METRICS_TOKEN="hush").stdout
    assert "ANLAN_HISTORY_RAW_DAYS=30" in said
    assert "hush" not in said
