"""The kept hour as a film: its times, its pace at every speed, its gaps; and who may play how long."""

from pathlib import Path

import numpy as np
import pytest

from anlan.bus.playback_messages import PlaybackEnded, Shot
from anlan.cameras.console.tape import SEGMENT_MS, Tape
from anlan.cameras.playback.kept import GAP_MS, LEAD_S, KeptFilm, KeptHour
from anlan.cameras.playback.sessions import LEASE_S, PAUSED_MOST_S, Sessions
from anlan.cameras.playback.spans import cut, joined
from anlan.cameras.ring import Ring
from anlan.cameras.views import Frame

T0 = 1_700_000_000_000
STEP = 2_000


class Watch:
    """A monotonic clock that is set by hand."""

    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def tape(tmp_path: Path) -> Tape:
    """Five minutes, then a gap of ten, then one minute."""
    made = Tape(tmp_path / "1")
    for at in [*range(0, 300_000, STEP), *range(900_000, 960_000, STEP)]:
        made.put(T0 + at, f"picture {at}".encode())
    return made


@pytest.fixture
def hour(tape: Tape) -> KeptHour:
    return KeptHour(tape, Ring())


def seconds(shots: list[Shot]) -> list[float]:
    return [(shot.at_ms - T0) / 1000 for shot in shots]


def watched(film: KeptFilm, watch: Watch, for_s: float) -> list[Shot]:
    """What a screen gets that asks twice a second."""
    found = []
    for _ in range(round(for_s * 2)):
        watch.s += 0.5
        found += film.take()
    return found


def test_times_are_told_without_reading_pictures_and_gaps_are_seen(hour: KeptHour, tape: Tape) -> None:
    assert tape.times() == [taped.at_ms for taped in tape.pictures()]
    assert hour.spans(T0, T0 + 10**7) == [(T0, T0 + 298_000), (T0 + 900_000, T0 + 958_000)]
    assert hour.spans(T0 + 250_000, T0 + 910_000) == [(T0 + 250_000, T0 + 298_000), (T0 + 900_000, T0 + 910_000)]
    assert hour.spans(T0 - 10**7, T0 - 1) == []


def test_times_of_a_minute_that_was_cut_short_end_at_the_cut(tape: Tape, tmp_path: Path) -> None:
    path = sorted((tmp_path / "1").glob("*.tape"))[0]
    path.write_bytes(path.read_bytes()[:-3])
    assert tape.times() == [taped.at_ms for taped in tape.pictures()]
    assert len(tape.times()) == 179


def test_only_the_minutes_that_are_needed_are_opened(tape: Tape, monkeypatch: pytest.MonkeyPatch) -> None:
    opened = []
    read = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda self: opened.append(self.stem) or read(self))
    assert next(tape.after(T0 + 3 * SEGMENT_MS)).at_ms == T0 + 3 * SEGMENT_MS + STEP
    assert opened == [str(T0 + 3 * SEGMENT_MS)]


def test_a_film_begins_with_the_picture_that_stood_then(hour: KeptHour, watch: Watch) -> None:
    film = KeptFilm(hour, T0 + 31_500, T0 + 10**7, 1.0, watch)
    assert seconds(film.take())[0] == 30.0


@pytest.mark.parametrize("speed", [1.0, 2.0, 4.0, 8.0])
def test_it_keeps_its_pace_and_sends_few_pictures_at_any_speed(hour: KeptHour, watch: Watch, speed: float) -> None:
    film = KeptFilm(hour, T0, T0 + 10**7, speed, watch)
    shots = film.take() + watched(film, watch, 20)
    assert seconds(shots)[-1] == pytest.approx(min(298.0, (20 + LEAD_S) * speed), abs=STEP / 1000 * speed)
    assert len(shots) <= 5 * (20 + LEAD_S)
    assert seconds(shots) == sorted(set(seconds(shots)))


def test_a_gap_is_not_sat_through_and_the_end_is_told(hour: KeptHour, watch: Watch) -> None:
    film = KeptFilm(hour, T0 + 290_000, T0 + 10**7, 1.0, watch)
    shots = film.take() + watched(film, watch, 15)
    assert 898.0 not in seconds(shots)
    assert seconds(shots)[5] == 900.0
    watched(film, watch, 120)
    assert (film.state, film.detail) == ("ended", "end")
    assert film.take() == []
    film.seek(T0 + 100_000, 1.0)
    assert film.run == 1
    assert (film.state, seconds(film.take())[0]) == ("playing", 100.0)


def test_it_ends_where_it_was_told_to(hour: KeptHour, watch: Watch) -> None:
    film = KeptFilm(hour, T0, T0 + 9_000, 8.0, watch)
    assert seconds(film.take() + watched(film, watch, 5))[-1] == 8.0
    assert film.state == "ended"


def test_paused_it_gives_one_picture_where_it_is_sent_and_goes_on_from_there(hour: KeptHour, watch: Watch) -> None:
    film = KeptFilm(hour, T0, T0 + 10**7, 1.0, watch)
    film.take()
    film.pause()
    assert watched(film, watch, 30) == []
    film.seek(T0 + 60_000, 1.0)
    assert seconds(film.take()) == [60.0]
    assert film.take() == []
    film.play(1.0)
    assert seconds(watched(film, watch, 4)) == [62.0, 64.0, 66.0]


def test_the_last_minute_is_finer_than_the_tape(tape: Tape, watch: Watch) -> None:
    ring = Ring()
    for at in range(955_000, 962_000, 500):
        ring.put(Frame(T0 + at, np.zeros((36, 64, 3), np.uint8)), [])
    film = KeptFilm(KeptHour(tape, ring), T0 + 950_000, T0 + 10**7, 8.0, watch)
    film.speed = 1.0
    found = seconds(film.take() + watched(film, watch, 10))
    assert found[:4] == [950.0, 952.0, 954.0, 955.0]
    assert found[4:6] == [955.5, 956.0]
    assert found[-1] == 961.5
    assert len(found) == len(set(found))


def test_a_camera_without_a_tape_has_nothing(watch: Watch) -> None:
    nothing = KeptHour(None, Ring())
    assert nothing.spans(0, 2**60) == []
    film = KeptFilm(nothing, T0, T0 + 1, 1.0, watch)
    assert film.take() == []
    assert (film.state, film.detail) == ("ended", "end")


def test_an_answer_stays_below_what_the_bus_carries(tmp_path: Path, watch: Watch) -> None:
    tape = Tape(tmp_path / "1")
    for at in range(0, 60_000, 500):
        tape.put(T0 + at, b"x" * 140_000)
    film = KeptFilm(KeptHour(tape, Ring()), T0, T0 + 10**7, 8.0, watch)
    film.speed = 1.0
    watch.s += 60
    while shots := film.take():
        assert sum(len(shot.jpeg) for shot in shots) < 1_000_000


def test_spans_are_joined_and_cut() -> None:
    assert joined([(5, 9), (0, 4), (20, 30), (6, 7)], 1) == [(0, 9), (20, 30)]
    assert cut([(0, 9), (20, 30), (40, 50)], 5, 25) == [(5, 9), (20, 25)]
    assert GAP_MS > 9_000  # a tape's longest step


# --- sessions --------------------------------------------------------------------------------------


class Standing:
    """A film that does nothing."""

    state, detail, run, speed, skipped = "playing", "", 0, 1.0, 0
    is_closed = False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def over() -> list[PlaybackEnded]:
    return []


@pytest.fixture
def sessions(over: list[PlaybackEnded], watch: Watch) -> Sessions:
    return Sessions(2, over.append, watch)


def test_a_person_has_one_session_and_a_full_house_turns_nobody_out(sessions: Sessions, over: list) -> None:
    first = sessions.open(1, 7, "kept", Standing())
    second = sessions.open(1, 8, "kept", Standing())
    assert first
    assert second
    assert first.film.is_closed
    assert [ended.why for ended in over] == ["replaced"]
    assert sessions.get(first.id, 1, 7) is None
    assert sessions.open(2, 7, "kept", Standing())
    assert sessions.open(3, 7, "kept", Standing()) is None
    assert sessions.open(2, 9, "device", Standing())  # the own place is always free
    assert sessions.count == 2


def test_a_session_is_its_own_persons_and_cameras_only(sessions: Sessions) -> None:
    made = sessions.open(1, 7, "kept", Standing())
    assert made
    assert sessions.get(made.id, 1, 7) is made
    assert sessions.get(made.id, 2, 7) is None
    assert sessions.get(made.id, 1, 8) is None
    assert sessions.get("x", 1, 7) is None


def test_who_stops_asking_or_stands_paused_for_long_loses_the_place(
    sessions: Sessions, over: list, watch: Watch
) -> None:
    left = sessions.open(1, 7, "kept", Standing())
    paused = sessions.open(2, 7, "device", Standing())
    assert left
    assert paused
    left.note([Shot(at_ms=T0 + 5, jpeg=b""), Shot(at_ms=T0, jpeg=b"")])
    paused.film.state = "paused"  # type: ignore[misc]
    watch.s += LEASE_S - 1
    assert sessions.get(paused.id, 2, 7)
    watch.s += 2
    sessions.tick()
    assert [(one.user_id, one.why, one.from_ms, one.to_ms, one.pictures) for one in over] == [
        (1, "left", T0, T0 + 5, 2)
    ]
    for _ in range(int(PAUSED_MOST_S / 10) + 1):
        watch.s += 10
        sessions.get(paused.id, 2, 7)
        sessions.tick()
    assert [one.why for one in over] == ["left", "idle"]
    assert paused.film.is_closed
    assert sessions.count == 0


def test_when_the_process_ends_all_are_told(sessions: Sessions, over: list) -> None:
    sessions.open(1, 7, "kept", Standing())
    sessions.close()
    assert [one.why for one in over] == ["restarted"]
