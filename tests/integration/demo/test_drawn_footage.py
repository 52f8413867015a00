"""``bench/drawn/manifest.csv`` says what the drawn scenes really hold, and is played like any footage."""

from pathlib import Path

import pytest

from anlan.cameras.evaluate.footage import Sample, read_manifest
from anlan.cameras.evaluate.play import FPS, _drawn
from anlan.demo.pictures.sources import camera_named
from anlan.demo.pictures.truth import Truth

FOLDER = Path(__file__).parents[3] / "bench" / "drawn"
SAMPLES = read_manifest(FOLDER, "blocked_passage") + read_manifest(FOLDER, "fall")


def holds(truth: Truth, sample: Sample) -> bool:
    return truth.fallen if "lying" in sample.intervals[0].name else truth.obstacle is not None


@pytest.mark.parametrize("sample", [s for s in SAMPLES if s.is_positive], ids=lambda s: f"{s.path}-{s.options['seed']}")
def test_positive_intervals_are_those_of_the_truth(sample: Sample) -> None:
    camera = camera_named(str(sample.path), sample.options["seed"])
    (interval,) = sample.intervals
    assert holds(camera.truth(interval.begin_s + 0.5), sample)
    assert holds(camera.truth(min(interval.end_s, sample.options["seconds"]) - 1), sample)
    assert interval.begin_s == 0 or not holds(camera.truth(interval.begin_s - 1), sample)


@pytest.mark.parametrize("sample", [s for s in SAMPLES if not s.is_positive], ids=lambda s: str(s.path))
def test_negatives_hold_neither_a_fallen_person_nor_an_obstacle(sample: Sample) -> None:
    camera = camera_named(str(sample.path), sample.options["seed"])
    truths = [camera.truth(t) for t in range(0, sample.options["seconds"], 2)]
    assert not any(truth.fallen or truth.obstacle for truth in truths)


def test_a_drawn_sample_lasts_as_long_as_it_says() -> None:
    frames = list(_drawn(SAMPLES[0]))
    assert len(frames) == SAMPLES[0].options["seconds"] * FPS
    assert frames[-1].picture.shape == (360, 640, 3)
