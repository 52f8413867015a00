"""Real people before a camera, up to the evidence of their alarm: boxed, with the zone drawn, and without a face.

The film is one of ../shared and stays there. ``ANLAN_SEE_EVIDENCE=DIR`` writes the pictures, to be looked at.
"""

import os
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from bench.cameras_bench import _finder

from anlan.bus.messages import AlarmTransition, SceneConfig
from anlan.cameras.evidence.blur import head_of
from anlan.cameras.evidence.cut import cut
from anlan.cameras.pipeline import Pipeline
from anlan.cameras.ring import Ring
from anlan.cameras.sources.video import pixels
from anlan.cameras.views import Frame, Picture
from anlan.domain.grades import Grade

FILM = Path(__file__).parents[4] / "shared" / "footage" / "headcount" / "clips" / "intel_classroom.mp4"
SEE = os.environ.get("ANLAN_SEE_EVIDENCE", "")
BEGAN_MS = 1_800_000_000_000
ZONE = [(0.02, 0.2), (0.98, 0.2), (0.98, 0.99), (0.02, 0.99)]

pytestmark = [pytest.mark.shared, pytest.mark.skipif(not FILM.exists(), reason=f"no {FILM}")]


def filmed() -> list[Frame]:
    """Two pictures a second."""
    with av.open(str(FILM)) as container:
        shown = [(float(frame.time or 0.0), pixels(frame)) for frame in container.decode(video=0)]
    step = max(1, round(len(shown) / shown[-1][0] / 2))
    return [Frame(BEGAN_MS + round(at_s * 1000), picture) for at_s, picture in shown[::step]]


def read(jpeg: bytes) -> Picture:
    return np.asarray(cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR), np.uint8)


def features(picture: Picture) -> np.ndarray:  # type: ignore[type-arg]
    """What makes a face: how each pixel differs from its surroundings."""
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    return (gray - cv2.GaussianBlur(gray, (0, 0), 3)).ravel()


def test_four_people_are_boxed_and_none_of_them_has_a_face() -> None:
    finder, ring = _finder(), Ring()
    scene = SceneConfig(point_id=1, behaviour="headcount", name="room", zone=ZONE)
    pipeline, frames = Pipeline([scene], finder, condition=None), filmed()
    for frame in frames:
        ring.put(frame, pipeline.observe(frame).readings)
    at_ms = frames[len(frames) // 2].at_ms
    alarm = AlarmTransition(
        id="1", alarm_id="1.limit.H.1", kind="raised", point_id=1, rule="limit", label="H", grade=Grade.YELLOW,
        at_ms=at_ms, logged_at_ms=at_ms, value=4.0, set_point=3.0,
    )  # fmt: skip
    kept = ring.between(at_ms - 10_000, at_ms + 10_000)
    assert min(len(one.marks.get(1, ())) for one in kept[1:]) >= 4
    pack = cut(alarm, scene, kept, finder)
    assert pack is not None
    for item in pack.items:
        if SEE and item.role != "clip":
            (Path(SEE) / f"{item.role}-{item.rendition}.jpg").write_bytes(item.data)
    told = {(item.role, item.rendition): item for item in pack.items}
    for role in ("before", "at", "after"):
        blurred, original = (read(told[role, rendition].data) for rendition in ("blurred", "original"))
        heads = [head_of(person) for person in finder.look(original, frozenset({"persons"})).persons]
        assert len(heads) >= 4
        for head in heads:
            inner = np.s_[max(0, int(head.y1)) + 2 : int(head.y2) - 2, max(0, int(head.x1)) + 2 : int(head.x2) - 2]
            assert np.corrcoef(features(blurred[inner]), features(original[inner]))[0, 1] < 0.5
        high, wide = original.shape[:2]
        edge = np.s_[round(0.2 * (high - 1)), round(0.1 * wide) : round(0.9 * wide)]
        assert np.abs(blurred[edge].astype(int) - original[edge]).mean() > 20
