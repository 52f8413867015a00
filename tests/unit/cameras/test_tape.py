"""The tape: bounded by age and size, readable after a crash, never another camera's."""

import time
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from anlan.bus.camera_messages import TrialAnswer, TrialAsk
from anlan.bus.messages import CameraConfig, SceneConfig
from anlan.cameras.console.recorder import TRIM_EVERY_TICKS, Recorder
from anlan.cameras.console.tape import SEGMENT_MS, Tape
from anlan.cameras.console.trials import MOST_WAITING, Trials
from anlan.cameras.ring import Kept, as_jpeg
from anlan.cameras.views import Seen
from anlan.kit.settings import Settings
from tests.unit.cameras.pictures import person, room

MINUTE = SEGMENT_MS
T0 = 1_700_000_000_000


class Hand:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.ms = T0

    def now_ms(self) -> int:
        return self.ms


def camera(camera_id: int, source: str = "virtual:a"):  # type: ignore[no-untyped-def]
    ring = SimpleNamespace(newest=lambda: ring.kept, kept=None)
    return SimpleNamespace(config=CameraConfig(id=camera_id, source=source), ring=ring, is_away=False)


def test_a_tape_lets_go_of_what_is_too_old_and_of_what_is_too_much(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    for k in range(10):
        tape.put(T0 + k * MINUTE, bytes(1000))
    assert tape.reach == (T0, T0 + 9 * MINUTE)
    tape.trim(T0 + 5 * MINUTE, 10**9)
    assert [taped.at_ms for taped in tape.pictures()] == [T0 + k * MINUTE for k in range(4, 10)]
    tape.trim(0, 2 * 1012)
    assert [taped.at_ms for taped in tape.pictures()] == [T0 + 8 * MINUTE, T0 + 9 * MINUTE]
    assert tape.size_bytes == sum(path.stat().st_size for path in tmp_path.iterdir()) == 2 * 1012
    tape.put(T0 + 9 * MINUTE + 1, b"x")
    assert all(path.stat().st_mode & 0o077 == 0 for path in tmp_path.iterdir())


def test_a_tape_that_a_crash_cut_short_is_read_up_to_the_cut_and_gone_on_with(tmp_path: Path) -> None:
    tape = Tape(tmp_path)
    for k in range(3):
        tape.put(T0 + k * 2000, b"picture")
    (path,) = tmp_path.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    again = Tape(tmp_path)
    again.put(T0 + 10_000, b"next")
    assert [(one.at_ms - T0, one.jpeg) for one in again.pictures()] == [
        (0, b"picture"), (2000, b"picture"), (10_000, b"next")
    ]  # fmt: skip
    assert [one.at_ms - T0 for one in again.nearest(T0 + 1900, aside=1)] == [0, 2000, 10_000]
    assert again.nearest(T0 - 10 * MINUTE) == []


def test_the_recorder_takes_a_picture_each_step_and_destroys_tapes_of_other_sources(test_settings: Settings) -> None:
    clock = Hand()
    recorder = Recorder(test_settings.model_copy(update={"camera_tape_minutes": 2}), clock)  # type: ignore[arg-type]
    first, other = camera(1), camera(2)
    for second in range(300):
        clock.ms = T0 + second * 1000
        first.ring.kept = other.ring.kept = Kept(clock.ms, b"j" * 100, {})
        recorder.tick([first, other] if second < 200 else [first])
    times = [taped.at_ms for taped in recorder.tape(first).pictures()]  # type: ignore[union-attr]
    assert {after - before for before, after in pairwise(times)} == {2000}
    assert 120_000 <= times[-1] - times[0] <= 120_000 + MINUTE + TRIM_EVERY_TICKS * 1000
    folder = test_settings.data / "camera_tape"
    assert len(list(folder.iterdir())) == 1
    turned = camera(1, "virtual:b")
    recorder.tick([turned])
    for _ in range(TRIM_EVERY_TICKS):
        recorder.tick([turned])
    assert recorder.tape(first) is None


def test_what_a_camera_sees_while_it_is_turned_away_is_not_taped(test_settings: Settings) -> None:
    """A scene that is tried on the tape would be tried on a view that is not its own."""
    clock = Hand()
    recorder, turned = Recorder(test_settings, clock), camera(1)  # type: ignore[arg-type]
    for second in range(60):
        clock.ms = T0 + second * 1000
        turned.ring.kept = Kept(clock.ms, b"jpeg", {})
        turned.is_away = 20 <= second < 40
        recorder.tick([turned])
    tape = recorder.tape(turned)
    assert tape is not None
    assert not [one for one in tape.pictures() if T0 + 20_000 <= one.at_ms < T0 + 40_000]
    assert tape.reach[1] >= T0 + 55_000


def test_without_a_tape_what_was_kept_before_is_destroyed(test_settings: Settings) -> None:
    Tape(test_settings.folder("camera_tape") / "1-abc").put(T0, b"x")
    recorder = Recorder(test_settings.model_copy(update={"camera_tape_minutes": 0}), Hand())  # type: ignore[arg-type]
    recorder.tick([camera(1)])
    assert list((test_settings.data / "camera_tape").iterdir()) == []


class Crowd:
    """A finder that counts brightness: as many people as the picture's first pixel says."""

    def look(self, picture, needs) -> Seen:  # type: ignore[no-untyped-def]
        count = round(float(picture[:40, :40].mean()) / 20)
        return Seen(persons=tuple(person(40 + 60 * k, 150) for k in range(count)))


def wait_for(trials: Trials, begun: TrialAnswer) -> TrialAnswer:
    deadline = time.monotonic() + 20
    while (now := trials.follow(1, begun.trial_id)).state in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.02)
    return now


@pytest.fixture
def crowded(tmp_path: Path) -> Tape:
    """A minute with nobody, a minute with four people, a picture each two seconds."""
    tape = Tape(tmp_path)
    for k in range(60):
        picture = room(at=k)
        picture[:40, :40] = 0 if k < 30 else 80
        tape.put(T0 + 2000 * k, as_jpeg(np.asarray(picture, np.uint8)))
    return tape


def ask(behaviour: str = "headcount") -> TrialAsk:
    return TrialAsk(camera_id=1, scene=SceneConfig(point_id=1, behaviour=behaviour, name="试"))


def test_a_trial_says_what_the_scene_would_have_said(crowded: Tape) -> None:
    trials = Trials(Crowd(), 2000)
    trials.start()
    done = wait_for(trials, trials.begin(ask(), crowded))
    trials.stop()
    assert (done.state, done.pictures_done, done.from_ms, done.longest_gap_ms) == ("done", 60, T0, 2000)
    assert done.value[25] == 0.0
    assert done.value[-1] == 4.0
    assert trials.follow(2, done.trial_id).why == "unknown"  # another camera's business


def test_a_trial_without_tape_of_an_unknown_behaviour_or_in_a_crowd_of_trials_says_so(
    crowded: Tape, tmp_path: Path
) -> None:
    trials = Trials(Crowd(), 2000)
    assert trials.begin(ask(), None).why == "no_tape"
    begun = [trials.begin(ask("nonsense"), crowded) for _ in range(MOST_WAITING + 1)]
    assert [one.state for one in begun] == ["waiting"] * MOST_WAITING + ["refused"]
    assert begun[-1].why == "busy"
    trials.start()
    failed = wait_for(trials, begun[0])
    trials.stop()
    assert failed.state == "failed"
    assert "nonsense" in failed.why
