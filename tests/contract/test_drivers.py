"""The driver contract: every folder that calls itself a driver keeps it, without being named here."""

import json
import random
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from anlan.gateway import catalogue, reference
from anlan.gateway.catalogue import Found
from anlan.gateway.driver import Driver
from anlan.kit.settings import Settings
from tests.contract.driver_replay import RECORDINGS, Recording, Stage, recordings

BUILT_IN = [found for found in catalogue.found() if not found.is_plug_in]
EACH = pytest.mark.parametrize("found", BUILT_IN, ids=lambda found: found.name)
PUSH = [found for found in BUILT_IN if found.manifest().kind == "push"]
EACH_PUSH = pytest.mark.parametrize("found", PUSH, ids=lambda found: found.name)


def _cases() -> Iterator[object]:
    for found in PUSH:
        for recording in recordings(RECORDINGS / found.name):
            yield pytest.param(found, recording, id=f"{found.name}-{recording.path.stem}")


def test_the_three_drivers_of_the_river_are_found() -> None:
    assert {"mqtt", "hj212", "http"} <= {found.name for found in BUILT_IN}


@EACH
def test_manifest_is_complete_and_bears_the_name_of_its_folder(found: Found) -> None:
    manifest = found.manifest()
    assert manifest.name == found.name
    assert manifest.title
    assert manifest.standards
    for setting in (manifest.port_setting, manifest.tls_port_setting):
        assert not setting or setting in Settings.model_fields
    assert manifest.kind == "poll" or manifest.port_setting


@EACH
def test_options_make_a_json_schema_that_says_what_each_means(found: Found) -> None:
    schema = found.options_schema()
    json.dumps(schema)
    for name, option in schema["$defs"][schema["$ref"].rpartition("/")[2]]["properties"].items():
        assert option.get("description"), f"{found.name}.{name} has no description"
        assert "default" in option, f"{found.name}.{name} has no default"


@EACH
def test_class_is_a_driver(found: Found) -> None:
    assert issubclass(found.driver_class(), Driver)


@EACH
def test_readme_and_recordings_are_there(found: Found) -> None:
    assert len((found.folder() / "README.md").read_text(encoding="utf-8")) > 300
    assert (RECORDINGS / found.name / "README.md").exists()
    assert recordings(RECORDINGS / found.name) or found not in PUSH


@EACH
def test_reference_page_is_up_to_date(found: Found) -> None:
    page = (reference.PAGES / f"{found.name}.md").read_text(encoding="utf-8")
    assert reference.renewed(page, found) == page, "run `make docs`"


@pytest.mark.parametrize(("found", "recording"), list(_cases()))
async def test_recording_replays_to_its_readings(found: Found, recording: Recording) -> None:
    async with Stage(found) as stage:
        assert await stage.replay(recording) == recording.readings


@EACH_PUSH
async def test_recording_split_into_single_bytes_gives_the_same(found: Found) -> None:
    recording = recordings(RECORDINGS / found.name)[0]
    steps = []
    for step in recording.steps:
        raw = bytes.fromhex(step["send"])
        steps += [{"send": raw[at : at + 1].hex()} for at in range(len(raw))]
        steps[-1]["answer"] = step.get("answer", "")
    async with Stage(found) as stage:
        assert await stage.replay(in_other_steps(recording, steps)) == recording.readings


def in_other_steps(recording: Recording, steps: list[dict[str, str]]) -> Recording:
    """The same recording in other steps."""
    return Recording(recording.path, recording.gateway, recording.points, steps, recording.readings)


@EACH_PUSH
async def test_garbage_is_refused_and_counted_and_the_next_device_is_served(found: Found) -> None:
    dice = random.Random(212)
    first = recordings(RECORDINGS / found.name)[0]
    async with Stage(found) as stage:
        stage.register(first)
        for size in (1, 100, 70_000, 200_000):
            await stage.hurl(dice.randbytes(size))
        assert stage.host.rows == []
        told = sum(stage.host.counters.values()) + len(stage.host.refusals)
        assert told > 0
        assert await stage.replay(first) == first.readings


@EACH_PUSH
async def test_nothing_is_taken_with_a_wrong_secret(found: Found) -> None:
    recording = recordings(RECORDINGS / found.name)[0]
    stranger = Recording(
        recording.path,
        {**recording.gateway, "secret": "another"},
        recording.points,
        [{"send": step["send"]} for step in recording.steps],
        [],
    )
    async with Stage(found) as stage:
        assert await stage.replay(stranger) == []
        await stage.hurl(b"")
        assert stage.host.refusals


def test_page_without_marks_is_not_guessed_at(tmp_path: Path) -> None:
    (tmp_path / "mqtt.md").write_text("# MQTT\n")
    with pytest.raises(ValueError, match="marks"):
        reference.main([], tmp_path)


def test_pages_are_made_and_then_up_to_date(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert reference.main(["--check"], tmp_path) == 1
    assert "make docs" in capsys.readouterr().err
    assert reference.main([], tmp_path) == 0
    assert reference.main(["--check"], tmp_path) == 0


def test_manifest_that_lacks_something_says_what(tmp_path: Path) -> None:
    with pytest.raises(msgspec.ValidationError, match="title"):
        msgspec.toml.decode(b'name = "x"', type=catalogue.Manifest)
