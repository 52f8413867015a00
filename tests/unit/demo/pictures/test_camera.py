"""A virtual camera is a function of its seed and the time, and fails in the ways real ones do."""

import cv2
import numpy as np
import pytest

from anlan.demo.pictures import render
from anlan.demo.pictures.scenes import SCENES, scene
from anlan.demo.pictures.sources import artist, camera_named
from anlan.demo.pictures.virtual import CameraGoneError, VirtualCamera


def test_same_seed_and_time_give_the_same_picture_in_any_order() -> None:
    forward, backward = VirtualCamera("work_packing", 5), VirtualCamera("work_packing", 5)
    times = (0.0, 3.25, 17.5)
    seen = {t: forward.frame(t) for t in times}
    for t in reversed(times):
        picture, truth = backward.frame(t)
        assert np.array_equal(picture, seen[t][0])
        assert truth == seen[t][1]


def test_other_seeds_paint_other_rooms() -> None:
    first, _ = VirtualCamera("empty_duty", 1).frame(0)
    other, _ = VirtualCamera("empty_duty", 2).frame(0)
    assert np.abs(first.astype(int) - other).mean() > 3


def test_two_moments_differ_by_noise_even_when_nothing_moves() -> None:
    camera = VirtualCamera("empty_corridor", 1)
    difference = np.abs(camera.frame(1.0)[0].astype(int) - camera.frame(1.1)[0])
    assert 0.5 < difference.mean() < 6


@pytest.mark.parametrize("size", [(320, 180), (640, 360), (1280, 720)])
def test_any_size_shows_the_same_people(size: tuple[int, int]) -> None:
    picture, truth = VirtualCamera("standing", 1, size).frame(2.0)
    assert picture.shape == (size[1], size[0], 3)
    assert picture.dtype == np.uint8
    assert len(truth.persons) == 3
    reference = VirtualCamera("standing", 1).truth(2.0)
    for person, expected in zip(truth.persons, reference.persons, strict=True):
        assert np.allclose(np.array(person.box) / size[0], np.array(expected.box) / 640, atol=0.012)


def test_truth_alone_is_the_truth_of_the_frame() -> None:
    camera = VirtualCamera("smoking", 2)
    assert camera.truth(12.0) == camera.frame(12.0)[1]


@pytest.mark.parametrize("name", sorted(SCENES))
def test_every_scene_can_be_looked_at(name: str) -> None:
    camera = VirtualCamera(name, 1, (320, 180))
    for t in (0.0, 11.0, 47.0):
        assert camera.truth(t).at_s == t
    if name != "fault_gone":
        assert camera.frame(11.0)[0].shape == (180, 320, 3)


def test_a_camera_that_is_gone_gives_no_picture_but_the_truth_goes_on() -> None:
    camera = VirtualCamera("fault_gone", 1, (320, 180))
    camera.frame(4.0)
    with pytest.raises(CameraGoneError):
        camera.frame(6.0)
    assert camera.truth(6.0).fault == "gone"


def test_a_frozen_camera_repeats_one_picture_to_the_last_bit() -> None:
    camera = VirtualCamera("fault_frozen", 1, (320, 180))
    assert np.array_equal(camera.frame(6.0)[0], camera.frame(31.0)[0])
    assert camera.truth(6.0).persons != camera.truth(31.0).persons


def test_dark_bright_and_blurred_are_what_they_say() -> None:
    good, _ = VirtualCamera("fault_dark", 1).frame(4.0)
    assert VirtualCamera("fault_dark", 1).frame(6.0)[0].mean() < 12
    assert (VirtualCamera("fault_overexposed", 1).frame(6.0)[0] > 240).mean() > 0.7
    blurred, _ = VirtualCamera("fault_blurred", 1).frame(6.0)
    assert _sharpness(blurred) < 0.4 * _sharpness(good)


def test_a_moved_camera_looks_elsewhere() -> None:
    camera = VirtualCamera("fault_moved", 1)
    before, after = camera.frame(4.9)[0], camera.frame(5.1)[0]
    assert np.abs(before.astype(int) - after).mean() > 15


def test_an_unknown_name_says_what_there_is() -> None:
    with pytest.raises(KeyError, match="crowd_14"):
        scene("nowhere")
    with pytest.raises(KeyError, match="E01-CAM01"):
        camera_named("county:E99-CAM01")
    with pytest.raises(KeyError, match="county:E01"):
        camera_named("webcam")
    with pytest.raises(KeyError, match="passage"):
        VirtualCamera("carton").zone("roof")


def test_cameras_can_be_had_by_name() -> None:
    assert camera_named("scene:fire").layout.title == "抛光车间"
    assert camera_named("county:E01-CAM02").layout.title == "速冻间"


def _sharpness(picture: np.ndarray) -> float:
    small = cv2.GaussianBlur(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), (5, 5), 1.5)
    return float(cv2.Laplacian(small, cv2.CV_32F).var())


def test_the_cameras_process_finds_them_by_address_and_wall_clock() -> None:
    found = artist("E01-CAM05", {"started_s": "1000000", "spacing_s": "300"})
    assert found is not None
    assert np.array_equal(found.frame(1000007.0), found.virtual.frame(7.0)[0])
    by_scene = artist("scene:fault_gone", {"started_s": "0"})
    assert by_scene is not None
    with pytest.raises(ConnectionError):
        by_scene.frame(50.0)
    assert artist("somebody-elses", {}) is None


def test_late_in_a_story_flames_still_flicker() -> None:
    found = artist("scene:fire", {})
    assert found is not None
    play = found.virtual.scene.world
    late = 5.0 * 86400
    backdrop, world = found.virtual.backdrop, play(20.0)
    first, second = (render.picture_of(backdrop, world, [], late + dt) for dt in (0.0, 0.2))
    x0, y0, x1, y1 = (round(v) for v in found.virtual.truth(20.0).fire or (0, 0, 0, 0))
    assert np.abs(first[y0:y1, x0:x1].astype(int) - second[y0:y1, x0:x1]).mean() > 5
