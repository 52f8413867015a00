"""Figures from values and truth, and what a manifest says."""

import json
from pathlib import Path

import cv2
import pytest
from typer.testing import CliRunner

from anlan.cameras.evaluate.footage import Interval, Sample, read_manifest
from anlan.cameras.evaluate.measures import average_precision, event_figures
from anlan.cameras.evaluate.play import Moment
from anlan.cli import app
from anlan.demo.pictures.virtual import VirtualCamera
from anlan.kit.settings import Settings
from tests.unit.cameras.ember import ember_model, with_ember
from tests.unit.cameras.pictures import room


def clip(is_positive: bool, *intervals: Interval) -> Sample:
    return Sample(Path("a.mp4"), "video", "", None, is_positive, intervals)


def values(*told: float) -> list[Moment]:
    """One value a second."""
    return [Moment(float(k), value) for k, value in enumerate(told)]


FIRE = clip(True, Interval("no-fire", 0, 5), Interval("fire", 5, 9))


def test_an_event_is_found_and_its_delay_counted_from_its_beginning() -> None:
    figures = event_figures([(FIRE, values(0, 0, 0, 0, 0, 0, 0, 0.7, 0.8))], 0.5)
    assert (figures["event_recall"], figures["delay_s_worst"], figures["false_alarms_per_hour"]) == (1.0, 2.0, 0.0)


def test_an_alarm_long_before_the_event_is_false_and_does_not_find_it() -> None:
    figures = event_figures([(FIRE, values(0.7, 0, 0, 0, 0, 0, 0, 0))], 0.5)
    assert figures["event_recall"] == 0.0
    assert figures["false_alarms_per_hour"] == pytest.approx(3600 / 5)


def test_false_alarms_per_hour_count_every_time_the_limit_is_reached() -> None:
    quiet = clip(False)
    figures = event_figures([(quiet, [*values(0, 0.9, 0, 0.9, 0.9, 0), Moment(3600.0, 0.0)])], 0.5)
    assert (figures["clips_false"], figures["false_alarms_per_hour"]) == (1, 2.0)


def test_average_precision() -> None:
    assert average_precision([0.9, 0.8], [0.1]) == 1.0
    assert average_precision([0.9, 0.2], [0.5]) == pytest.approx((1 + 2 / 3) / 2, abs=1e-3)
    assert average_precision([0.5], [0.5]) == 0.5
    assert average_precision([], [0.5]) is None


def test_a_clip_that_says_when_nothing_is_there_is_positive_from_then_on(tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"")
    rows = [
        "file,kind,behaviour,label,intervals_or_boxes",
        "a.mp4,video,fire,clips; sequence,no-fire(default)[0-2.75s]; smoke[2.75-3.25s]; fire[4-20s]",
        "a.mp4,video,fire,clips; something,person present: [6.1-19.7s]",
    ]
    (tmp_path / "manifest.csv").write_text("\n".join(rows), "utf-8")
    sequence, other = read_manifest(tmp_path, "fire")
    assert (sequence.is_positive, sequence.begins_s) == (True, 2.75)
    assert (other.is_positive, other.begins_s) == (None, None)


def test_a_folder_is_measured_by_naming_it(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "empty.jpg"), room(at=0))
    (tmp_path / "manifest.csv").write_text(
        "file,kind,behaviour,label,intervals_or_boxes\nempty.jpg,image,headcount,img; persons=0,\n", "utf-8"
    )
    told = CliRunner().invoke(app, ["cameras", "evaluate", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "mean absolute error" in told.output


def test_a_cigarette_model_of_ones_own_is_measured_with_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The step of the guide: put the model in, run evaluate, read the figures."""
    config = Settings(data=tmp_path / "data")
    monkeypatch.setattr("anlan.cli.cameras.settings", lambda: config)
    ember_model(config.data / "models" / "cigarettes")
    camera = VirtualCamera("standing", 1)
    rows = ["file,kind,behaviour,label,parameters"]
    for k in range(3):
        picture, truth = camera.frame(k / 2)
        x1, y1, x2, y2 = truth.persons[0].box
        cv2.imwrite(str(tmp_path / f"neg{k}.png"), picture)
        cv2.imwrite(str(tmp_path / f"pos{k}.png"), with_ember(picture, (x1 + x2) / 2, y1 + 0.1 * (y2 - y1), size=2))
        rows += [f'{name}{k}.png,image,smoking,{name},"{{""sightings"": 1}}"' for name in ("pos", "neg")]
    (tmp_path / "manifest.csv").write_text("\n".join(rows), "utf-8")
    told = CliRunner().invoke(app, ["cameras", "evaluate", str(tmp_path), "--behaviour", "smoking", "--json"])
    assert told.exit_code == 0, told.output
    (card,) = json.loads(told.stdout[told.stdout.index("[\n") :])
    assert card["models"]["cigarettes"] == "ember"
    assert (card["figures"]["auc"], card["figures"]["recall"], card["figures"]["false_alarm_rate"]) == (1.0, 1.0, 0.0)


def test_a_folder_without_labels_says_what_is_missing(tmp_path: Path) -> None:
    told = CliRunner().invoke(app, ["cameras", "evaluate", str(tmp_path)])
    assert told.exit_code == 1
    assert "manifest.csv" in told.output
