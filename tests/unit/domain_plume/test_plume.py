"""The plume against worked values, the guidebook's distances, and the ground they are drawn on."""

import pytest

from anlan.domain import erg
from anlan.domain.geodesy import along_and_across_m, distance_m, frame, moved
from anlan.domain.plume import Release, wind_doubt_deg

#: Ground release, on the axis: g/s, m/s, class, terrain → ppm at 100, 300, 1000 m; m to 1100, 300, 160, 30 ppm.
WORKED = [
    (100, 2, "D", "rural", (504.8, 63.6, 7.8), (67, 131, 183, 455)),
    (100, 3, "D", "urban", (69.2, 8.2, 0.9), (25, 48, 65, 153)),
    (100, 1.5, "F", "rural", (4848, 575.7, 63.9), (214, 424, 596, 1572)),
    (10, 1.5, "F", "rural", (484.8, 57.6, 6.4), (66, 128, 176, 424)),
    (1000, 3, "D", "urban", (692.5, 82.1, 9.0), (79, 153, 212, 513)),
]


@pytest.mark.parametrize(("rate", "wind", "stability", "terrain", "ppm", "reach"), WORKED)
def test_worked_values(rate, wind, stability, terrain, ppm, reach) -> None:
    release = Release(rate, wind, stability, terrain)
    for x_m, expected in zip((100, 300, 1000), ppm, strict=True):
        assert release.ppm_at(x_m) == pytest.approx(expected, rel=0.01, abs=0.06)
    for limit, expected in zip((1100, 300, 160, 30), reach, strict=True):
        assert release.reach_m(limit) == pytest.approx(expected, abs=1.0)


@pytest.mark.parametrize("terrain", ["rural", "urban"])
@pytest.mark.parametrize("stability", list("ABCDEF"))
def test_it_falls_with_distance_and_sideways_in_every_class(stability: str, terrain: str) -> None:
    release = Release(100, 2, stability, terrain)
    axis = [release.ppm_at(x) for x in range(10, 5000, 50)]
    assert axis == sorted(axis, reverse=True)
    wide = release.half_width_m(50, 30)
    assert wide > 0
    assert release.ppm_at(50, wide) == pytest.approx(30, rel=1e-6)
    assert release.ppm_at(-5) == 0


@pytest.mark.parametrize(
    "bad", [(0, 2, "D", "rural"), (1, 0.1, "D", "rural"), (1, 2, "G", "rural"), (1, 2, "D", "sea")]
)
def test_what_the_formulas_were_not_made_for_is_refused(bad) -> None:
    with pytest.raises(ValueError, match=r"rate_g_s|wind_m_s|stability"):
        Release(*bad)


def test_the_guidebook_speaks_and_of_two_figures_takes_the_larger() -> None:
    assert erg.distances("small", is_day=False, wind_m_s=2) == erg.Distances(30, 300)
    assert erg.distances("vessel", is_day=False, wind_m_s=2) == erg.Distances(60, 1400)
    assert erg.distances("tanker", is_day=True, wind_m_s=8) == erg.Distances(150, 500)
    for container in erg.CONTAINERS:
        for wind in (1, 4, 9):
            assert erg.distances(container, is_day=True, wind_m_s=wind).isolate_m >= 30


def test_a_light_wind_is_in_doubt() -> None:
    assert wind_doubt_deg(5) == 20
    assert wind_doubt_deg(1) > wind_doubt_deg(2) > wind_doubt_deg(5)


def test_ground_distances() -> None:
    here = (120.6586, 27.7760)
    assert distance_m(here, (120.6586, 27.7860)) == pytest.approx(1112, abs=1)
    east = moved(here, 90, 1000)
    assert distance_m(here, east) == pytest.approx(1000, rel=1e-3)
    along, across = along_and_across_m(here, 90, moved(here, 90, 800, 120))
    assert (along, across) == (pytest.approx(800, abs=0.1), pytest.approx(120, abs=0.1))
    west, south, east_edge, north = frame(here, 1000)
    assert west < here[0] < east_edge
    assert distance_m(here, (here[0], north)) == pytest.approx(1000, rel=1e-3)
    assert south < here[1]


def test_a_container_the_guidebook_does_not_have_is_no_distance() -> None:
    with pytest.raises(KeyError, match="bucket"):
        erg.distances("bucket", is_day=True, wind_m_s=2)


def test_the_guidebook_gives_no_answer_for_a_table_without_the_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(erg, "rows_of", lambda _: [])
    with pytest.raises(KeyError, match="vessel"):
        erg.distances("vessel", is_day=True, wind_m_s=2)


def test_what_is_never_as_dense_as_asked_reaches_nowhere() -> None:
    assert Release(0.0001, 10, "A", "urban").reach_m(1000) == 0.0
