"""Runs the real pipeline over one file or drawn scene, as fast as the machine can, in the time of its pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import av

from anlan.bus.messages import SceneConfig
from anlan.cameras.catalogue import Behaviour
from anlan.cameras.evaluate.footage import Sample
from anlan.cameras.pipeline import Finder, Pipeline
from anlan.cameras.sources.folder import read_picture
from anlan.cameras.sources.video import pixels
from anlan.cameras.sources.virtual import camera_of
from anlan.cameras.views import Frame
from anlan.domain.quality import Quality

#: Looks per second, as cameras get by default.
FPS = 2.0


class Moment(NamedTuple):
    """Value of the scene at a time of the file; None where nothing could be seen."""

    at_s: float
    value: float | None


def play(sample: Sample, behaviour: Behaviour, finder: Finder) -> list[Moment]:
    """The recogniser's values over one sample, with the zone and parameters of its row: by default the whole picture
    and the defaults."""
    scene = SceneConfig(
        point_id=1, behaviour=behaviour.name, name=sample.path.name, zone=sample.zone, parameters=sample.parameters
    )
    pipeline = Pipeline([scene], finder, condition=None)
    frames = _frames(sample, behaviour)
    moments = []
    for frame in frames:
        reading = pipeline.observe(frame).readings[0]
        if reading.quality is Quality.FAULT:
            raise RuntimeError(pipeline.problem or pipeline.scenes[0].problem)
        moments.append(Moment(frame.at_ms / 1000, reading.value))
    return moments


def _frames(sample: Sample, behaviour: Behaviour) -> Iterator[Frame]:
    if sample.kind == "drawn":
        return _drawn(sample)
    return _video(sample.path) if sample.kind == "video" else _still(sample.path, behaviour.manifest.still_s)


def _drawn(sample: Sample) -> Iterator[Frame]:
    """Its first ``seconds``, from the story's beginning."""
    options = {key: str(value) for key, value in sample.options.items()} | {"started_s": "0"}
    camera = camera_of(str(sample.path), options)
    for k in range(round(float(sample.options["seconds"]) * FPS)):
        yield Frame(round(k / FPS * 1000), camera.frame(k / FPS))


def _still(path: Path, seconds: float) -> Iterator[Frame]:
    picture = read_picture(path)
    for k in range(1 + round(seconds * FPS)):
        yield Frame(round(k / FPS * 1000), picture)


def _video(path: Path) -> Iterator[Frame]:
    due_s = 0.0
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            at_s = float(frame.time or 0.0)
            if at_s + 1e-6 >= due_s:
                due_s = max(due_s + 1 / FPS, at_s)
                yield Frame(round(at_s * 1000), pixels(frame))
