"""A cigarette detector of the operator's own, put where the guide says: shelf, real person models, recogniser, value.

Drawn people; the detector finds magenta. A pass proves the plumbing, never anybody's model.
"""

from pathlib import Path

import pytest

from anlan.bus.messages import SceneConfig
from anlan.cameras.models.shelf import Shelf, shipped_folder
from anlan.cameras.people import PersonFinder
from anlan.cameras.pipeline import Pipeline
from anlan.cameras.views import Frame
from anlan.demo.pictures.virtual import VirtualCamera
from anlan.domain.quality import Quality
from anlan.kit.settings import Settings
from tests.unit.cameras.ember import ember_model, with_ember

#: Somebody who stands with both hands down: movements say nothing.
STORY = "standing"


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ember_model(tmp_path_factory.mktemp("models") / "cigarettes").parent


def values(own: Path | None, at: tuple[float, float] | None, seconds: int = 8) -> list[float]:
    """Values of a smoking scene; ``at``: where the first person holds something, in fractions of its box."""
    shelf = Shelf(shipped_folder(Settings()), own=own)
    shelf.refresh()
    assert shelf.problems == {}
    camera = VirtualCamera(STORY, 1)
    pipeline = Pipeline([SceneConfig(point_id=1, behaviour="smoking")], PersonFinder(shelf), condition=None)
    found = []
    for k in range(2 * seconds):
        picture, truth = camera.frame(k / 2)
        if at:
            x1, y1, x2, y2 = truth.persons[0].box
            picture = with_ember(picture, x1 + at[0] * (x2 - x1), y1 + at[1] * (y2 - y1), size=2)
        reading = pipeline.observe(Frame(k * 500, picture)).readings[0]
        assert reading.quality is Quality.GOOD
        found.append(reading.value)
    return found


def test_what_the_own_model_finds_at_a_face_is_a_suspicion_within_seconds(own: Path) -> None:
    assert values(own, at=(0.5, 0.1))[-1] > 0.9


def test_what_it_finds_elsewhere_is_none_and_so_is_anything_without_it(own: Path) -> None:
    assert max(values(own, at=(1.3, 0.12))) < 0.2  # on the wall, inside what is looked at closely
    assert max(values(None, at=(0.5, 0.1))) < 0.2
